/**
 * Kicks, bans and mutes.
 *
 * @module
 */
import assert from "node:assert/strict";
import { z } from "zod";
import { at, enters, note, ranks, says, type Scenario } from "../scenario.ts";

const bans = z.array(z.looseObject({ id: z.number() }));
const chatLine = z.looseObject({ username: z.string(), meta: z.unknown() });

/** e01 to e04. */
export const MODERATION: readonly Scenario[] = [
  {
    transcript: "e01_kick",
    cues: [
      at(50, enters("mod1")),
      note(23, says("mod1", "/kick rosey being a bot")),
      note(48, says("mod1", "/kick rosey ")),
      at(2603, enters("alice")),
      note(75, says("mod1", "/kick alice")),
      note(77, (scene) => {
        scene.person("mod1").say("/kick owner");
        scene.person("mod1").say("/kick nobody");
      }),
    ],
  },
  {
    transcript: "e02_ban_name",
    cues: [
      at(50, enters("mod1")),
      note(23, says("mod1", "/ban rosey spamming")),
      note(62, async (scene) => {
        const mod1 = scene.person("mod1");
        mod1.send("requestBanlist");
        await scene.stage.settle();
        const [ban] = bans.parse(mod1.last("banlist"));
        assert.ok(ban, "the ban is on the list of bans");
        mod1.send("unban", { id: ban.id, name: "rosey" });
      }),
    ],
  },
  {
    transcript: "e03_ban_ip",
    cues: [at(50, enters("mod1")), note(23, says("mod1", "/ipban rosey flooding"))],
  },
  {
    transcript: "e04_mute",
    cues: [
      at(50, enters("mod1")),
      at(110, enters("alice")),
      at(170, enters("owner")),
      note(23, says("mod1", "/mute rosey")),
      note(52, says("mod1", "/unmute rosey")),
      note(56, (scene) => {
        scene.person("alice").heard.length = 0;
        scene.person("mod1").say("/smute rosey");
      }),
      note(59, (scene) => {
        assert.deepEqual(scene.person("alice").heard.filter((one) => one.name === "chatMsg"), []);
        const { username, meta } = chatLine.parse(scene.person("mod1").last("chatMsg"));
        assert.deepEqual([username, meta], [scene.text("rosey"), { shadow: true }]);
      }),
      note(60, says("mod1", "/unsmute rosey")),
      note(62, ranks("owner", "rosey", 2)),
      note(66, says("mod1", "/smute alice")),
      note(69, says("alice", "nobody hears me")),
    ],
  },
];
