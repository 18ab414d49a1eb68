/**
 * Work on one PostgreSQL connection.
 *
 * @module
 */

import type { Query, Session } from "./driver.ts";
import type { Connection } from "./postgres_connection.ts";

/** A statement that is sent when it is called. */
export type Sending = () => PromiseLike<unknown>;

/** Undoes everything when `work` throws. `settings` hold inside of the transaction alone. */
export async function inTransaction<Result>(
  connection: Connection,
  settings: readonly string[],
  work: () => Promise<Result>,
): Promise<Result> {
  await connection.send("begin");
  try {
    for (const setting of settings) await connection.send(setting);
    const result = await work();
    await connection.send("commit");
    return result;
  } catch (thrown) {
    await rollBack(connection);
    throw thrown;
  }
}

/**
 * Sends every statement before the first answer is there. Throws what the first one that failed threw; in a transaction
 * those after it have then failed too.
 */
export async function sendTogether(statements: readonly Sending[]): Promise<void> {
  const answers = await Promise.allSettled(statements.map((send) => send()));
  for (const answer of answers) {
    if (answer.status === "rejected") throw answer.reason;
  }
}

/** Answers a question; `prepare` for one that will be asked again. */
export async function readRows<Row>(
  connection: Connection,
  { sql, parameters }: Query<Row>,
  prepare: boolean,
): Promise<Row[]> {
  const rows = await connection.send(sql, parameters.map(inputValue), prepare);
  return trusted<Row>(rows) ? [...rows] : [];
}

/** A transaction in hand, on this connection. */
export function sessionOn(connection: Connection): Session {
  return {
    read: (query) => readRows(connection, query, false),
    execute: async (sql, parameters = []) => {
      await connection.send(sql, parameters.map(inputValue));
    },
  };
}

/** Everything leaves as text, and the server knows of which type it must be. */
export function inputValue(value: unknown): string | null {
  switch (typeof value) {
    case "string":
      return value;
    case "number":
    case "bigint":
      return String(value);
    case "boolean":
      return value ? "1" : "0";
    case "undefined":
      return null;
    default:
      if (value === null) return null;
      throw new TypeError(`A database cannot take a value of type ${typeof value}`);
  }
}

/** A connection that broke has been rolled back by the server. */
async function rollBack(connection: Connection): Promise<void> {
  try {
    await connection.send("rollback");
  } catch {
    // The error that led here tells more.
  }
}

/** The shape of an answer is vouched for by the one who wrote the question. */
function trusted<Row>(rows: readonly unknown[]): rows is Row[] {
  return rows.every((row) => typeof row === "object" && row !== null);
}
