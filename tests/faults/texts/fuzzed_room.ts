/**
 * A room in which everybody writes hostile texts at every command there is, and everything that Rosey says and does
 * because of it is looked at. It knows no command by name: it reads the declarations, so that a new plugin is in it.
 *
 * @module
 */
import assert from "node:assert/strict";
import { z } from "zod";
import { plugins } from "../../../plugins/mod.ts";
import type { CommandFacts } from "../../../src/bot/command_registry.ts";
import { spokenLines } from "../../../src/bot/spoken_lines.ts";
import { messageParts } from "../../../src/domain/message_parts.ts";
import { isChatCommand } from "../../../src/cytube/line/acts/plan_act.ts";
import { seededRandom } from "../../../src/domain/clock.ts";
import type { ActionFate } from "../../../src/domain/outbox.ts";
import type { RoomAction } from "../../../src/domain/room_action.ts";
import { serverCommand } from "../../../src/domain/server_command.ts";
import { oneLine } from "../../../src/domain/text.ts";
import { definePlugin } from "../../../src/plugin/mod.ts";
import type { TestKit } from "../../../src/plugin/test_kit.ts";
import { testRoom } from "../../unit/plugins/test_room.ts";
import { HostileTexts } from "./hostile_texts.ts";
import { ListeningServer } from "./listening_server.ts";

/** People who write, in one round; more than one round is needed to use every command. */
const WRITERS = 100;
/** Most may do everything, so that their texts get far. */
const RANKS_OF_WRITERS = [255, 255, 255, 255, 255, 255, 3, 2, 1, 0];
const TARGETS = ["bob", "carol", "dave"];
/** UTF-16 units of a line (CyTube's default). */
const LINE_UNITS = 320;
const CONTROL = /[\p{Cc}\u2028\u2029]/u;
const WORDS = ["1", "2", "3", "on", "off", "end", ...TARGETS, "Rosey", "u1"];

/** How often a command was used. */
export interface CommandUses {
  used: number;
  succeeded: number;
  /** It takes free text. */
  readonly takesText: boolean;
}

/** The uses of each command by its name. */
export type UseCounts = Map<string, CommandUses>;

interface Use {
  readonly user: string;
  readonly typed: string;
}

/** Has `count` hostile lines written. Fails at the first thing Rosey says or does that she must not. */
export async function writeHostileLines(count: number, seed: number): Promise<UseCounts> {
  const texts = new HostileTexts(seededRandom(seed));
  const counts: UseCounts = new Map();
  const observer = definePlugin({
    name: "observer",
    summary: "Counts the uses of commands",
    settings: z.strictObject({}),
    setup: (rosey) =>
      rosey.on("command.finished", ({ command, outcome }) => {
        const uses = counts.get(command);
        if (uses === undefined) return;
        uses.used += 1;
        if (outcome === "success") uses.succeeded += 1;
      }),
  });
  await using kit = await testRoom([...plugins, observer]);
  const server = new ListeningServer();
  kit.fateOf = () => randomFate(texts);
  const commands = kit.bot.commands.map(({ facts }) => facts);
  for (const { name, args } of commands) {
    const takesText = Object.values(args ?? {}).some(({ takes }) => takes !== "word");
    counts.set(name, { used: 0, succeeded: 0, takesText });
  }
  for (let written = 0; written < count; written += WRITERS) {
    furnish(kit, texts);
    const uses = Array.from({ length: WRITERS }, (_, writer) => ({
      user: `u${writer}`,
      typed: typedLine(commands, texts),
    }));
    for (const name of TARGETS) await kit.chat(name, texts.text());
    await Promise.all(uses.map((use) => write(kit, use, texts.below(2) === 0)));
    look(kit, server, uses);
    for (const { typed } of uses) assertSafeLines(spokenLines(typed));
    await kit.advance("11s");
    kit.acts.length = 0;
    kit.said.length = 0;
  }
  assert.deepEqual(kit.complaints.filter((complaint) => /failed|could not be given/.test(complaint)), []);
  return counts;
}

/** One writes, and says yes to whatever is asked. */
async function write(kit: TestKit, { user, typed }: Use, privately: boolean): Promise<void> {
  const say = (text: string) => privately ? kit.pm(user, text) : kit.chat(user, text);
  await Promise.all([say(`!${typed}`), say("!confirm")]);
}

/** What others wrote into the room: it is repeated as well. */
function furnish(kit: TestKit, texts: HostileTexts): void {
  const { room } = kit;
  const media = { type: "yt", id: texts.word(), title: texts.text(), seconds: 60 };
  room.put({ name: "Rosey", rank: 5 });
  for (const name of TARGETS) room.put({ name, rank: 1 });
  for (let writer = 0; writer < WRITERS; writer += 1) {
    room.put({ name: `u${writer}`, rank: RANKS_OF_WRITERS[writer % RANKS_OF_WRITERS.length] ?? 0 });
  }
  room.playlist = [1, 2, 3].map((uid) => ({ uid, media, temporary: false, queuedBy: "bob" }));
  room.current = room.playlist[texts.below(3)];
  room.playback = { media, positionSeconds: 0, measuredAtMs: 0, paused: false };
  room.motd = texts.text();
  room.poll = texts.below(2) === 0 ? undefined : {
    openedAtMs: 1,
    title: texts.text(),
    options: [{ text: texts.text(), votes: 1 }, { text: texts.text(), votes: undefined }],
    hidden: texts.below(2) === 0,
    openedBy: "bob",
  };
}

