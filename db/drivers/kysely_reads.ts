/**
 * Kysely on top of a {@link Driver}, for reads. Changes go another way: see `db/write_statements.ts`.
 *
 * @module
 */

import {
  type CompiledQuery,
  type DatabaseConnection,
  type Driver as KyselyDriver,
  Kysely,
  type QueryResult,
} from "kysely";
import type { Database } from "../schema.ts";
import { KYSELY_PARTS } from "./dialect.ts";
import type { Driver } from "./driver.ts";

/** A typed query builder whose queries are answered by `driver`. */
export function readsOf(driver: Driver): Kysely<Database> {
  return new Kysely<Database>({
    dialect: { ...KYSELY_PARTS[driver.dialect], createDriver: () => new ReadingDriver(driver) },
  });
}

class ReadingDriver implements KyselyDriver {
  readonly #connection: DatabaseConnection;

  constructor(driver: Driver) {
    this.#connection = {
      executeQuery: async <Row>(query: CompiledQuery): Promise<QueryResult<Row>> => ({
        rows: await driver.read<Row>(query),
      }),
      streamQuery: () => {
        throw new Error("reads are not streamed: ask in pages");
      },
    };
  }

  init(): Promise<void> {
    return Promise.resolve();
  }

  acquireConnection(): Promise<DatabaseConnection> {
    return Promise.resolve(this.#connection);
  }

  beginTransaction(): Promise<void> {
    return Promise.reject(
      new Error("reads have no transactions: changes are units, see src/domain/memory.ts"),
    );
  }

  commitTransaction(): Promise<void> {
    return this.beginTransaction();
  }

  rollbackTransaction(): Promise<void> {
    return this.beginTransaction();
  }

  releaseConnection(): Promise<void> {
    return Promise.resolve();
  }

  destroy(): Promise<void> {
    return Promise.resolve();
  }
}
