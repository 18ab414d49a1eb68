/** Logging in to a server that asks for passwords. */
import assert from "node:assert/strict";
import postgres from "postgres";
import { openPostgres } from "../../db/drivers/postgres.ts";
import { allWrites } from "../../db/repositories/mod.ts";
import { parseDatabaseTarget } from "../../src/config/database_target.ts";
import { systemClock } from "../../src/domain/clock.ts";
import { EXIT_CODES, RoseyError } from "../../src/domain/errors.ts";
import { startPostgres, type TestPostgres } from "../services/postgres.ts";

/** Passwords that are hard to write into an address, each as it is. */
const PASSWORDS = [
  "@:/?#[]%& ü",
  "p@ss:w/rd",
  "100%",
  "%41%zz",
  "50%25",
  "what?sslmode=disable",
  "semi;colon,comma'quote\"back\\slash$`",
  "user@localhost:5432/room",
  " spaces around ",
  "tab\tline\nend",
  "пароль 密码 🐰",
  "ue\u0308ber",
  "\u2168 roman\u00a0nine\u00ad",
  "x".repeat(500),
];

/** Those of {@link PASSWORDS} that stand in an address as they are, without a percent sign that means something. */
const AS_THEY_ARE = PASSWORDS.filter((password) => !/%[0-9a-f]{2}|\?sslmode=/i.test(password));

/** An address of the server; `login` stands in it as it is written. */
function addressOf(server: TestPostgres, login: string, database = "postgres"): string {
  return `postgres://${login}@127.0.0.1:${new URL(server.url).port}/${database}`;
}

/** Connects as Rosey does, and goes again. */
async function logIn(url: string): Promise<void> {
  const target = parseDatabaseTarget(url);
  assert.equal(target.kind, "postgres");
  const driver = openPostgres({ target, clock: systemClock, writes: allWrites() });
  try {
    await driver.claim();
  } finally {
    await driver.close();
  }
}

async function refused(work: Promise<unknown>): Promise<RoseyError> {
  try {
    await work;
  } catch (thrown) {
    assert.ok(thrown instanceof RoseyError, Deno.inspect(thrown));
    return thrown;
  }
  assert.fail("it was not refused");
}

/** Everything that can be seen of an error, its causes and their fields included. */
function visible(error: RoseyError): string {
  return [error.message, error.hint, error.stack, Deno.inspect(error, { depth: 20, showHidden: true })].join(
    "\n",
  );
}

async function withServer(
  method: "scram-sha-256" | "md5" | "password",
  run: (server: TestPostgres, setPassword: (password: string) => Promise<void>) => Promise<void>,
): Promise<void> {
  await using server = await startPostgres({ access: { rules: [`host all guest 127.0.0.1/32 ${method}`] } });
  const admin = postgres(server.url, { max: 1, onnotice: () => {} });
  const literal = (text: string) => `'${text.replaceAll("'", "''")}'`;
  try {
    if (method === "md5") await admin`set password_encryption = md5`;
    await admin`create role guest login`;
    await run(server, async (password) => {
      await admin.unsafe(`alter role guest password ${literal(password)}`);
    });
  } finally {
    await admin.end();
  }
}

for (const method of ["scram-sha-256", "md5", "password"] as const) {
  Deno.test(`PostgreSQL passwords: any signs log in by ${method}`, () =>
    withServer(method, async (server, setPassword) => {
      for (const password of PASSWORDS) {
        await setPassword(password);
        await logIn(addressOf(server, `guest:${encodeURIComponent(password)}`));
        if (method !== "scram-sha-256") continue;
        if (AS_THEY_ARE.includes(password)) await logIn(addressOf(server, `guest:${password}`));
        const parameters = new URLSearchParams({ user: "guest", password }).toString().replaceAll("+", "%20");
        await logIn(`postgres://127.0.0.1:${new URL(server.url).port}/postgres?${parameters}`);
      }
    }));
}

Deno.test("PostgreSQL passwords: what is refused tells what to do, and never the password", () =>
  withServer("scram-sha-256", async (server, setPassword) => {
    await setPassword("right one");
    const wrong = "wr@ng/hunter2 ü";
    const written = [wrong, encodeURIComponent(wrong)];
    for (const password of written) {
      for (const user of ["guest", "nobody_at_all"]) {
        const error = await refused(logIn(addressOf(server, `${user}:${password}`)));
        assert.equal(error.code, "database.login_refused");
        assert.equal(EXIT_CODES[error.exit].code, 14);
        assert.match(
          error.message,
          /^Cannot use the database postgres:\/\/\w+:\*{8}@127\.0\.0\.1:\d+\/postgres: /,
        );
        assert.ok(error.hint !== undefined);
        assert.equal(visible(error).includes("hunter2"), false, visible(error));
      }
    }
    const none = await refused(logIn(addressOf(server, "guest")));
    assert.deepEqual([none.code, EXIT_CODES[none.exit].code], ["database.login_refused", 14]);
  }));

Deno.test("PostgreSQL passwords: a database that is not there is named, and not the password", () =>
  withServer("scram-sha-256", async (server, setPassword) => {
    await setPassword("hunter2");
    const error = await refused(logIn(addressOf(server, "guest:hunter2", "no_such_room")));
    assert.deepEqual([error.code, EXIT_CODES[error.exit].code], ["database.unknown", 14]);
    assert.match(error.message, /no_such_room/);
    assert.match(error.hint ?? "", /createdb/);
    assert.equal(visible(error).includes("hunter2"), false);
  }));
