/** A process that holds the lock of an SQLite file until its standard input ends: `lock_process.ts PATH`. */
import { DatabaseSync } from "node:sqlite";

const database = new DatabaseSync(Deno.args[0] ?? "", { timeout: 10_000 });
database.exec("BEGIN IMMEDIATE");
console.log("locked");
for await (const _ of Deno.stdin.readable);
database.exec("ROLLBACK");
database.close();
