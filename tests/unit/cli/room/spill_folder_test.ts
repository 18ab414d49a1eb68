import assert from "node:assert/strict";
import { spillFolder } from "../../../../src/cli/room/spill_folder.ts";
import { parseDatabaseTarget } from "../../../../src/config/database_target.ts";

function folderOf(url: string, channel = "movies", domain = "https://cytu.be"): string | undefined {
  return spillFolder({ database: parseDatabaseTarget(url), owner: { domain, channel } }, "/state");
}

Deno.test("spill folder: beside an SQLite file, and nowhere for one in memory", () => {
  assert.equal(folderOf("sqlite:rooms/movies.db"), "rooms/movies.db-spill");
  assert.equal(folderOf("sqlite:///:memory:"), undefined);
});

Deno.test("spill folder: of a server in Rosey's state, with the channel's name and no password", () => {
  const folder = folderOf("postgres://rosey:hunter2@db.example/rosey") ?? "";
  assert.match(folder.replaceAll("\\", "/"), /^\/state\/spill\/movies-[0-9a-f]{12}$/);
  assert.equal(folderOf("postgres://other:word@db.example:5432/rosey", "Movies"), folder);
});

Deno.test("spill folder: another database, another channel or another site has another", () => {
  const folders = [
    folderOf("postgres://rosey@db.example/rosey"),
    folderOf("postgres://rosey@db.example/other"),
    folderOf("postgres://rosey@db.example:5433/rosey"),
    folderOf("postgres://rosey@elsewhere.example/rosey"),
    folderOf("postgres://rosey@db.example/rosey", "music"),
    folderOf("postgres://rosey@db.example/rosey", "movies", "https://cytube.example"),
  ];
  assert.equal(new Set(folders).size, folders.length);
});
