/** The commands that look at a database, and adopt. */
import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { coreLine } from "../../../migrations/mod.ts";
import { programTables } from "../../../src/cli/program_tables.ts";
import { rosey } from "../../unit/cli/fake_host.ts";
import { SMALL_V050, withFile } from "../../unit/db/temporary_file.ts";

function edit(path: string, ...statements: string[]): void {
  const file = new DatabaseSync(path);
  for (const statement of statements) file.exec(statement);
  file.close();
}

/** The ledger is there and cannot be read. */
const LOSE_LINES = "drop table rosey_migrations; create table rosey_migrations (id, name)";

async function migrated(test: (path: string, run: typeof on) => Promise<void>): Promise<void> {
  await withFile(async (path) => {
    await rosey(["migrate", "up", "--database", path]);
    await test(path, on);
  });
}

const on = (path: string, ...words: string[]) => rosey(["migrate", ...words, "--database", path]);

Deno.test("migrate: status, check and plan end with the code of the table", () =>
  withFile(async (path) => {
    await on(path, "up", "--to", coreLine.migrations[1]?.id ?? "");
    assert.equal((await on(path, "status")).code, 10);
    assert.equal((await on(path, "check")).code, 10);
    const { code, out } = await on(path, "plan");
    assert.equal(code, 0);
    assert.match(out, /^-- core \d{14}_quarantine$/m);
    await on(path, "up");
    for (const words of [["status"], ["check"], ["plan"], ["verify"]]) {
      assert.equal((await on(path, ...words)).code, 0);
    }
    edit(path, "update rosey_migrations set checksum = 'x' where name = 'quarantine'");
    const changed = await on(path, "status");
    assert.equal(changed.code, 11);
    assert.match(changed.err, /20251121000200_quarantine \(line core\) ran there with another text/);
    edit(path, "update rosey_migrations set id = '20990101000000' where name = 'quarantine'");
    assert.equal((await on(path, "status")).code, 12);
  }));

