/**
 * Ways into a channel: logins, guests, passwords, limits of connections.
 *
 * @module
 */
import { at, enters, entersAsGuest, note, says, type Scenario } from "../scenario.ts";

/** a01 to a17. */
export const ARRIVAL: readonly Scenario[] = [
  { transcript: "a01_guest_join_then_login", wire: { by: "library", transports: ["polling", "websocket"] } },
  { transcript: "a02_registered_login_then_join" },
  {
    transcript: "a03_registered_join_then_login",
    cues: [
      at(100, enters("alice")),
      at(156, says("alice", "buffered 1")),
      at(157, says("alice", "/me is buffered 2")),
    ],
  },
  { transcript: "a04_login_failures", cues: [at(118, entersAsGuest("takenname"))] },
  { transcript: "a05_guest_login_rate" },
  { transcript: "a06_password_channel" },
  { transcript: "a07_password_channel_in_join" },
  {
    transcript: "a09_anonymous",
    cues: [
      at(110, enters("alice")),
      at(167, says("alice", "said before")),
      note(20, says("alice", "said after")),
    ],
  },
  { transcript: "a10_unregistered_channel" },
  { transcript: "a11_block_anonymous" },
  { transcript: "a12_bad_channel_name" },
  { transcript: "a13_connection_limits", cues: [note(33, (scene) => scene.moveToNewAddress())] },
  { transcript: "a14_cookie_auth" },
  { transcript: "a16_raw_wire_eio4", wire: { by: "hand", version: 4 } },
  { transcript: "a17_raw_wire_eio3", wire: { by: "hand", version: 3 } },
];
