/** What the memory promises about the audit log, counts, peaks and the status, on every database. */
import assert from "node:assert/strict";
import { commandDetails, type OUTCOMES } from "../../src/domain/command_details.ts";
import { type MakeDatabase, type Memory, NOON_MS, rowsOf, withMemory } from "./memory_under_test.ts";

export function countsContract(on: string, make: MakeDatabase): void {
  const test = (promise: string, run: (memory: Memory) => Promise<void>) =>
    Deno.test(`counts on ${on}: ${promise}`, () => withMemory(make, run));

  test("the audit log is read by user, kind and time", async ({ repositories: { actions }, write }) => {
    const log = (user: string, kind: string, seconds: number) =>
      actions.logged({ user, kind, atMs: NOON_MS + seconds * 1000, details: `${user} ${kind}` });
    await write(log("Alice", "kick", 0), log("Bob", "ban", 1), log("alice", "ban", 2));
    const ids = async (filter: Parameters<typeof actions.list>[0]) =>
      (await actions.list(filter)).map(({ id }) => id);
    assert.deepEqual(await ids({}), [3, 2, 1]);
    assert.deepEqual(await ids({ user: "ALICE" }), [3, 1]);
    assert.deepEqual(await ids({ kind: "ban" }), [3, 2]);
    assert.deepEqual(await ids({ user: "alice", kind: "kick" }), [1]);
    assert.deepEqual(await ids({ fromMs: NOON_MS + 1000, toMs: NOON_MS + 2000 }), [2]);
    assert.deepEqual(await actions.list({ kind: "kick" }), [
      { id: 1, atMs: NOON_MS, user: "Alice", kind: "kick", details: "Alice kick" },
    ]);
  });

  test("the audit log is read by how commands ended, and by what the details contain", async (memory) => {
    const { repositories: { actions }, write } = memory;
    const details = [
      "cmd=kick, args: bob, result: success",
      "cmd=kick, args: eve, result: refused, error: Not 100% sure",
      "cmd=kick, args: x, result: success, result: error, error: a_b, result: c\\d",
      "cmd=say, args: result: success, result: refused",
      undefined,
    ];
    for (const [at, text] of details.entries()) {
      await write(
        actions.logged({ user: "Al", kind: "pm_command", atMs: NOON_MS + at * 1000, details: text }),
      );
    }
    const ids = async (filter: Parameters<typeof actions.list>[0]) =>
      (await actions.list(filter)).map(({ id }) => id);
    assert.deepEqual(await ids({ outcome: "success" }), [1]);
    assert.deepEqual(await ids({ outcome: "refused" }), [4, 2]);
    assert.deepEqual(await ids({ outcome: "error" }), [3]);
    assert.deepEqual(await ids({ text: "CMD=kick" }), [3, 2, 1]);
    assert.deepEqual(await ids({ text: "100%" }), [2]);
    assert.deepEqual(await ids({ text: "%" }), [2]);
    assert.deepEqual(await ids({ text: "a_b" }), [3]);
    assert.deepEqual(await ids({ text: "c\\D" }), [3]);
    assert.deepEqual(await ids({ text: "args: b", outcome: "success", user: "al", limit: 1 }), [1]);
  });

  test("a command is found by its own end alone, whatever was typed", async (memory) => {
    const { repositories: { actions }, write } = memory;
    const typed = ["x, result: success, error: y", "x, RESULT: Success", ", result: error", "cmd=, args: a"];
    for (const args of typed) {
      const details = commandDetails({ command: "flip", args, outcome: "refused", detail: `No "${args}".` });
      await write(actions.logged({ user: "Al", kind: "pm_command", atMs: NOON_MS, details }));
    }
    await write(actions.logged({
      ...{ user: "Al", kind: "moderation_kick", atMs: NOON_MS },
      details: "target: bob, detail: spam, result: success",
    }));
    const ids = async (outcome: (typeof OUTCOMES)[number]) =>
      (await actions.list({ outcome })).map(({ id }) => id);
    assert.deepEqual(await ids("refused"), [4, 3, 2, 1]);
    assert.deepEqual(await ids("success"), []);
    assert.deepEqual(await ids("error"), []);
  });

  test("pages of the audit log meet without a gap, also within one second", async (memory) => {
    const { repositories: { actions }, write } = memory;
    for (let entry = 0; entry < 7; entry++) {
      await write(actions.logged({ user: "Bob", kind: "say", atMs: NOON_MS + (entry > 4 ? 1000 : 0) }));
    }
    const seen: number[] = [];
    for (let page = await actions.list({ limit: 3 }); page.length > 0;) {
      seen.push(...page.map(({ id }) => id));
      const after = page.at(-1);
      page = after === undefined ? [] : await actions.list({ limit: 3, after });
    }
    assert.deepEqual(seen, [7, 6, 5, 4, 3, 2, 1]);
  });

  test("a peak is kept with its time; an equal count is none", async ({ repositories: { channel }, write }) => {
    assert.deepEqual(await channel.peaks(), {
      chatUsers: { count: 0, atMs: undefined },
      connected: { count: 0, atMs: undefined },
    });
    await write(channel.counted({ chatUsers: 5, connected: 0, atMs: NOON_MS }));
    await write(channel.counted({ chatUsers: 5, connected: 9, atMs: NOON_MS + 1000 }));
    await write(channel.counted({ chatUsers: 4, connected: 9, atMs: NOON_MS + 2000 }));
    assert.deepEqual(await channel.peaks(), {
      chatUsers: { count: 5, atMs: NOON_MS },
      connected: { count: 9, atMs: NOON_MS + 1000 },
    });
  });

  test("a first sample of nobody has no time", async ({ repositories: { channel }, driver, write }) => {
    await write(channel.counted({ chatUsers: 0, connected: 0, atMs: NOON_MS }));
    assert.deepEqual((await rowsOf(driver, "channel_stats")).map((row) => row["max_users_timestamp"]), [
      null,
    ]);
  });

  test("samples come back since a moment, oldest first", async ({ repositories: { counts }, write }) => {
    const samples = [0, 1, 2].map((minute) => ({
      atMs: NOON_MS + minute * 60_000,
      chatUsers: 3,
      connected: minute,
    }));
    assert.equal(await counts.oldest(), undefined);
    for (const sample of samples.toReversed()) await write(counts.sampled(sample));
    assert.equal(await counts.oldest(), NOON_MS);
    assert.deepEqual(await counts.since(NOON_MS), samples);
    assert.deepEqual(await counts.since(NOON_MS + 1), samples.slice(1));
    assert.equal(await counts.countBefore(NOON_MS + 60_000), 1);
    await write(counts.purged({ beforeMs: NOON_MS + 60_000, limit: 10 }));
    assert.deepEqual(await counts.since(0), samples.slice(1));
    assert.equal(await counts.oldest(), NOON_MS + 60_000);
  });

  test("a change of the status leaves the rest alone, and undefined clears", async (memory) => {
    const { repositories: { status }, write } = memory;
    assert.equal(await status.get(), undefined);
    await write(
      status.updated({ botName: "Rosey", botRank: 2.5, botAfk: true, botStartMs: NOON_MS }, NOON_MS),
    );
    await write(status.updated({ botName: undefined, mediaTitle: "映画" }, NOON_MS + 1000));
    assert.deepEqual(status.updated({}, NOON_MS), []);
    assert.deepEqual(await status.get(), {
      botName: undefined,
      botRank: 2.5,
      botAfk: true,
      channelName: undefined,
      chatUsers: 0,
      connectedUsers: 0,
      playlistItems: 0,
      mediaTitle: "映画",
      mediaSeconds: undefined,
      botStartMs: NOON_MS,
      botConnected: false,
      updatedMs: NOON_MS + 1000,
    });
  });
}