Deno.test("migrate: check names what is not as declared, with the SQL that mends it", () =>
  migrated(async (path) => {
    edit(
      path,
      "drop index idx_user_count_timestamp",
      "create table notes (a)",
      "alter table user_stats add nick text",
    );
    const { code, out, err } = await on(path, "check");
    assert.equal(code, 11);
    assert.match(out, /^ {2}missing {4}index idx_user_count_timestamp of user_count_history$/m);
    assert.match(out, /^ {2}extra {6}table notes \(somebody's own; left alone\)$/m);
    assert.match(out, /^ {2}extra {6}column user_stats\.nick \(somebody's own; left alone\)$/m);
    assert.match(out, /^CREATE INDEX idx_user_count_timestamp ON user_count_history \(timestamp\);$/m);
    assert.match(err, /1 thing to mend/);
    const document = JSON.parse((await on(path, "check", "--json")).out);
    assert.equal(document.drifted, true);
    assert.equal(document.findings.length, 3);
    edit(path, ...document.repair);
    assert.equal((await on(path, "check")).code, 0, "what others added is no drift");
  }));

Deno.test("migrate: a table that must be replaced keeps what others have in it", () =>
  migrated(async (path) => {
    edit(
      path,
      "alter table user_stats add nick text default 'none'",
      "insert into user_stats (username, first_seen, last_seen, nick) values ('a', 1, 2, 'al')",
      "create index by_nick on user_stats (nick)",
      "create view names as select username from user_stats",
      "create table log (name)",
      "create trigger seen after insert on user_stats begin insert into log values (new.username); end",
      "alter table user_stats drop constraint user_has_name",
      "alter table user_stats drop constraint chat_lines_not_negative",
      "alter table user_stats rename column last_seen to seen",
      "alter table user_stats add last_seen text",
      "update user_stats set last_seen = 2",
    );
    const { repair } = JSON.parse((await on(path, "check", "--json")).out);
    edit(path, "begin", ...repair, "commit");
    const { code, out } = await on(path, "check");
    // What was renamed has no default and refuses rows: it may stay when it may be empty.
    assert.equal(code, 0, out);
    edit(path, "insert into user_stats (username, first_seen, last_seen) values ('b', 1, 2)");
    const file = new DatabaseSync(path);
    assert.deepEqual(
      file.prepare("select username, nick, seen from user_stats order by 1").all().map((row) => ({ ...row })),
      [
        { username: "a", nick: "al", seen: 2 },
        { username: "b", nick: "none", seen: null },
      ],
    );
    assert.deepEqual(file.prepare("select * from log").all().map((row) => ({ ...row })), [{ name: "b" }]);
    assert.equal(file.prepare("select count(*) as rows from names").all()[0]?.["rows"], 2);
    assert.equal(
      file.prepare("select count(*) as rows from sqlite_master where name = 'by_nick'").all()[0]?.["rows"],
      1,
    );
    file.close();
  }));

Deno.test("migrate: statements that were written for another database lose nothing here", () =>
  withFile(async (other) => {
    await on(other, "up");
    const damage = [
      "alter table chat_gaps rename column noted_at to gone",
      "alter table chat_gaps add noted_at text",
    ];
    edit(other, ...damage);
    const { repair } = JSON.parse((await on(other, "check", "--json")).out);
    await migrated((path) => {
      edit(path, ...damage, "alter table chat_gaps add note text");
      assert.throws(() => edit(path, "begin", ...repair), /nothing that others added is lost/);
      return Promise.resolve();
    });
  }));

Deno.test("migrate: a table that others refer to is not replaced", () =>
  migrated(async (path) => {
    edit(
      path,
      "insert into user_stats (username, first_seen, last_seen) values ('a', 1, 2)",
      "create table gifts (name references user_stats (username) on delete cascade)",
      "insert into gifts values ('a')",
      "alter table user_stats rename column last_seen to seen",
      "alter table user_stats add last_seen text",
    );
    const { repair } = JSON.parse((await on(path, "check", "--json")).out);
    assert.throws(() => edit(path, "begin", ...repair), /no other table refers to this one/);
    const file = new DatabaseSync(path);
    assert.equal(file.prepare("select count(*) as rows from gifts").all()[0]?.["rows"], 1);
    file.close();
  }));

Deno.test("migrate: history tells when, how long, by which version and where", () =>
  migrated(async (path) => {
    const { out } = await on(path, "history");
    const line =
      /^ {2}\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ core \d{14}_\w+ \d+ ms by \S+ on unknown, sha256 [0-9a-f]{12}$/gm;
    assert.equal(out.match(line)?.length, coreLine.migrations.length);
    const { history } = JSON.parse((await on(path, "history", "--json")).out);
    assert.equal(history[0].checksum.length, 64);
  }));

Deno.test("migrate: verify asks the promises of each migration", () =>
  migrated(async (path) => {
    const { out } = await on(path, "verify");
    assert.match(out, /^ {2}holds {2}20251121000300_states_and_hashes: tokens are hashes$/m);
    edit(path, "insert into api_tokens (token_hash, created_at) values ('short', 1)");
    const broken = await on(path, "verify");
    assert.equal(broken.code, 11);
    assert.match(broken.out, /^ {2}BROKEN \d+_states_and_hashes: tokens are hashes \(1 rows break it\)$/m);
  }));

Deno.test("migrate: adopt writes a lost or broken ledger anew, and keeps what it still says", () =>
  migrated(async (path) => {
    assert.match((await on(path, "adopt")).out, /its ledger is in order; nothing was changed/);
    for (const damage of ["drop table rosey_migrations", LOSE_LINES]) {
      edit(path, damage);
      for (const words of [["check"], ["status"], ["up"], ["plan"]]) {
        const { code, out, err } = await on(path, ...words);
        assert.equal(code, 11, words.join());
        assert.match(out + err, /rosey migrate adopt/);
      }
      const { code, out, err } = await on(path, "adopt");
      assert.equal(code, 0, err);
      assert.equal(
        out.match(/^ {2}\d{14}_\w+$/gm)?.length,
        programTables().lines.flatMap(({ migrations }) => migrations).length,
      );
      for (const words of [["check"], ["status"]]) {
        assert.equal((await on(path, ...words)).code, 0, words.join());
      }
    }
    edit(path, "drop table rosey_migrations", "drop index idx_user_count_timestamp");
    const { code, err } = await on(path, "adopt");
    assert.equal(code, 11);
    assert.match(
      err,
      /those of no version; the nearest one differs in missing +index idx_user_count_timestamp/,
    );
  }));

Deno.test("migrate: adopt knows a database that was left halfway", () =>
  migrated(async (path) => {
    await on(path, "down", "--no-backup");
    edit(path, "drop table rosey_migrations");
    assert.equal((await on(path, "adopt")).code, 0);
    assert.equal((await on(path, "status")).code, 10);
    assert.equal((await on(path, "up")).code, 0);
    assert.equal((await on(path, "check")).code, 0);
  }));

Deno.test("migrate: check of what has no version of ours says what it is", () =>
  withFile(async (path) => {
    const { code, err, out } = await on(path, "check");
    assert.deepEqual([code, out], [10, ""]);
    assert.match(err, /it was made by Rosey-Robot v0\.5\.0 or before/);
  }, SMALL_V050));

Deno.test("migrate: adopt says what an old bot's file is, and leaves every byte of it", () =>
  withFile(async (path) => {
    const before = await Deno.readFile(path);
    const { code, out } = await on(path, "adopt");
    assert.equal(code, 0);
    assert.match(out, /made by Rosey-Robot .*v0\.5\.0; nothing was changed/);
    assert.match(out, /^ {2}recent_chat: 499 rows$/m);
    assert.deepEqual(await Deno.readFile(path), before);
  }, SMALL_V050));

Deno.test("migrate: another program's database is refused by each command that judges it", () =>
  withFile(async (path) => {
    edit(path, "create table bookmarks (a)");
    for (const words of [["status"], ["up"], ["plan"], ["adopt"]]) {
      assert.equal((await on(path, ...words)).code, 15, words.join());
    }
  }));

Deno.test("migrate: wait is over when the database answers, or the time", () =>
  migrated(async (path) => {
    assert.match((await on(path, "wait")).out, /can be reached/);
    const { code, err } = await rosey([
      "migrate",
      "wait",
      "--timeout",
      "0",
      "--database",
      "postgres://a@127.0.0.1:1/a",
    ]);
    assert.equal(code, 14, err);
    assert.equal((await on(path, "wait", "--timeout", "long")).code, 2);
  }));
