import assert from "node:assert/strict";
import { membersOf, objectsIn } from "../../json_values.ts";
import { join } from "node:path";
import type { OpenDatabase } from "../../../db/open_database.ts";
import { plugins } from "../../../plugins/mod.ts";
import { followLines } from "../../../src/cli/followed_lines.ts";
import { ManualClock } from "../../../src/domain/clock.ts";
import type { Outgoing } from "../../../src/domain/room_line.ts";
import { plainText } from "../../../src/domain/text.ts";
import { NOON_MS, openMemory } from "../../contract/memory_under_test.ts";
import { databaseIn, doorway, withFolder } from "./control/doorway.ts";
import { rosey } from "./fake_host.ts";

type CommandLine = (...args: string[]) => ReturnType<typeof rosey>;

/** A memory, and the command line beside it. */
async function withMemory(
  use: (
    command: CommandLine,
    change: (work: (memory: OpenDatabase) => Promise<void>) => Promise<void>,
    folder: string,
  ) => Promise<void>,
): Promise<void> {
  await withFolder(async (folder) => {
    const change = async (work: (memory: OpenDatabase) => Promise<void>) => {
      const memory = await openMemory(databaseIn(folder), plugins);
      await work(memory);
      await memory.close();
    };
    await change(() => Promise.resolve());
    const command: CommandLine = (...args) =>
      rosey([...args, "--database", databaseIn(folder).path], { XDG_STATE_HOME: folder });
    await use(command, change, folder);
  });
}

const chat = (text: string): Outgoing => ({ kind: "chat", text: plainText(text) });

/** One row for each way in which a line can be: `a` is queued, `b` sent, `c` parked, `d` rejected, `e` an act. */
async function fill({ repositories: { outbox }, sink }: OpenDatabase): Promise<void> {
  const queue = (group: string, outgoing: Outgoing, producer = "quotes") =>
    outbox.queued({
      group,
      outgoing: [outgoing],
      lane: outgoing.kind === "action" ? "room" : "chat",
      class: "message",
      producer,
      atMs: NOON_MS,
    });
  const sending = (group: string) =>
    outbox.sending({ group, part: 1, parts: 1, atMs: NOON_MS + 1_000, seen: undefined });
  const moved = (group: string, reason: string, detail: string) => ({
    group,
    part: 1,
    atMs: NOON_MS + 2_000,
    reason,
    detail,
  });
  const units = {
    a: queue("a", chat("hello")),
    b: [
      ...queue("b", { kind: "pm", to: "bob", text: plainText("psst") }),
      ...sending("b"),
      ...outbox.sent({
        group: "b",
        part: 1,
        atMs: NOON_MS + 2_000,
        serverTimeMs: NOON_MS + 5_000,
        truncated: true,
        shadowed: false,
      }),
    ],
    c: [
      ...queue("c", chat("perhaps\u001b[2J"), "trivia"),
      ...sending("c"),
      ...outbox.doubted(moved("c", "crash", "Rosey ended")),
      ...outbox.parked(moved("c", "not_covered", "the room's history does not reach back")),
    ],
    d: [
      ...queue("d", chat("spam")),
      ...sending("d"),
      ...outbox.rejected(moved("d", "spam", "the spam filter")),
    ],
    e: queue("e", { kind: "action", action: { kind: "shuffle" } }),
  };
  for (const [id, writes] of Object.entries(units)) await sink.commit({ id, writes });
}

Deno.test("outbox: lists what was to be said and done, the newest first, and obeys nothing in it", async () => {
  await withMemory(async (outbox, change) => {
    assert.equal((await outbox("outbox", "list")).out, "Nothing.\n");
    await change(fill);
    const { code, out } = await outbox("outbox", "list");
    assert.equal(code, 0);
    assert.deepEqual(out.split("\n"), [
      "id  state     queued                class    from    what",
      "5   queued    2025-11-22T12:00:00Z  message  quotes  shuffle the playlist",
      "4   rejected  2025-11-22T12:00:00Z  message  quotes  spam (the spam filter)",
      "3   parked    2025-11-22T12:00:00Z  message  trivia  perhaps [2J (the room's history does not reach back)",
      "2   sent      2025-11-22T12:00:00Z  message  quotes  to bob: psst",
      "1   queued    2025-11-22T12:00:00Z  message  quotes  hello",
      "",
    ]);
  });
});

