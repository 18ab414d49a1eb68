/** The chat over HTTP, on a real memory. */
import assert from "node:assert/strict";
import { SCAN_LIMIT } from "../../../plugins/history/chat_routes.ts";
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
