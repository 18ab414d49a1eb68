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
import type { DatabaseReads } from "../../src/domain/memory.ts";
import type { Database } from "../schema.ts";
import { KYSELY_PARTS } from "./dialect.ts";

/** A typed query builder whose queries are answered by `driver`; for the core's tables, or those of a plugin. */
export function readsOf<Tables = Database>(driver: DatabaseReads): Kysely<Tables> {
  return new Kysely<Tables>({
    dialect: { ...KYSELY_PARTS[driver.dialect], createDriver: () => new ReadingDriver(driver) },
  });
}

class ReadingDriver implements KyselyDriver {
  readonly #connection: DatabaseConnection;

  constructor(driver: DatabaseReads) {
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
