import assert from "node:assert/strict";
import { membersOf, textIn } from "../../json_values.ts";
import { join } from "node:path";
import { plugins } from "../../../plugins/mod.ts";
import { NOON_MS, openMemory } from "../../contract/memory_under_test.ts";
import { rosey } from "./fake_host.ts";

const DAY_MS = 86_400_000;

const ENTRIES = [
  [NOON_MS, "alice", "chat_command", "cmd=kick, args: bob, result: success"],
  [NOON_MS + 1_000, "Bob", "pm_command", "cmd=kick, args: alice, result: refused, error: rank 1 is too low"],
  // Whoever writes a result into the arguments does not get it.
  [
    NOON_MS + 2_000,
    "bob",
    "chat_command",
    "cmd=say, args: x, result: success, result: error, error: took too long",
  ],
  [NOON_MS + DAY_MS, "alice", "moderation_kick", "target: bob\u001b[2J"],
] as const;

/** An audit of some entries, as the command line shows it. */
async function withAudit(
  use: (audit: (...args: string[]) => ReturnType<typeof rosey>) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    const database = join(folder, "room.db");
    const target = { kind: "sqlite", path: database } as const;
    const { repositories: { actions }, sink, close } = await openMemory(target, plugins);
    for (const [atMs, user, kind, details] of ENTRIES) {
      await sink.commit({ id: details, writes: actions.logged({ atMs, user, kind, details }) });
    }
    await close();
    await use((...args) => rosey(["audit", ...args, "--database", database], { XDG_STATE_HOME: folder }));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** The details of the entries that a list names. */
async function detailsOf(result: ReturnType<typeof rosey>): Promise<string[]> {
  const { code, out, err } = await result;
  assert.equal(code, 0, err);
  return membersOf(JSON.parse(out).entries, "details").map(textIn);
}

Deno.test("audit: lists what was done, the newest first, and nothing in it is obeyed by a terminal", async () => {
  await withAudit(async (audit) => {
    const { code, out, err } = await audit();
    assert.deepEqual([code, err], [0, ""]);
    assert.deepEqual(out.split("\n"), [
      "when                  who    kind             what",
      "2025-11-23T12:00:00Z  alice  moderation_kick  target: bob [2J",
      "2025-11-22T12:00:02Z  bob    chat_command     " + ENTRIES[2][3],
      "2025-11-22T12:00:01Z  Bob    pm_command       " + ENTRIES[1][3],
      "2025-11-22T12:00:00Z  alice  chat_command     " + ENTRIES[0][3],
      "",
    ]);
  });
});

Deno.test("audit: is narrowed by person, kind, outcome, time and number", async () => {
  await withAudit(async (audit) => {
    const [kick, refused, failed, moderation] = ENTRIES.map(([, , , details]) => details);
    const list = (...args: string[]) => detailsOf(audit("--json", ...args));
    assert.deepEqual(await list("--user", "BOB"), [failed, refused]);
    assert.deepEqual(await list("--kind", "pm_command"), [refused]);
    assert.deepEqual(await list("--outcome", "success"), [kick]);
    assert.deepEqual(await list("--outcome", "error"), [failed]);
    assert.deepEqual(await list("--outcome", "error", "--user", "alice"), []);
    assert.deepEqual(await list("--limit", "1"), [moderation]);
    assert.deepEqual(await list("--since", "2025-11-23"), [moderation]);
    assert.deepEqual(await list("--until", "2025-11-22T13:00:02+01:00"), [refused, kick]);
    assert.deepEqual(await list("--since", "2d"), [], "two days ago, that is, long after all of them");
    assert.equal((await audit("--user", "nobody")).out, "No entries.\n");
    assert.equal((await audit("--kind", "pm_command", "--user", "alice")).out, "No entries.\n");
    const { code, out } = await audit("--kind", "nosuch");
    const there = "chat_command, moderation_kick, pm_command";
    assert.deepEqual([code, out], [0, `No entry is of the kind "nosuch". There are: ${there}.\n`]);
  });
});

Deno.test("audit: an outcome is found among any number of others", async () => {
  const folder = await Deno.makeTempDir();
  const database = join(folder, "room.db");
  const { repositories: { actions }, sink, close } = await openMemory(
    { kind: "sqlite", path: database },
    plugins,
  );
  const entry = (index: number) => {
    const outcome = index % 600 === 0 ? "error" : "success";
    const details = `cmd=ping, args: ${index}, result: ${outcome}`;
    return actions.logged({ atMs: NOON_MS + index * 250, user: "alice", kind: "chat_command", details });
  };
  await sink.commit({ id: "all", writes: Array.from({ length: 2_000 }, (_, index) => entry(index)).flat() });
  await close();
  const errors = (...args: string[]) =>
    detailsOf(rosey(["audit", "--json", "--outcome", "error", ...args, "--database", database]));
  const wanted = [1800, 1200, 600, 0].map((index) => `cmd=ping, args: ${index}, result: error`);
  assert.deepEqual(await errors(), wanted);
  assert.deepEqual(await errors("--limit", "2"), wanted.slice(0, 2));
  await Deno.remove(folder, { recursive: true });
});

Deno.test("audit: an old entry that can be read in two ways is found by both, and told as neither", async () => {
  const folder = await Deno.makeTempDir();
  const database = join(folder, "room.db");
  const target = { kind: "sqlite", path: database } as const;
  const { repositories: { actions }, sink, close } = await openMemory(target, plugins);
  const details = "cmd=flip, args: x, result: success, error: y, result: refused, error: no";
  await sink.commit({
    id: "old",
    writes: actions.logged({ atMs: NOON_MS, user: "eve", kind: "pm_command", details }),
  });
  await close();
  const list = async (outcome: string) =>
    JSON.parse(
      (await rosey(["audit", "--json", "--outcome", outcome, "--database", database])).out,
    ).entries;
  const told = [{ id: 1, at: "2025-11-22T12:00:00Z", user: "eve", kind: "pm_command", details }];
  assert.deepEqual(await list("success"), told);
  assert.deepEqual(await list("refused"), told);
  assert.deepEqual(await list("error"), []);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("audit: each entry is a record for programs, a command with its parts", async () => {
  await withAudit(async (audit) => {
    const { out } = await audit("--json", "--kind", "pm_command");
    assert.deepEqual(JSON.parse(out), {
      entries: [{
        id: 2,
        at: "2025-11-22T12:00:01Z",
        user: "Bob",
        kind: "pm_command",
        details: ENTRIES[1][3],
        command: "kick",
        args: "alice",
        outcome: "refused",
        reason: "rank 1 is too low",
      }],
    });
  });
});

for (
  const [args, told] of [
    [["--outcome", "failed"], /--outcome is "failed", but must be one of success, refused, error/],
    [["--since", "yesterday"], /--since is "yesterday", but must be a moment such as 2d/],
    [["--until", "2025-13-01"], /--until is "2025-13-01"/],
    [["--limit", "0"], /--limit is "0", but must be a whole number from 1 to 100000/],
    [["--limit", "many"], /--limit is "many"/],
  ] as const
) {
  Deno.test(`audit: ${args.join(" ")} is refused by name, with what it must be`, async () => {
    await withAudit(async (audit) => {
      const { code, out, err } = await audit(...args);
      assert.deepEqual([code, out], [2, ""]);
      assert.match(err, told);
    });
  });
}

Deno.test("audit: a memory that is not there is not made", async () => {
  const folder = await Deno.makeTempDir();
  const database = join(folder, "room.db");
  const { code, err } = await rosey(["audit", "--database", database]);
  assert.equal(code, 14);
  assert.match(err, /there is no such file/);
  assert.deepEqual(await Array.fromAsync(Deno.readDir(folder)), []);
  await Deno.remove(folder, { recursive: true });
});