Deno.test("outbox: the list is narrowed by state, producer and number", async () => {
  await withMemory(async (outbox, change) => {
    await change(fill);
    const ids = async (...args: string[]) => {
      const { out, err } = await outbox("outbox", "list", "--json", ...args);
      assert.equal(err, "");
      return membersOf(JSON.parse(out).lines, "id");
    };
    assert.deepEqual(await ids("--state", "queued"), [5, 1]);
    assert.deepEqual(await ids("--producer", "trivia"), [3]);
    assert.deepEqual(await ids("--limit", "2"), [5, 4]);
    const wrong = await outbox("outbox", "list", "--state", "lost");
    assert.equal(wrong.code, 2);
    assert.match(wrong.err, /--state is "lost", but must be one of queued, sending, in_doubt, parked/);
  });
});

Deno.test("outbox: everything that is known of a line is told in its order", async () => {
  await withMemory(async (outbox, change) => {
    await change(fill);
    assert.deepEqual((await outbox("outbox", "show", "2")).out.split("\n"), [
      "2 sent",
      "what     to bob: psst",
      "class    message, from quotes",
      "queued   2025-11-22T12:00:00Z",
      "sent to  the server at 2025-11-22T12:00:01Z, once in all",
      "sent     since 2025-11-22T12:00:02Z",
      "echo     at 2025-11-22T12:00:05Z by the server's clock",
      "cut      the server cut it",
      "",
    ]);
    assert.deepEqual(JSON.parse((await outbox("outbox", "show", "3", "--json")).out), {
      id: 3,
      state: "parked",
      reason: "not_covered",
      detail: "the room's history does not reach back",
      kind: "chat",
      class: "message",
      to: null,
      what: "perhaps [2J",
      producer: "trivia",
      part: 1,
      parts: 1,
      queuedAt: "2025-11-22T12:00:00Z",
      expiresAt: "2025-11-22T13:00:00Z",
      changedAt: "2025-11-22T12:00:02Z",
      sends: 1,
      lastSendAt: "2025-11-22T12:00:01Z",
      serverTime: null,
      truncated: false,
      shadowed: false,
    });
    const missing = await outbox("outbox", "show", "99");
    assert.equal(missing.code, 3);
    assert.match(missing.err, /there is no line 99 in the outbox of .*room\.db/);
    assert.equal((await outbox("outbox", "show", "first")).code, 2);
  });
});

Deno.test("outbox: a person queues again what is parked or has ended unsaid, and nothing else", async () => {
  await withMemory(async (outbox, change) => {
    await change(fill);
    assert.deepEqual(await outbox("outbox", "retry", "4"), { code: 0, out: "4 is queued again\n", err: "" });
    const parked = JSON.parse((await outbox("outbox", "retry", "--parked", "--json")).out);
    assert.deepEqual(objectsIn(parked.lines).map(({ id, state }) => [id, state]), [
      [3, "queued"],
    ]);
    assert.equal((await outbox("outbox", "retry", "--parked")).out, "Nothing is parked.\n");
    for (const [id, state] of [["1", "queued"], ["2", "sent"]] as const) {
      const refused = await outbox("outbox", "retry", id);
      assert.equal(refused.code, 2);
      assert.ok(refused.err.includes(`line ${id} is ${state} and cannot be queued again`), refused.err);
      assert.match(refused.err, /what is parked, rejected, expired or dead/);
    }
    assert.equal((await outbox("outbox", "retry")).code, 2);
    assert.equal((await outbox("outbox", "retry", "3", "--parked")).code, 2);
  });
});

