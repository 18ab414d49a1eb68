/**
 * Chat and private messages, by others and by the recorded client itself.
 *
 * @module
 */
import type { Act } from "../scenario.ts";
import { at, enters, entersAsGuest, leaves, note, nothing, says, type Scenario, sends } from "../scenario.ts";

/** What alice says in b01, by the line of its note: every format that chat knows. */
const LINES_OF_ALICE: Readonly<Record<number, string>> = {
  35: "plain text",
  37: "unicode éè 你好 😀 \u200bzero-width",
  39: "<b>bold?</b> & \"quotes\" 'single' (parens) <script>alert(1)</script>",
  41: ">greentext line",
  43: "> spaced greentext",
  45: " >not green, leading space",
  47: "/me waves",
  49: "/sp a spoiler",
  51: "before [sp]inline spoiler[/sp] after",
  53: "*bold* _italic_ `mono` ~~strike~~",
  55: "link https://example.com/path?a=1&b=2#frag end",
  57: "two http://a.example/x and ftp://b.example/y",
  59: "www.nolink.example no scheme",
  61: 'javascript:alert(1) https://example.com/"onmouseover="x',
  63: "emotes :smile: and Kappa kappa and x:smile:y",
  65: "  leading and trailing spaces  ",
  67: "multi\nline\ttab \u0007bell",
  69: "",
  70: "   ",
  71: "x".repeat(400),
  73: "/unknowncommand foo",
  75: "/say not allowed for rank 1",
  76: "//double slash",
  78: "@rosey hello",
  80: "rosey: ping",
  82: "!ping",
  84: 'backslash \\ and {json: "x"} and %s $1 \\1',
  86: "\u202ertl override",
  90: "/afk",
  93: "back",
  97: "/afk",
  111: "see http://blacklisted.example/",
};

/** Longer than the 1 MiB that the server takes in one frame. */
const OVERSIZED_BYTES = 1_200_000;

const whispers = (from: string, to: string, msg: string): Act => (scene) =>
  scene.person(from).whisper(to, msg);

/** b01 to c01. */
export const TALK: readonly Scenario[] = [
  {
    transcript: "b01_chat_as_user",
    cues: [
      at(154, enters("owner")),
      note(26, (scene) => {
        scene.person("owner").send("updateEmote", {
          name: ":smile:",
          image: "https://example.com/smile.png",
        });
        scene.person("owner").send("updateEmote", { name: "Kappa", image: "https://example.com/kappa.png" });
      }),
      note(29, async (scene) => await (await scene.arrive("alice")).join("testroom")),
      note(30, async (scene) => await scene.person("alice").logIn()),
      note(33, entersAsGuest("Bobby_guest")),
      ...Object.entries(LINES_OF_ALICE).map(([line, text]) => note(Number(line), says("alice", text))),
      note(88, says("Bobby_guest", "hi, guest here")),
      at(9217, says("alice", "/afk")),
      note(102, says("owner", "/say attention please")),
      note(104, says("owner", "with flair", { modflair: 5 })),
      note(106, says("owner", "false flair", { modflair: 3 })),
      note(109, says("alice", "forged meta", { modflair: 2, addClass: "shout", forceShowName: true })),
      note(113, leaves("Bobby_guest")),
      note(115, async (scene) => {
        const viewer = await scene.arrive("anon");
        await viewer.join("testroom");
        viewer.leave();
      }),
      note(116, nothing),
      note(118, sends("owner", "setOptions", { afk_timeout: 3 })),
      at(28845, leaves("owner")),
    ],
  },
  { transcript: "b03_own_chat" },
  { transcript: "b04_kicked_for_privileged_frames", freshAddresses: true },
  {
    transcript: "b05_edge_cases",
    cues: [
      note(94, (scene) => scene.send("chatMsg", [{ msg: "x".repeat(OVERSIZED_BYTES), meta: {} }], false)),
    ],
  },
  {
    transcript: "c01_pm",
    cues: [
      at(50, enters("alice")),
      at(110, entersAsGuest("Guesty")),
      note(23, whispers("alice", "rosey", "psst <b>hi</b> & *bold* https://example.com/")),
      note(25, whispers("alice", "ROSEY", ">green")),
      note(27, whispers("Guesty", "rosey", "guest here")),
      note(29, whispers("alice", "rosey", "/me waves")),
      note(31, whispers("alice", "rosey", "z".repeat(400))),
      note(33, whispers("alice", "rosey", "line1\nline2\u0007")),
      note(35, whispers("alice", "rosey", "")),
      note(49, leaves("alice")),
      at(4678, enters("mod1")),
      note(55, says("mod1", "/mute rosey")),
    ],
  },
];