function typedLine(commands: readonly CommandFacts[], texts: HostileTexts): string {
  if (texts.below(20) === 0) return texts.text();
  const command = texts.oneOf(commands);
  const name = texts.below(30) === 0 ? `${command.name}e` : command.name;
  if (texts.below(10) === 0) return texts.oneOf(command.examples)[0].replace(/^!/, "");
  const given = Object.entries(command.args ?? {}).slice(0, texts.below(8) === 0 ? -1 : undefined);
  const words = given.map(([argument, { takes, parse }]) => {
    if (takes !== "word") return restOf(command, texts);
    if (texts.below(8) === 0) return texts.word();
    return texts.oneOf([
      texts.word(),
      ...wordsOf(command).filter((word) => isAccepted(parse, word, argument)),
    ]);
  });
  return [name, ...words].join(" ");
}

/** Mostly a hostile text; sometimes what the command's own examples have, with one inside. */
function restOf(command: CommandFacts, texts: HostileTexts): string {
  if (texts.below(2) === 0) return texts.text();
  const example = texts.oneOf(command.examples)[0].split(" ").slice(1);
  example[texts.below(example.length)] = texts.text().slice(0, 100);
  return example.join(" ");
}

function wordsOf({ examples }: CommandFacts): readonly string[] {
  return [...WORDS, ...examples.flatMap(([typed]) => typed.split(" ").slice(1))];
}

function isAccepted(parse: (typed: string, name: string) => unknown, word: string, name: string): boolean {
  try {
    parse(word, name);
    return true;
  } catch {
    return false;
  }
}

/** Most is done; the rest is answered with a text of the server, which may be anything. */
function randomFate(texts: HostileTexts): ActionFate {
  const text = texts.text();
  const message = oneLine(text) === "" ? "/no" : text;
  switch (texts.below(8)) {
    case 0:
      return { outcome: "refused", reason: "server", message };
    case 1:
      return { outcome: "in_doubt", message };
    case 2:
      return { outcome: "done", item: undefined, warning: message };
    default:
      return { outcome: "done", item: undefined, warning: undefined };
  }
}

function look(kit: TestKit, server: ListeningServer, uses: readonly Use[]): void {
  for (const { text, to } of kit.said) {
    assert.ok(to === undefined || kit.room.user(to) !== undefined, `a PM to ${to}`);
    const lines = spokenLines(text);
    assert.equal(lines.join("\n"), text, "a text was handed over that is not safe yet");
    for (const part of assertSafeLines(lines)) {
      if (to === undefined) server.hears(part);
      else server.hearsPrivately(part);
    }
  }
  for (const action of kit.acts) assertAsked(action, uses);
}

/** The lines as they leave; none may be a command, two lines in one, or cut by the server. */
function assertSafeLines(lines: ReturnType<typeof spokenLines>): readonly string[] {
  const parts = lines.flatMap((line) => messageParts(line));
  for (const part of parts) {
    assert.ok(!part.startsWith("/"), JSON.stringify(part));
    assert.doesNotMatch(part, CONTROL);
    assert.ok(part.length <= LINE_UNITS && part.trim() !== "", JSON.stringify(part));
  }
  return parts;
}

/** A line that the server executes, made of an act. */
const SERVER_COMMAND = /^\/(?:(?:kick|ban) [\w-]{1,20} by u\d+\b.*|(?:s|un)?mute [\w-]{1,20}|clear|afk)$/u;

/** An act says nothing but what somebody asked for. */
function assertAsked(action: RoomAction, uses: readonly Use[]): void {
  if (isChatCommand(action)) {
    const line = serverCommand(action);
    assert.match(line, SERVER_COMMAND);
    assert.ok(line.length <= LINE_UNITS && !CONTROL.test(line), line);
  }
  for (const value of Object.values(action).flat()) {
    if (typeof value === "string") assert.doesNotMatch(value, CONTROL, action.kind);
  }
  const isTyped = (text: string) => uses.some(({ typed }) => oneLine(typed).includes(text));
  switch (action.kind) {
    case "kick":
    case "ban": {
      const [, by, reason] = /^by (u\d+)(?:: (.+))?$/.exec(action.reason) ?? [];
      const asked = uses.find(({ user }) => user === by);
      assert.ok(asked !== undefined, action.reason);
      assert.ok(oneLine(asked.typed).toLowerCase().includes(action.name.toLowerCase()));
      assert.ok(reason === undefined || oneLine(asked.typed).endsWith(reason), action.reason);
      return;
    }
    case "open_poll":
      return assert.ok([action.title, ...action.options].every(isTyped), action.title);
    case "set_motd":
      return assert.doesNotMatch(action.html.replaceAll("<br>", ""), /[<>"']/);
    default:
      return;
  }
}