Deno.test("outbox: a person gives up what waits, and what was said stays said", async () => {
  await withMemory(async (outbox, change) => {
    await change(fill);
    assert.deepEqual(await outbox("outbox", "drop", "1"), { code: 0, out: "1 will not be said\n", err: "" });
    assert.match((await outbox("outbox", "show", "1")).out, /^1 dead\n[^]*^why +.+ \(dropped\)$/m);
    const said = await outbox("outbox", "drop", "2");
    assert.equal(said.code, 2);
    assert.match(said.err, /line 2 is sent and cannot be dropped/);
    assert.equal((await outbox("outbox", "drop", "99")).code, 3);
  });
});

Deno.test("say: a text is queued durably, and it is said that nobody runs to say it", async () => {
  await withMemory(async (command) => {
    const { code, out, err } = await command("say", "Movie night", "at eight");
    assert.deepEqual([code, out], [0, "queued as 1\n"]);
    assert.match(err, /^no Rosey runs on this machine .*; it expires at \d{4}-\d\d-\d\dT[\d:]+Z\n$/);
    const shown = JSON.parse((await command("outbox", "show", "1", "--json")).out);
    assert.deepEqual(
      [shown.what, shown.class, shown.producer, shown.state],
      ["Movie night at eight", "message", "cli", "queued"],
    );
  });
});

Deno.test("say: the same key says nothing again", async () => {
  await withMemory(async (command) => {
    const say = (...args: string[]) => command("say", ...args, "--key", "tonight", "--class", "announcement");
    assert.equal((await say("first")).out, "queued as 1\n");
    assert.equal((await say("second")).out, "was queued before as 1\n");
    assert.equal(JSON.parse((await say("third", "--json")).out).isNew, false);
    assert.equal(JSON.parse((await command("outbox", "list", "--json")).out).lines.length, 1);
  });
});

Deno.test("say: what a server would execute is said, a long text in parts, a blank one not at all", async () => {
  await withMemory(async (command) => {
    await command("say", "/kick alice");
    assert.equal((await command("say", "word ".repeat(100), "--json")).code, 0);
    const { lines } = JSON.parse((await command("outbox", "list", "--json")).out);
    const whats = membersOf(lines, "what");
    assert.equal(whats.at(-1), " /kick alice");
    assert.deepEqual(objectsIn(lines).map(({ part, parts }) => `${part}/${parts}`), [
      "2/2",
      "1/2",
      "1/1",
    ]);
    assert.equal(`${whats[1]} ${whats[0]}`, "word ".repeat(100).trim());
    for (const args of [["  "], ["\u0007"], []]) assert.equal((await command("say", ...args)).code, 2);
    const wrong = await command("say", "hi", "--class", "reply");
    assert.equal(wrong.code, 2);
    assert.match(wrong.err, /--class is "reply", but must be message or announcement/);
  });
});

Deno.test("say: behind -- everything is text", async () => {
  await withMemory(async (command, _change, folder) => {
    const flags = ["--database", databaseIn(folder).path];
    for (const words of [["-5 degrees"], ["--hello", "there"], ["--wait"], ["--help"], ["a", "--", "b"]]) {
      const { code } = await rosey(["say", ...flags, "--", ...words], { XDG_STATE_HOME: folder });
      assert.equal(code, 0);
    }
    const { lines } = JSON.parse((await command("outbox", "list", "--json")).out);
    assert.deepEqual(membersOf(lines, "what").reverse(), [
      "-5 degrees",
      "--hello there",
      "--wait",
      "--help",
      "a -- b",
    ]);
  });
});

Deno.test("say: a link that the site threw Rosey out for is refused from then on", async () => {
  await withMemory(async (command, change) => {
    await change(async ({ repositories: { outbox }, sink }) => {
      const at = { group: "a", part: 1, atMs: NOON_MS };
      const facts = { lane: "chat", class: "message", producer: "quotes", atMs: NOON_MS } as const;
      const queued = outbox.queued({ ...facts, group: "a", outgoing: [chat("see http://bad.example/x")] });
      const dead = outbox.dead({ ...at, reason: "banned_link", detail: "thrown out" });
      await sink.commit({
        id: "a",
        writes: [...queued, ...outbox.sending({ ...at, parts: 1, seen: undefined }), ...dead],
      });
    });
    const { code, err } = await command("say", "look:", "https://www.BAD.example/y");
    assert.equal(code, 2);
    assert.match(err, /a line with a link to www\.bad\.example cannot be said/);
    assert.equal((await command("say", "look: https://good.example")).out, "queued as 2\n");
  });
});

