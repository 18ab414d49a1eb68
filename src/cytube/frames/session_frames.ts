/**
 * Frames about the connection itself: login, channel password, kick, move to another server.
 *
 * @module
 */

import { z } from "zod";
import { handled } from "./rule.ts";

const Login = z.discriminatedUnion("success", [
  z.object({ success: z.literal(true), name: z.string().min(1) }),
  z.object({ success: z.literal(false), error: z.string().default("no reason given") }),
]);

/** Rules of the frames about the connection. */
export const SESSION_FRAMES = {
  login: handled("answer to the login; unasked with a cookie", Login, (login, { session }) => {
    if (login.success) session.loggedIn(login.name);
    else session.loginRefused(login.error);
  }),

  needPassword: handled(
    "the channel wants a password; true: another one",
    z.boolean(),
    (wrong, { session }) => {
      session.passwordNeeded(wrong);
    },
  ),

  cancelNeedPassword: handled(
    "the password was right, or is not needed",
    z.unknown(),
    (_nothing, { session }) => {
      session.passwordAccepted();
    },
  ),

  channelNotRegistered: handled("nobody registered the channel", z.unknown(), (_nothing, { session }) => {
    session.channelNotRegistered();
  }),

  // A reason may be empty; without any it is the site's answer to a link that it bans.
  kick: handled(
    "the server throws Rosey out and hangs up",
    z.object({ reason: z.string().optional() }).default({}),
    ({ reason }, { session, answer }) => {
      if (reason === undefined) answer({ kind: "kick.unexplained" });
      session.kicked(reason ?? "");
    },
  ),

  partitionChange: handled("the channel moved to another server", z.unknown(), (_servers, { session }) => {
    session.moved();
  }),
};
