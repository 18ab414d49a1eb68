/**
 * What a channel's staff changes: options, permissions, looks, emotes, filters, polls, the drink counter.
 *
 * @module
 */
import assert from "node:assert/strict";
import {
  type Act,
  at,
  enters,
  leaves,
  note,
  nothing,
  ranks,
  says,
  type Scenario,
  sends,
} from "../scenario.ts";
import { withLeadInSettled } from "../lead_in.ts";
import { clip } from "../world.ts";

/** The owner sends all permissions with some changed, as the settings page does. */
const permits = (changed: Record<string, number>): Act => (scene) => {
  const owner = scene.person("owner");
  const known = owner.last("setPermissions");
  assert.ok(typeof known === "object");
  owner.send("setPermissions", { ...known, ...changed });
};

const CAT_FILTER = {
  name: "cat",
  source: "\\bcat\\b",
  flags: "gi",
  replace: '<img src="https://example.com/cat.png">',
  active: true,
  filterlinks: false,
};

const POLL = {
  title: "Best <colour>? https://example.com/",
  opts: ["red", "green & blue", "https://example.com/x"],
  obscured: false,
};

const ANNOUNCEMENT = {
  id: "8f14e45f-ceea-467f-9575-6d7f7e4ce9d1",
  title: "Maintenance",
  text: "Going down <b>soon</b>",
};

/** e06 to e09. */
export const CHANNEL: readonly Scenario[] = [
  {
    transcript: "e06_channel_settings",
    settleChance: withLeadInSettled,
    cues: [
      at(72, enters("owner")),
      note(
        23,
        sends("owner", "setOptions", {
          voteskip_ratio: 0.7,
          pagetitle: "New <title>",
          maxlength: 3600,
          chat_antiflood: true,
          chat_antiflood_params: { burst: 5, sustained: 2 },
          show_public: true,
          password: "newpass",
        }),
      ),
      note(25, sends("owner", "setOptions", { password: "" })),
      note(
        27,
        sends("owner", "setOptions", {
          externalcss: "https://example.com/a.css",
          externaljs: "https://example.com/a.js",
        }),
      ),
      note(29, permits({ chat: 2 })),
      note(33, permits({ chat: 0, seeplaylist: 2 })),
      // At a time of its own: the pause before the item ends within a millisecond of line 57.
      note(36, nothing),
      at(3150, (scene) => scene.person("owner").queue("cm", clip("Hidden item", 60), { temp: true })),
      note(41, permits({ seeplaylist: -1 })),
      note(
        46,
        sends("owner", "setMotd", { motd: '<h1>Welcome</h1> to <a href="https://example.com">here</a>' }),
      ),
      note(48, sends("owner", "setChannelCSS", { css: "body { color: red; }" })),
      note(50, sends("owner", "setChannelJS", { js: 'console.log("channel js");' })),
      note(52, sends("owner", "updateEmote", { name: ":wave:", image: "https://example.com/wave.gif" })),
      note(54, sends("owner", "updateEmote", { name: ":wave:", image: "https://example.com/wave2.gif" })),
      note(
        56,
        sends("owner", "renameEmote", {
          old: ":wave:",
          name: ":hi:",
          image: "https://example.com/wave2.gif",
        }),
      ),
      note(
        58,
        sends("owner", "importEmotes", [
          { name: ":a:", image: "https://example.com/a.png" },
          { name: "<b>", image: "https://example.com/b.png" },
        ]),
      ),
      note(60, sends("owner", "removeEmote", { name: ":a:" })),
      note(62, sends("owner", "addFilter", CAT_FILTER)),
      note(64, says("owner", "my cat is nice")),
      note(66, ranks("owner", "rosey", 3)),
      note(78, sends("owner", "updateFilter", { ...CAT_FILTER, source: "cat", flags: "g", replace: "dog" })),
      at(9769, sends("owner", "removeFilter", { name: "cat" })),
    ],
  },
  {
    transcript: "e07_polls",
    cues: [
      at(50, enters("owner")),
      at(110, enters("alice")),
      note(23, sends("owner", "newPoll", POLL)),
      note(25, sends("alice", "vote", { option: 0 })),
      note(33, leaves("alice")),
      note(36, sends("owner", "closePoll")),
      note(38, says("owner", "/hpoll Secret?,yes,no")),
      note(
        42,
        sends("owner", "newPoll", {
          title: "Timed",
          opts: ["a", "b"],
          obscured: false,
          timeout: 2,
          retainVotes: true,
        }),
      ),
      note(49, ranks("owner", "rosey", 2)),
    ],
  },
  {
    transcript: "e08_drink_and_clear",
    cues: [
      at(50, enters("owner")),
      note(23, says("owner", "/d")),
      note(26, says("owner", "/d cheers")),
      note(29, says("owner", "/d5 round")),
      note(32, says("owner", "/d-2")),
      note(34, says("owner", "/dance")),
      note(40, says("owner", "/clear")),
      note(43, (scene) => scene.person("owner").queue("cm", clip("Clip", 60), { temp: true })),
    ],
  },
  {
    transcript: "e09_admin_events",
    cues: [
      at(50, enters("siteadmin")),
      note(23, (scene) => scene.stage.sandbox.announce({ ...ANNOUNCEMENT, from: scene.text("siteadmin") })),
      note(31, (scene) => scene.stage.sandbox.announce(undefined)),
      note(32, (scene) => scene.stage.sandbox.unload(scene.text("testroom"))),
    ],
  },
];
