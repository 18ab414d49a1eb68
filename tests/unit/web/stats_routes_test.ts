/** The statistics over HTTP, on a real memory. */
import assert from "node:assert/strict";
import { membersOf, textIn } from "../../json_values.ts";
import { statsRoutes } from "../../../plugins/stats/routes.ts";
import { ManualClock } from "../../../src/domain/clock.ts";
import { STATUS_BELIEVED_MS } from "../../../src/domain/status_age.ts";
import { FakeRoom } from "../../../src/plugin/fake_room.ts";
import { type MemoryDatabase, openMemoryDatabase } from "../plugins/memory_database.ts";
import { appUnderTest } from "./app_under_test.ts";

const NOON_MS = 1_763_812_800_000;
const NOON = NOON_MS / 1000;

interface PeopleUnderTest {
  /** Beside the bot, without a room. */
  readonly beside?: boolean;
}

async function withPeople(
  test: (
    ask: (path: string) => Promise<Response>,
    parts: { readonly memory: MemoryDatabase; readonly clock: ManualClock },
  ) => Promise<void>,
  { beside = false }: PeopleUnderTest = {},
) {
  await using memory = await openMemoryDatabase();
  const clock = new ManualClock(NOON_MS + 60_000);
  const room = beside ? undefined : new FakeRoom("Rosey");
  const { users, channel } = memory.repositories;
  const writes = [...channel.counted({ chatUsers: 3, connected: 7, atMs: NOON_MS })];
  for (const [index, name] of ["Ann", "bob", "Cecil_x"].entries()) {
    const at = (minutes: number) => ({ name, atMs: NOON_MS + minutes * 60_000 });
    writes.push(...users.joined(at(0)));
    for (let line = 0; line < index; line += 1) writes.push(...users.said(at(1)));
    if (name !== "bob") writes.push(...users.left(at(10 - index)));
  }
  await memory.sink.commit({ id: "people", writes });
  const moreRoutes = statsRoutes({ clock, room }, memory.repositories).map((route) => ({
    plugin: "stats",
    route,
  }));
  const { ask } = appUnderTest({ moreRoutes });
  await test((path) => ask(path, { token: "token-read" }), { memory, clock });
}

Deno.test("stats routes: the answer of v0.5.0, at both paths", async () => {
  await withPeople(async (ask) => {
    for (const path of ["/api/stats", "/api/v1/stats"]) {
      assert.deepEqual(await (await ask(path)).json(), {
        high_water_marks: { chat: { count: 3, timestamp: NOON }, connected: { count: 7, timestamp: NOON } },
        total_users_seen: 3,
        top_chatters: [{ username: "Cecil_x", messages: 2 }, { username: "bob", messages: 1 }],
      });
    }
  });
});

Deno.test("stats routes: a person has the names of v0.5.0 at its path, and nobody is its error", async () => {
  await withPeople(async (ask) => {
    assert.deepEqual(await (await ask("/api/user/ANN")).json(), {
      username: "Ann",
      first_seen: NOON,
      last_seen: NOON + 600,
      total_chat_lines: 0,
      total_time_connected: 600,
      current_session_start: null,
    });
    const nobody = await ask("/api/user/nobody");
    assert.deepEqual([nobody.status, (await nobody.json()).error], [404, "User not found"]);
    assert.equal((await (await ask("/api/v1/users/bob")).json()).here, true);
  });
});

const HOUR_MS = 3_600_000;

Deno.test("stats routes: whoever is here has the time since they came, in the list and in its order too", async () => {
  await withPeople(async (ask, { clock }) => {
    clock.advance(5 * HOUR_MS - 60_000);
    const { connectedSeconds, here } = await (await ask("/api/v1/users/bob")).json();
    assert.deepEqual([connectedSeconds, here], [5 * 3_600, true]);
    const { users } = await (await ask("/api/v1/users?sort=time")).json();
    assert.deepEqual(membersOf(users, "name"), ["bob", "Ann", "Cecil_x"]);
    assert.deepEqual(membersOf(users, "connectedSeconds"), [5 * 3_600, 600, 480]);
    const old = await (await ask("/api/user/bob")).json();
    assert.deepEqual([old.total_time_connected, old.current_session_start], [0, NOON]);
  });
});