Deno.test("say: a running Rosey is woken, for a retry and a drop too", async () => {
  await withMemory(async (command, change, folder) => {
    await change(fill);
    const { door, server, open, wakings } = doorway(folder);
    await open(join(folder, "rosey"));
    const { err } = await command("say", "hello");
    assert.deepEqual([err, wakings()], ["", 1]);
    await command("outbox", "retry", "3");
    await command("outbox", "drop", "1");
    assert.equal(wakings(), 3);
    await command("outbox", "list");
    await command("outbox", "retry", "--parked");
    assert.equal(wakings(), 3);
    await door.close();
    await server.stop();
  });
});

Deno.test("say: whoever waits is told by the exit code how it ended", async () => {
  await withMemory(async (command, change) => {
    const say = () => command("say", "hello", "--key", "k", "--wait");
    await command("say", "hello", "--key", "k");
    const end = (
      work: (memory: OpenDatabase) => ReturnType<OpenDatabase["repositories"]["outbox"]["queued"]>,
    ) => change((memory) => memory.sink.commit({ id: crypto.randomUUID(), writes: work(memory) }));
    const row = { group: "cli k", part: 1 };
    await end(({ repositories: { outbox } }) => [
      ...outbox.sending({ ...row, parts: 1, atMs: NOON_MS, seen: undefined }),
      ...outbox.rejected({ ...row, atMs: NOON_MS, reason: "spam", detail: "the spam filter" }),
    ]);
    const refused = await say();
    assert.deepEqual([refused.code, refused.out], [
      4,
      "was queued before as 1\n1 rejected: the spam filter\n",
    ]);
    assert.match(refused.err, /line 1 was not said: it is rejected\n {2}rosey outbox show 1 tells/);
    await command("outbox", "retry", "1");
    await end(({ repositories: { outbox } }) => [
      ...outbox.sending({ ...row, parts: 1, atMs: NOON_MS, seen: undefined }),
      ...outbox.sent({ ...row, atMs: NOON_MS, serverTimeMs: NOON_MS, truncated: false, shadowed: false }),
    ]);
    const said = await say();
    assert.equal(said.code, 0, said.err);
    assert.match(said.out, /^was queued before as 1\n1 sent/);
  });
});

Deno.test("say: a wait ends with the line, or when its time is over", async () => {
  await withFolder(async (folder) => {
    const { repositories: { outbox }, sink, close } = await openMemory(databaseIn(folder), plugins);
    const request = {
      group: "g",
      outgoing: [chat("a")],
      lane: "chat",
      class: "message",
      producer: "cli",
    } as const;
    await sink.commit({ id: "1", writes: outbox.queued({ ...request, atMs: NOON_MS }) });
    const clock = new ManualClock(NOON_MS);
    const follow = async () => {
      let end: string | undefined;
      const following = followLines(outbox, { group: "g", clock, limitMs: 60_000 }).then((lines) => {
        end = lines[0]?.state;
      });
      await clock.advanceAsync(50_000);
      assert.equal(end, undefined);
      return { following, end: () => end };
    };
    const patient = await follow();
    await clock.advanceAsync(10_000);
    await patient.following;
    assert.equal(patient.end(), "queued");
    const lucky = await follow();
    const dead = { group: "g", part: 1, atMs: NOON_MS, reason: "gone", detail: "gone" };
    await sink.commit({ id: "2", writes: outbox.dead(dead) });
    await clock.advanceAsync(1_000);
    await lucky.following;
    assert.equal(lucky.end(), "dead");
    assert.equal(clock.pendingTimers, 0);
    await close();
  });
});
