/** The chat and the counts over HTTP, on a real memory. */
import assert from "node:assert/strict";
import { SCAN_LIMIT } from "../../../plugins/history/chat_routes.ts";
import { sampleCounted } from "../../../plugins/history/hours.ts";
import { membersOf, textIn } from "../../json_values.ts";
import { webUnderTest } from "./web_under_test.ts";

type Web = Awaited<ReturnType<typeof webUnderTest>>;

/** More than one request looks at. */
const MANY = SCAN_LIMIT + 50;

/** So many lines, a second apart, ending now; `userOf` says whose each is, 0 the oldest. */
async function fillChat(web: Web, lines: number, userOf: (line: number) => string): Promise<void> {
  const { repositories: { chat }, sink } = web.memory;
  const firstMs = web.clock.now() - lines * 1_000;
  const writes = Array.from(
    { length: lines },
    (_, line) => chat.addedPlain({ atMs: firstMs + line * 1_000, user: userOf(line), html: `line ${line}` }),
  );
  await sink.commit({ id: "lines", writes: writes.flat() });
}

/** The texts of each page, to the end. */
async function pagesOf(web: Web, query: string): Promise<string[][]> {
  const token = await web.issue(`reader ${query}`, ["read"]);
  const pages: string[][] = [];
  for (let next: string | null = ""; next !== null;) {
    const asked: string = next === "" ? query : `${query}&before=${encodeURIComponent(next)}`;
    const page: { lines: unknown; next: string | null } =
      await (await web.ask(`/api/v1/chat?${asked}`, { token }))
        .json();
    pages.push(membersOf(page.lines, "text").map(textIn));
    next = page.next;
  }
  return pages;
}

Deno.test("chat routes: the lines of somebody who was not noted for long are all found", async () => {
  await using web = await webUnderTest();
  const { repositories: { users }, sink } = web.memory;
  const before = { name: "Ann", atMs: web.clock.now() - MANY * 1_000 };
  await sink.commit({ id: "ann", writes: [...users.joined(before), ...users.left(before)] });
  await fillChat(web, MANY, (line) => line === 0 || line >= MANY - 2 ? "Ann" : "bob");
  assert.deepEqual(await pagesOf(web, "user=ann"), [
    [`line ${MANY - 1}`, `line ${MANY - 2}`],
    ["line 0"],
  ]);
});

Deno.test("chat routes: who left long ago is found at once, and what they said unnoted since in the end", async () => {
  await using web = await webUnderTest();
  const { repositories: { users }, sink } = web.memory;
  const lines = 3 * SCAN_LIMIT;
  const said = [0, 1, 70, 5_000, 5_001, 2 * SCAN_LIMIT - 1];
  const last = { name: "Ann", atMs: web.clock.now() - lines * 1_000 + 10_000 };
  await sink.commit({ id: "ann", writes: [...users.joined(last), ...users.left(last)] });
  await fillChat(web, lines, (line) => said.includes(line) ? "Ann" : "bob");
  const [first, ...others] = await pagesOf(web, "user=Ann");
  assert.deepEqual(first, ["line 70", "line 1", "line 0"]);
  assert.deepEqual(others.flat(), [`line ${2 * SCAN_LIMIT - 1}`, "line 5001", "line 5000"]);
  const byOne = (await pagesOf(web, "user=Ann&limit=1")).flat();
  assert.deepEqual(byOne, [first, ...others].flat());
  const since = Math.floor(web.clock.now() / 1000) - lines - 10_000;
  assert.deepEqual((await pagesOf(web, `user=Ann&after=${since}`)).flat(), byOne);
  assert.deepEqual((await pagesOf(web, "user=Ann&search=line%2070")).flat(), ["line 70"]);
});

const HOUR = 3_600;

/** A day of samples, every five minutes: in the hour H there are 10 + H, and at its half 20 + H. */
async function fillCounts(web: Web): Promise<number> {
  const { repositories: { counts }, sink } = web.memory;
  const noon = Math.floor(web.clock.now() / 1000 / HOUR) * HOUR - 24 * HOUR;
  const writes = Array.from({ length: 24 * 12 }, (_, sample) => {
    const hour = Math.floor(sample / 12);
    const chatUsers = sample % 12 === 6 ? 20 + hour : 10 + hour;
    const one = { atMs: (noon + sample * 300) * 1000, chatUsers, connected: chatUsers + 1 };
    return [...counts.sampled(one), ...sampleCounted(one)];
  });
  await sink.commit({ id: "counts", writes: writes.flat() });
  return noon;
}

async function countsOf(web: Web, from: number, to: number) {
  const token = await web.issue(crypto.randomUUID(), ["read"]);
  const { bucketSeconds, peak, data } =
    await (await web.ask(`/api/v1/counts?from=${from}&to=${to}`, { token })).json();
  const [at, chatUsers, chatUsersMax] = ["at", "chatUsers", "chatUsersMax"].map((name) =>
    membersOf(data, name)
  );
  return { bucketSeconds, peak, at: at ?? [], chatUsers: chatUsers ?? [], chatUsersMax: chatUsersMax ?? [] };
}

/** Forgets what is older. */
async function forget(web: Web, before: number): Promise<void> {
  const { repositories: { counts }, sink } = web.memory;
  await sink.commit({ id: "forget", writes: counts.purged({ beforeMs: before * 1000, limit: 10_000 }) });
}

Deno.test("count routes: where samples are forgotten, the sums of the hours stand in for them", async () => {
  await using web = await webUnderTest();
  const start = await fillCounts(web);
  const all = await countsOf(web, start, start + 4 * HOUR);
  await forget(web, start + 2 * HOUR + 1_800);
  const { bucketSeconds, at, chatUsers, chatUsersMax, peak } = await countsOf(web, start, start + 4 * HOUR);
  assert.equal(bucketSeconds, 300);
  assert.deepEqual(at, all.at);
  assert.deepEqual(
    chatUsers.slice(0, 12),
    Array.from({ length: 12 }, () => Math.round(130 / 12 * 100) / 100),
  );
  assert.deepEqual(chatUsersMax.slice(12, 24), Array.from({ length: 12 }, () => 21));
  // Half of this hour is left: the mean is of the other half.
  assert.deepEqual(chatUsers.slice(24, 30), Array.from({ length: 6 }, () => 12));
  assert.deepEqual([chatUsers.slice(30), chatUsersMax.slice(30)], [
    all.chatUsers.slice(30),
    all.chatUsersMax.slice(30),
  ]);
  assert.deepEqual(peak, all.peak);
  const zoomed = await countsOf(web, start + HOUR + 600, start + HOUR + 1_200);
  assert.deepEqual([zoomed.at, zoomed.chatUsersMax, zoomed.peak], [
    [start + HOUR + 600, start + HOUR + 900],
    [21, 21],
    { at: start + HOUR, chatUsers: 21, connected: 22 },
  ]);
  await forget(web, start + 24 * HOUR);
  assert.deepEqual((await countsOf(web, start, start + 4 * HOUR)).at, all.at);
});

Deno.test("count routes: before the first sample that was ever taken nothing stands in", async () => {
  await using web = await webUnderTest();
  const { repositories: { counts }, sink } = web.memory;
  const hour = Math.floor(web.clock.now() / 1000 / HOUR) * HOUR;
  const one = { atMs: (hour + 1_800) * 1000, chatUsers: 3, connected: 4 };
  await sink.commit({ id: "one", writes: [...counts.sampled(one), ...sampleCounted(one)] });
  assert.deepEqual((await countsOf(web, hour - HOUR, hour + HOUR)).at, [hour + 1_800]);
});
