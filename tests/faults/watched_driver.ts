/** A driver that tells of every statement of its transactions. */
import type { Driver } from "../../db/drivers/driver.ts";

/** Calls `before` with each statement before it is run, and with nothing before the commit. */
export function watched(
  driver: Driver,
  before: (sql: string | undefined) => void,
): Pick<Driver, "dialect" | "location" | "read" | "transaction"> {
  return {
    dialect: driver.dialect,
    location: driver.location,
    read: (query) => driver.read(query),
    transaction: (work, waitMs) =>
      driver.transaction(async (session) => {
        const result = await work({
          read: (query) => session.read(query),
          execute: async (sql, parameters) => {
            before(sql);
            await session.execute(sql, parameters);
          },
        });
        before(undefined);
        return result;
      }, waitMs),
  };
}
