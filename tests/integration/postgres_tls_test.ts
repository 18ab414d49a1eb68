/** Every way to ask for TLS, against servers that have it and that have not. */
import assert from "node:assert/strict";
import { openPostgres } from "../../db/drivers/postgres.ts";
import { allWrites } from "../../db/repositories/mod.ts";
import { parseDatabaseTarget } from "../../src/config/database_target.ts";
import { systemClock } from "../../src/domain/clock.ts";
import { RoseyError } from "../../src/domain/errors.ts";
import { openMemory } from "../contract/memory_under_test.ts";
import { joinUnit, lineUnit, numbersTo, storedLines } from "../faults/lines.ts";
import { TestAuthority } from "../services/certificates.ts";
import { startPostgres } from "../services/postgres.ts";

/** A refusal by its code, and what its message says. */
type Refused = { readonly code: string; readonly says: RegExp };

/** How a connection came to be, or why none did. */
type Outcome = "tls" | "clear" | Refused;

const UNKNOWN_AUTHORITY: Refused = { code: "database.certificate", says: /its certificate does not hold/ };
const OTHER_NAME: Refused = { code: "database.certificate", says: /its certificate is for another name/ };
const NO_TLS: Refused = { code: "database.certificate", says: /it does not offer TLS/ };

/** Asks the server itself how it is spoken to. */
async function assertOutcome(url: string, expected: Outcome): Promise<void> {
  const target = parseDatabaseTarget(url);
  assert.equal(target.kind, "postgres");
  const driver = openPostgres({ target, clock: systemClock, writes: allWrites() });
  const sql =
    "select case when ssl then 'tls' else 'clear' end as how from pg_stat_ssl where pid = pg_backend_pid()";
  try {
    const [row] = await driver.read<{ how: string }>({ sql, parameters: [] });
    assert.equal(row?.how, expected);
  } catch (thrown) {
    if (typeof expected === "string" || !(thrown instanceof RoseyError)) throw thrown;
    assert.deepEqual([thrown.code, thrown.exit], [expected.code, "databaseUnavailable"], thrown.message);
    assert.match(thrown.message, expected.says);
    assert.ok(thrown.hint !== undefined);
  } finally {
    await driver.close();
  }
}

/** `localhost` is the name in the certificate, `127.0.0.1` is not. CA and OTHER are certificates of authorities. */
const WITH_TLS: Readonly<Record<string, Outcome>> = {
  "localhost": "clear",
  "localhost ?sslmode=disable": "clear",
  "localhost ?ssl=false": "clear",
  "localhost ?sslmode=prefer": "tls",
  "localhost ?sslmode=allow": "tls",
  "localhost ?sslmode=no-verify": "tls",
  "localhost ?sslmode=require": UNKNOWN_AUTHORITY,
  "localhost ?sslmode=verify-ca": UNKNOWN_AUTHORITY,
  "localhost ?sslmode=verify-full": UNKNOWN_AUTHORITY,
  "localhost ?ssl=true": UNKNOWN_AUTHORITY,
  "localhost ?sslmode=verify-full&sslrootcert=system": UNKNOWN_AUTHORITY,
  "localhost ?sslmode=require&sslrootcert=CA": "tls",
  "localhost ?sslmode=verify-ca&sslrootcert=CA": "tls",
  "localhost ?sslmode=verify-full&sslrootcert=CA": "tls",
  "localhost ?ssl=true&sslrootcert=CA": "tls",
  "localhost ?sslrootcert=CA": "tls",
  "localhost ?sslmode=verify-ca&sslrootcert=OTHER": UNKNOWN_AUTHORITY,
  "localhost ?sslmode=verify-full&sslrootcert=OTHER": UNKNOWN_AUTHORITY,
  "127.0.0.1 ?sslmode=no-verify": "tls",
  "127.0.0.1 ?sslmode=verify-ca&sslrootcert=CA": "tls",
  "127.0.0.1 ?sslmode=verify-ca&sslrootcert=OTHER": UNKNOWN_AUTHORITY,
  "127.0.0.1 ?sslmode=verify-full&sslrootcert=CA": OTHER_NAME,
  "127.0.0.1 ?sslmode=require&sslrootcert=CA": OTHER_NAME,
};

/** Of a server that has none. */
const WITHOUT_TLS: Readonly<Record<string, Outcome>> = {
  "?sslmode=disable": "clear",
  "?sslmode=prefer": "clear",
  "?sslmode=allow": "clear",
  "?sslmode=no-verify": NO_TLS,
  "?sslmode=require": NO_TLS,
  "?sslmode=verify-ca": NO_TLS,
  "?sslmode=verify-full": NO_TLS,
  "?ssl=true": NO_TLS,
};

Deno.test("PostgreSQL TLS: each way of asking for it does what it says", async (t) => {
  const folder = await Deno.makeTempDir();
  try {
    const [authority, other] = [await TestAuthority.make(folder), await TestAuthority.make(folder)];
    await using server = await startPostgres({
      access: {
        rules: ["hostssl all only_tls 127.0.0.1/32 trust"],
        tls: await authority.issue("localhost"),
      },
    });
    await using database = await server.createDatabase();
    for (const [how, outcome] of Object.entries(WITH_TLS)) {
      await t.step(`${how}: ${typeof outcome === "string" ? outcome : outcome.says.source}`, async () => {
        const [host = "", parameters = ""] = how.split(" ");
        const url = database.url.replace("127.0.0.1", host) + parameters
          .replace("=CA", `=${authority.certificatePath}`)
          .replace("=OTHER", `=${other.certificatePath}`);
        await assertOutcome(url, outcome);
      });
    }
    await t.step("a server that insists on TLS says so", async () => {
      const admin = await openMemory(parseDatabaseTarget(database.url));
      await admin.driver.transaction((session) => session.execute("create role only_tls login"), 1000);
      await admin.close();
      const url = database.url.replace("rosey@", "only_tls@");
      await assertOutcome(`${url}?sslmode=disable`, {
        code: "database.login_refused",
        says: /lets this user in neither this way nor from here/,
      });
      await assertOutcome(`${url}?sslmode=prefer`, "tls");
    });
    await t.step("a full batch goes through TLS whole", async () => {
      const { repositories, sink, driver, close } = await openMemory(
        parseDatabaseTarget(`${database.url}?sslmode=verify-ca&sslrootcert=${authority.certificatePath}`),
      );
      const lines = numbersTo(1000);
      await Promise.all(
        [joinUnit(repositories), ...lines.map((number) => lineUnit(repositories, number))]
          .map((unit) => sink.commit(unit)),
      );
      assert.deepEqual(await storedLines(driver), lines);
      await close();
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("PostgreSQL TLS: a server without it is spoken to in the clear only where that was allowed", async (t) => {
  await using server = await startPostgres({ access: { rules: [] } });
  for (const [how, outcome] of Object.entries(WITHOUT_TLS)) {
    await t.step(how, () => assertOutcome(`${server.url}${how}`, outcome));
  }
});
