/** A damaged file is refused with what is damaged and how to save the rest, and not changed. */
import assert from "node:assert/strict";
import { RoseyError } from "../../../src/domain/errors.ts";
import { SMALL_V050, withFile } from "../../unit/db/temporary_file.ts";
import { edit, query, takeOver, V050_DDL, V050_INDEXES } from "./old_file.ts";

const PAGE = 4096;

/** Damages a copy of a real file, tries to take it over, and looks at the refusal. */
function refuses(promise: string, damage: (bytes: Uint8Array) => Uint8Array, message: RegExp): void {
  Deno.test(`takeover: ${promise} is refused, with what is damaged and how to save the rest`, () =>
    withFile(async (path) => {
      const damaged = damage(await Deno.readFile(path));
      await Deno.writeFile(path, damaged);
      await assert.rejects(takeOver(path), (thrown) => {
        assert.ok(thrown instanceof RoseyError, String(thrown));
        assert.equal(thrown.exit, "databaseRefused");
        assert.match(thrown.message, message);
        assert.match(thrown.hint ?? "", /\.recover/);
        return true;
      });
      assert.deepEqual(await Deno.readFile(path), damaged);
    }, SMALL_V050));
}

refuses("a file that is cut off", (bytes) => bytes.slice(0, 3 * PAGE), /the file is damaged:\n {2}\S/);

refuses("a page in the middle that is overwritten", (bytes) => {
  bytes.fill(0x5a, 12 * PAGE, 13 * PAGE);
  return bytes;
}, /the file is damaged:\n {2}\S/);

refuses("a table of contents that is overwritten", (bytes) => {
  bytes.fill(0x5a, 100, PAGE);
  return bytes;
}, /the file is damaged:\n {2}database disk image is malformed/);

refuses("a file without its header", (bytes) => {
  bytes.fill(0, 0, 100);
  return bytes;
}, /is not an SQLite database/);

Deno.test("takeover: an index that lacks a row is named", () =>
  withFile(async (path) => {
    const insert = "INSERT INTO user_count_history (timestamp, chat_users, connected_users) VALUES (1, 1, 1)";
    edit(path, ...Object.values(V050_DDL), ...V050_INDEXES, insert);
    const [index] = query(path, "select rootpage from sqlite_master where name = 'idx_user_count_timestamp'");
    const at = (Number(index?.["rootpage"]) - 1) * PAGE;
    const before = (await Deno.readFile(path)).slice(at, at + PAGE);
    edit(path, insert);
    // As after a crash of a machine that lied about its disk: one page is older than the others.
    const torn = await Deno.readFile(path);
    torn.set(before, at);
    await Deno.writeFile(path, torn);
    await assert.rejects(takeOver(path), {
      code: "database.damaged",
      exit: "databaseRefused",
      message: /row 2 missing from index idx_user_count_timestamp/,
    });
    assert.deepEqual(await Deno.readFile(path), torn);
  }));
