import assert from "node:assert/strict";
import {
  isBroken,
  isConflict,
  isDuplicate,
  isOfTheStatement,
  postgresError,
} from "../../../db/drivers/postgres_errors.ts";
import { RoseyError } from "../../../src/domain/errors.ts";

function fromServer(code: string, more: object = {}): Error {
  return Object.assign(new Error(`message of ${code}`), { name: "PostgresError", code, ...more });
}

/** What an older PgBouncer says, which has one code for everything. */
function saidBetween(message: string): Error {
  return Object.assign(new Error(message), { name: "PostgresError", code: "08P01" });
}

function fromNetwork(code: string, message = `connect ${code}`): Error {
  return Object.assign(new Error(message), { code });
}

/** The failure, Rosey's code for it, and how the program ends. */
const MEANINGS: [thrown: Error, code: string, exit: string][] = [
  [fromServer("28P01"), "database.login_refused", "databaseUnavailable"],
  [fromServer("28000"), "database.login_refused", "databaseUnavailable"],
  [fromServer("3D000"), "database.unknown", "databaseUnavailable"],
  [fromServer("53300"), "database.unavailable", "databaseUnavailable"],
  [fromServer("53100"), "database.full", "databaseUnavailable"],
  [fromServer("57P01"), "database.unavailable", "databaseUnavailable"],
  [fromServer("57P03"), "database.unavailable", "databaseUnavailable"],
  [fromServer("57014"), "database.timeout", "databaseUnavailable"],
  [fromServer("55P03"), "database.locked", "databaseLocked"],
  [fromServer("25006"), "database.not_writable", "databaseUnavailable"],
  [fromServer("42501"), "database.not_writable", "databaseUnavailable"],
  [saidBetween("unsupported startup parameter: jit"), "database.pgbouncer", "databaseUnavailable"],
  [saidBetween("SASL authentication failed"), "database.login_refused", "databaseUnavailable"],
  [saidBetween("no such user: rosey"), "database.login_refused", "databaseUnavailable"],
  [saidBetween(`database "room" does not exist`), "database.unknown", "databaseUnavailable"],
  [saidBetween("no such database: room"), "database.unknown", "databaseUnavailable"],
  [saidBetween("query_wait_timeout"), "database.unavailable", "databaseUnavailable"],
  [fromServer("26000"), "database.pgbouncer", "databaseUnavailable"],
  [fromServer("40P01"), "database.unavailable", "databaseUnavailable"],
  [fromServer("42703"), "database.statement", "bug"],
  [fromServer("23505"), "database.statement", "bug"],
  [fromNetwork("ECONNREFUSED"), "database.unavailable", "databaseUnavailable"],
  [fromNetwork("ENOTFOUND"), "database.unavailable", "databaseUnavailable"],
  [fromNetwork("CONNECT_TIMEOUT"), "database.unavailable", "databaseUnavailable"],
  [fromNetwork("CONNECTION_CLOSED"), "database.unavailable", "databaseUnavailable"],
  [fromNetwork("SOMETHING_NEW"), "database.unavailable", "databaseUnavailable"],
  [fromNetwork("ERR_TLS_CERT_ALTNAME_INVALID"), "database.certificate", "databaseUnavailable"],
  [fromNetwork("UNABLE_TO_VERIFY_LEAF_SIGNATURE"), "database.certificate", "databaseUnavailable"],
  [fromNetwork("CERT_HAS_EXPIRED"), "database.certificate", "databaseUnavailable"],
  [
    fromNetwork(
      "ECONNRESET",
      "Client network socket disconnected before secure TLS connection was established",
    ),
    "database.certificate",
    "databaseUnavailable",
  ],
];

for (const [thrown, code, exit] of MEANINGS) {
  Deno.test(`postgres: ${thrown.message} means ${code}`, () => {
    const meant = postgresError(thrown, "postgres://rosey@db/room");
    assert.ok(meant instanceof RoseyError);
    assert.equal(meant.code, code);
    assert.equal(meant.exit, exit);
    assert.equal(meant.cause, thrown);
    assert.ok(meant.message.startsWith("Cannot use the database postgres://rosey@db/room: "));
    assert.ok(meant.message.endsWith(`(${thrown.message})`));
    assert.notEqual(meant.hint, undefined);
  });
}

Deno.test("postgres: what is no failure of the database stays as it is", () => {
  const refused = new RoseyError("no", { code: "x", exit: "bug" });
  for (const thrown of [refused, new Error("a bug"), "text", undefined]) {
    assert.equal(postgresError(thrown, "db"), thrown);
  }
});

Deno.test("postgres: a unit is to blame for its values, not for a server in trouble", () => {
  for (const code of ["22P02", "22003", "23502", "23514", "42P01", "54000"]) {
    assert.equal(isOfTheStatement(fromServer(code)), true, code);
  }
  for (const code of ["53100", "57014", "57P01", "58030", "40001", "25006", "08006", "42501", "55P03"]) {
    assert.equal(isOfTheStatement(fromServer(code)), false, code);
  }
  assert.equal(isOfTheStatement(fromNetwork("ECONNRESET")), false);
  assert.equal(isOfTheStatement(new TypeError("a value that no database takes")), true);
});

Deno.test("postgres: a connection is given up when it is broken, not when a statement is", () => {
  for (const thrown of [fromNetwork("CONNECTION_CLOSED"), fromServer("57P01"), fromServer("28P01")]) {
    assert.equal(isBroken(thrown), true, thrown.message);
  }
  for (const thrown of [fromServer("23505"), fromServer("57014"), fromServer("40P01"), new Error("a bug")]) {
    assert.equal(isBroken(thrown), false, thrown.message);
  }
});

Deno.test("postgres: conflicts and duplicates are told apart", () => {
  assert.deepEqual(["40001", "40P01", "23505"].map((code) => isConflict(fromServer(code))), [
    true,
    true,
    false,
  ]);
  const duplicate = fromServer("23505", { constraint_name: "ids" });
  assert.equal(isDuplicate(duplicate, "ids"), true);
  assert.equal(isDuplicate(duplicate, "names"), false);
  assert.equal(isDuplicate(fromServer("23503", { constraint_name: "ids" }), "ids"), false);
});
