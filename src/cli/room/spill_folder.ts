/**
 * Where the changes of a room wait on the disk while its database is away.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { join } from "node:path";
import type { DatabaseTarget } from "../../domain/database_target.ts";
import { nameKey } from "../../domain/names.ts";
import type { RoomPlan } from "./room_plan.ts";

/**
 * The folder: beside an SQLite file, and for a database on a server in the folder of Rosey's own state. `undefined` for
 * a database in memory. The same room and database always have the same folder, whoever logs in.
 */
export function spillFolder(
  { database, owner }: Pick<RoomPlan, "database" | "owner">,
  stateFolder: string,
): string | undefined {
  if (database.kind === "sqlite") return database.path === ":memory:" ? undefined : `${database.path}-spill`;
  const channel = nameKey(owner.channel);
  const place = JSON.stringify([serverOf(database), owner.domain.toLowerCase(), channel]);
  const mark = createHash("sha256").update(place).digest("hex").slice(0, 12);
  return join(stateFolder, "spill", `${channel}-${mark}`);
}

function serverOf(database: Extract<DatabaseTarget, { kind: "postgres" }>) {
  return [database.host, database.port, database.database];
}
