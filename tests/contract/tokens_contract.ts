/** What the keys of the HTTP API promise on every database. */
import assert from "node:assert/strict";
import { Migrator } from "../../db/migrate/migrator.ts";
import type { NewApiToken } from "../../db/repositories/mod.ts";
import { tablesWith } from "../../src/cli/program_tables.ts";
import { ManualClock } from "../../src/domain/clock.ts";
import { RoseyError } from "../../src/domain/errors.ts";
import { type MakeDatabase, type Memory, NOON_MS, rowsOf, withMemory } from "./memory_under_test.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;

function phone(name: string | undefined, more: Partial<NewApiToken> = {}): NewApiToken {
  return { name, scopes: ["say", "read"], expiresMs: undefined, atMs: NOON_MS, ...more };
}

export function tokensContract(on: string, make: MakeDatabase): void {
  const test = (promise: string, run: (memory: Memory) => Promise<void>) =>
    Deno.test(`tokens on ${on}: ${promise}`, () => withMemory(make, run));

  test("a token is shown once, kept as a hash, and opens until it is revoked", async (memory) => {
    const { repositories: { tokens }, driver, sink } = memory;
    const token = (await tokens.issue(sink, phone("bridge"))).reveal();
    assert.match(token, /^[A-Za-z0-9_-]{43}$/);
    assert.ok(!JSON.stringify(await rowsOf(driver, "api_tokens")).includes(token));
    assert.equal(await tokens.validate(sink, token, NOON_MS + MINUTE), true);
    assert.equal(await tokens.validate(sink, token, NOON_MS + MINUTE), true);
    assert.equal(await tokens.validate(sink, `${token} `, NOON_MS), false);
    assert.deepEqual(await tokens.list(), [{
      preview: token.slice(0, 8),
      name: "bridge",
      scopes: ["say", "read"],
      expiresMs: undefined,
      createdMs: NOON_MS,
      lastUsedMs: NOON_MS + MINUTE,
      revoked: false,
      revokedMs: undefined,
    }]);
    assert.equal(await tokens.revoke(sink, token.slice(0, 8), NOON_MS + DAY), 1);
    assert.equal(await tokens.revoke(sink, token, NOON_MS + DAY), 0);
    assert.equal(await tokens.validate(sink, token, NOON_MS + DAY), false);
    assert.deepEqual(await tokens.list(), []);
    assert.equal((await tokens.list({ includeRevoked: true }))[0]?.revokedMs, NOON_MS + DAY);
  });

  test("what stands for others elsewhere revokes no token", async ({ repositories: { tokens }, sink }) => {
    const token = (await tokens.issue(sink, phone(undefined))).reveal();
    const swapped = [...token.slice(0, 8)].map((letter) =>
      letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase()
    ).join("");
    for (const start of ["", "%%%%%%%%", "________", "********", token.slice(0, 7)]) {
      assert.equal(await tokens.revoke(sink, start, NOON_MS), 0, `"${start}"`);
    }
    if (swapped !== token.slice(0, 8)) assert.equal(await tokens.revoke(sink, swapped, NOON_MS), 0);
    // Long enough to be a whole token, and none.
    assert.equal(await tokens.revoke(sink, token.slice(0, 8) + "x".repeat(35), NOON_MS), 0);
    assert.equal(await tokens.validate(sink, token, NOON_MS), true);
  });

  test("who shows a token is known by it, with all that it is good for", async ({ repositories: { tokens }, sink }) => {
    const reader = await tokens.issue(sink, phone("page", { scopes: ["read"] }));
    const admin = await tokens.issue(sink, phone("me", { scopes: ["admin"] }));
    const known = await tokens.identify(reader.reveal(), NOON_MS);
    assert.ok(known.kind === "good");
    const { preview, name, scopes, lastUsedMs } = known;
    assert.deepEqual({ preview, name, scopes: [...scopes], lastUsedMs }, {
      preview: reader.reveal().slice(0, 8),
      name: "page",
      scopes: ["read"],
      lastUsedMs: undefined,
    });
    const all = await tokens.identify(admin.reveal(), NOON_MS);
    assert.deepEqual(all.kind === "good" && [...all.scopes], ["say", "read", "admin"]);
    for (
      const nobody of [undefined, "", "x".repeat(43), reader.reveal().slice(0, 8), `${reader.reveal()} `]
    ) {
      assert.deepEqual(await tokens.identify(nobody, NOON_MS), { kind: "unknown" });
    }
  });

  test("a token is good until its time, or until it is revoked", async ({ repositories: { tokens }, sink }) => {
    const expiring = (await tokens.issue(sink, phone("guest", { expiresMs: NOON_MS + DAY }))).reveal();
    const kindAt = async (atMs: number) => (await tokens.identify(expiring, atMs)).kind;
    assert.equal(await kindAt(NOON_MS + DAY - 1), "good");
    assert.equal(await kindAt(NOON_MS + DAY), "expired");
    assert.equal(await tokens.validate(sink, expiring, NOON_MS + DAY), false);
    assert.equal((await tokens.list())[0]?.expiresMs, NOON_MS + DAY);
    await tokens.revoke(sink, "guest", NOON_MS);
    assert.equal(await kindAt(NOON_MS), "revoked");
  });

  test("a use is noted once a minute at most", async ({ repositories: { tokens }, sink, driver }) => {
    const token = (await tokens.issue(sink, phone("busy"))).reveal();
    const use = async (atMs: number) => {
      const identity = await tokens.identify(token, atMs);
      assert.ok(identity.kind === "good");
      await tokens.noteUse(sink, identity, atMs);
      return (await tokens.list())[0]?.lastUsedMs;
    };
    assert.equal(await use(NOON_MS), NOON_MS);
    assert.equal(await use(NOON_MS + MINUTE - 1), NOON_MS);
    assert.equal(await use(NOON_MS + MINUTE), NOON_MS + MINUTE);
    const identity = await tokens.identify(token, NOON_MS + 3 * MINUTE);
    assert.ok(identity.kind === "good");
    const before = (await rowsOf(driver, "applied_units")).length;
    await Promise.all(Array.from({ length: 20 }, () => tokens.noteUse(sink, identity, NOON_MS + 3 * MINUTE)));
    assert.equal((await rowsOf(driver, "applied_units")).length, before + 1);
  });

  test("a token is revoked by its name, and by nothing shorter", async ({ repositories: { tokens }, sink }) => {
    await tokens.issue(sink, phone("phone"));
    await tokens.issue(sink, phone("phone of bob"));
    for (const name of ["phon", "Phone", "phone%", "%", "phone of"]) {
      assert.equal(await tokens.revoke(sink, name, NOON_MS), 0, name);
    }
    assert.equal(await tokens.revoke(sink, "phone", NOON_MS), 1);
    assert.deepEqual((await tokens.list()).map(({ name }) => name), ["phone of bob"]);
  });

  test("a name that is taken is refused, until its token is good for nothing", async (memory) => {
    const { repositories: { tokens }, sink } = memory;
    await tokens.issue(sink, phone("phone", { expiresMs: NOON_MS + DAY }));
    await assert.rejects(tokens.issue(sink, phone("phone")), {
      code: "token.name_taken",
      message: 'A token named "phone" is there already',
    });
    await tokens.issue(sink, phone("phone", { atMs: NOON_MS + DAY }));
    const pasted = "A".repeat(43);
    for (const name of ["", " phone", "two\nlines", "x".repeat(65), pasted]) {
      await assert.rejects(tokens.issue(sink, phone(name)), (thrown: unknown) => {
        assert.ok(thrown instanceof RoseyError && thrown.code === "token.unfit_name");
        assert.ok(!thrown.message.includes(pasted));
        return true;
      });
    }
  });

  test("scopes that a newer program gave open nothing here", async ({ repositories: { tokens }, sink, driver }) => {
    const token = (await tokens.issue(sink, phone("new"))).reveal();
    await driver.transaction((session) => session.execute("update api_tokens set scopes = 'fly,read'"), 0);
    const identity = await tokens.identify(token, NOON_MS);
    assert.deepEqual(identity.kind === "good" && [...identity.scopes], ["read"]);
  });

  test("the way down makes no token wider, and the way up gives old ones what they could do", async (memory) => {
    const { repositories: { tokens }, driver, sink } = memory;
    const [wide, narrow, short] = [
      await tokens.issue(sink, phone("wide")),
      await tokens.issue(sink, phone("narrow", { scopes: ["read"] })),
      await tokens.issue(sink, phone("short", { expiresMs: NOON_MS + DAY })),
    ];
    await sink.flush();
    const { lines } = tablesWith([]);
    const migrator = new Migrator({
      driver,
      lines,
      clock: new ManualClock(NOON_MS),
      appVersion: "1",
      host: "test",
    });
    await migrator.down({ to: "20261128000000" });
    await migrator.up();
    assert.deepEqual(
      await Promise.all([wide, narrow, short].map(async (token) => {
        const identity = await tokens.identify(token.reveal(), NOON_MS);
        return identity.kind === "good" ? [...identity.scopes] : identity.kind;
      })),
      [["say", "read"], "revoked", "revoked"],
    );
  });
}