Deno.test("stats routes: pages by time meet without a gap while those who are here stay on", async () => {
  await withPeople(async (ask, { clock }) => {
    clock.advance(8 * 60_000 + 30_000);
    const seen: string[] = [];
    for (let next: string | null = ""; next !== null;) {
      const page: { users: unknown; next: string | null } =
        await (await ask(`/api/v1/users?sort=time&limit=1${next === "" ? "" : `&cursor=${next}`}`)).json();
      seen.push(...membersOf(page.users, "name").map(textIn));
      // Bob passes Ann while somebody reads.
      clock.advance(HOUR_MS);
      next = page.next;
    }
    assert.deepEqual(seen, ["Ann", "bob", "Cecil_x"]);
  });
});

Deno.test("stats routes: beside a bot that was killed nobody is here, and time ends at the last sight", async () => {
  await withPeople(async (ask, { memory: { repositories, sink }, clock }) => {
    const bob = async () => {
      const { connectedSeconds, here } = await (await ask("/api/v1/users/bob")).json();
      return [connectedSeconds, here];
    };
    await sink.commit({
      id: "here",
      writes: repositories.status.updated({ botConnected: true }, clock.now()),
    });
    clock.advance(STATUS_BELIEVED_MS);
    assert.deepEqual(await bob(), [60 + STATUS_BELIEVED_MS / 1_000, true]);
    clock.advance(HOUR_MS);
    assert.deepEqual(await bob(), [60, false]);
    assert.deepEqual(membersOf((await (await ask("/api/v1/users")).json()).users, "here"), [
      false,
      false,
      false,
    ]);
  }, { beside: true });
});

const ORDERS = {
  lines: ["Cecil_x", "bob", "Ann"],
  time: ["Ann", "Cecil_x", "bob"],
  seen: ["Ann", "Cecil_x", "bob"],
  name: ["Ann", "Cecil_x", "bob"],
};

for (const [sort, names] of Object.entries(ORDERS)) {
  Deno.test(`stats routes: pages of people by ${sort} meet without a gap`, async () => {
    await withPeople(async (ask) => {
      const seen: string[] = [];
      let next: string | null = "";
      while (next !== null) {
        const cursor: string = next === "" ? "" : `&cursor=${next}`;
        const page = await (await ask(`/api/v1/users?sort=${sort}&limit=1${cursor}`)).json();
        seen.push(...membersOf(page.users, "name").map(textIn));
        next = page.next;
      }
      assert.deepEqual(seen, names);
    });
  });
}

Deno.test("stats routes: a search finds what is in the name, and no sign stands for others", async () => {
  await withPeople(async (ask) => {
    const found = async (search: string) => {
      const { users } = await (await ask(`/api/v1/users?search=${encodeURIComponent(search)}`)).json();
      return membersOf(users, "name");
    };
    assert.deepEqual(await found("C"), ["Cecil_x"]);
    assert.deepEqual(await found("_"), ["Cecil_x"]);
    for (const nothing of ["%", "\\", "?"]) assert.deepEqual(await found(nothing), [], nothing);
  });
});

Deno.test("stats routes: what does not fit is refused by its name", async () => {
  await withPeople(async (ask) => {
    for (
      const [query, place] of [
        ["limit=0", "query.limit"],
        ["limit=201", "query.limit"],
        ["limit=1e1", "query.limit"],
        ["sort=age", "query.sort"],
        ["cursor=nonsense", "the cursor"],
        ["color=red", "query"],
        ["search=%00", "NUL"],
      ] as const
    ) {
      const response = await ask(`/api/v1/users?${query}`);
      assert.equal(response.status, 400, query);
      assert.ok(textIn((await response.json()).detail).includes(place), query);
    }
  });
});
