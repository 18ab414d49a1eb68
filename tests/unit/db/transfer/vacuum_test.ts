import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { sqliteDamage } from "../../../../db/drivers/sqlite_damage.ts";
import { vacuum } from "../../../../db/transfer/vacuum.ts";
import { ManualClock } from "../../../../src/domain/clock.ts";
import { RoseyError } from "../../../../src/domain/errors.ts";
import { withFile } from "../temporary_file.ts";

const clock = new ManualClock();

function vacuumFile(path: string) {
  return vacuum({ target: { kind: "sqlite", path }, clock });
}

/** Everything that a file says of itself and of its rows, texts as their bytes. */
function contents(path: string): unknown[] {
  const file = new DatabaseSync(path, { readOnly: true });
  const all = (sql: string) => {
    const statement = file.prepare(sql);
    statement.setReadBigInts(true);
    return statement.all().map((row) => ({ ...row }));
  };
  try {
    return [
      all("select type, name, sql from sqlite_master where sql is not null order by name"),
      all("select name, seq from sqlite_sequence order by name"),
      all(
        "select user_version, application_id, encoding, page_size from pragma_user_version, " +
          "pragma_application_id, pragma_encoding, pragma_page_size",
      ),
      all("select id, typeof(a) as kind, cast(a as blob) as a, b from odd order by id"),
      all("select * from keyed order by name"),
      all("select * from shown"),
    ];
  } finally {
    file.close();
  }
}

function makeOddFile(path: string): void {
  const file = new DatabaseSync(path);
  file.exec(`
    pragma page_size = 8192; pragma user_version = 7; pragma application_id = 42;
    create table odd (id integer primary key autoincrement, a, "b c" as (id + 1), b real default 1.5, check (id > 0));
    create index odd_a on odd (lower(a)) where a is not null;
    create table keyed (name text primary key, "rowid" text) without rowid;
    create table plain ("_rowid_" text, value);
    create view shown as select count(*) as rows from odd;
    create trigger grows after insert on plain begin insert into keyed values (new.value, 'by trigger'); end;
    insert into odd (a) values (null), (9223372036854775807), (1.0), (0.1), ('NULL'), (x'00ff'),
      (cast(x'610062' as text)), (cast(x'ff41' as text)), ('\u{1f600}');
    with recursive n(x) as (select 1 union all select x + 1 from n where x < 9000)
      insert into odd (a) select 'line ' || x from n;
    insert into plain values ('a', 'b');
    with recursive n(x) as (select 1 union all select x + 1 from n where x < 4500)
      insert into keyed select 'key ' || x, x from n;
    delete from odd where id > 5000;`);
  file.close();
}

Deno.test("vacuum: the file becomes smaller, and everything in it stays as it was", async () => {
  await withFile(async (path) => {
    makeOddFile(path);
    const before = contents(path);
    const { beforeBytes, afterBytes, aside } = await vacuumFile(path);
    assert.ok(afterBytes < beforeBytes * 0.8, `${beforeBytes} became ${afterBytes}`);
    assert.equal(Deno.statSync(path).size, afterBytes);
    assert.deepEqual(contents(path), before);
    assert.deepEqual(sqliteDamage(path), []);
    assert.deepEqual(contents(aside ?? ""), before);
    assert.deepEqual(readdirSync(dirname(path)).toSorted(), ["backups", "rosey.db"]);
  });
});

Deno.test("vacuum: a file that somebody has open, or that holds nothing, is left alone", async () => {
  await withFile(async (path) => {
    const refused = (code: string) => (thrown: unknown) =>
      thrown instanceof RoseyError && thrown.code === code;
    await assert.rejects(vacuumFile(path), refused("database.no_file"));
    makeOddFile(path);
    const other = new DatabaseSync(path);
    other.exec("pragma journal_mode = wal; select * from odd");
    await assert.rejects(vacuumFile(path), refused("database.locked"));
    other.close();
    await vacuumFile(path);
  });
});

Deno.test("vacuum: a virtual table is refused by name, and nothing is left behind", async () => {
  await withFile(async (path) => {
    const file = new DatabaseSync(path);
    file.exec("create virtual table searched using fts5(text)");
    file.close();
    await assert.rejects(vacuumFile(path), /searched is a virtual table/);
    assert.deepEqual(readdirSync(dirname(path)), ["rosey.db"]);
  });
});
