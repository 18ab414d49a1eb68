/**
 * `rosey user export` and `rosey user forget`.
 *
 * @module
 */

import { countOfPerson, forgetPerson, type ForgottenRows } from "../../../db/people/forget_person.ts";
import { rowsNaming } from "../../../db/people/person_rows.ts";
import { spellingsOf } from "../../../db/people/spellings.ts";
import { RoseyError } from "../../domain/errors.ts";
import type { RoseyContext } from "../command_context.ts";
import { jsonText } from "../database_access.ts";
import { momentText } from "../given_time.ts";
import { programTables } from "../program_tables.ts";
import { progressBar } from "../progress_bar.ts";
import { withRoomMemory } from "../room_memory.ts";
import { printable } from "../text_table.ts";
import type { UserExportFlags, UserForgetFlags } from "../user_command_table.ts";

/** Prints every row that names somebody, table by table, as it is read. */
export async function exportUser(this: RoseyContext, flags: UserExportFlags, given: string): Promise<void> {
  const { host } = this;
  requireName(given);
  await withRoomMemory(host, flags, async ({ driver, clock }) => {
    const { name, spellings } = await spellingsOf(driver, given);
    const head = JSON.stringify({ name, spellings, exportedAt: momentText(clock.now()) });
    let tables = 0;
    for (const table of programTables().people) {
      let rows = 0;
      for await (const page of rowsNaming(driver, table, name)) {
        // Nothing is printed before something is found: an error is no half document.
        if (rows === 0) {
          const before = tables === 0 ? `${head.slice(0, -1)},"tables":{` : ",";
          host.out.write(`${before}\n${JSON.stringify(table.name)}:[`);
          tables++;
        }
        const texts = page.map(({ row }) => JSON.stringify(row));
        host.out.write(`${rows === 0 ? "" : ","}\n${texts.join(",\n")}`);
        rows += page.length;
      }
      if (rows > 0) host.out.write("]");
    }
    if (tables === 0) throw unknown(name, driver.location);
    host.out.write("\n}}\n");
  });
}

/** Says what is kept of somebody, and forgets it with `--yes`. */
export async function forgetUser(this: RoseyContext, flags: UserForgetFlags, given: string): Promise<void> {
  const { host } = this;
  requireName(given);
  await withRoomMemory(host, flags, async ({ driver }) => {
    const { people } = programTables();
    const person = await spellingsOf(driver, given);
    const found = await countOfPerson(driver, people, person.name);
    if (found.length === 0) throw unknown(person.name, driver.location);
    const forgotten = flags.yes === true;
    const bar = progressBar(host.err);
    const total = found.reduce(
      (sum, { removed, blanked, kept, waiting }) => sum + removed + blanked + kept + waiting,
      0,
    );
    let done = 0;
    const tables = forgotten
      ? await forgetPerson(
        driver,
        people,
        person.name,
        (count) => bar.show({ what: "forget", done: done += count, total }),
      )
      : found;
    bar.clear();
    const report = { database: driver.location, ...person, forgotten, tables };
    host.out.write(flags.json === true ? jsonText(report) : text(report));
  });
}

function text({ database, name, spellings, forgotten, tables }: {
  readonly database: string;
  readonly name: string;
  readonly spellings: readonly string[];
  readonly forgotten: boolean;
  readonly tables: readonly ForgottenRows[];
}): string {
  const others = spellings.filter((spelling) => spelling !== name);
  const also = others.length === 0 ? "" : ` (also ${others.join(", ")})`;
  const lines = tables.map(({ table, removed, blanked, kept, waiting }) => {
    const parts = [
      ...removed === 0 ? [] : [`${removed} removed`],
      ...blanked === 0 ? [] : [`${blanked} without the name`],
      ...kept === 0 ? [] : [`${kept} kept for their sake`],
      ...waiting === 0 ? [] : [`${waiting} still to be said or done`],
    ];
    return `  ${table.padEnd(22)} ${parts.join(", ")}`;
  });
  const changes = tables.some(({ removed, blanked }) => removed + blanked > 0);
  const waits = tables.some(({ waiting }) => waiting > 0);
  return [
    `${database}: of ${name}${also}, ${forgotten ? "these rows were found and dealt with" : "there is"}`,
    ...lines,
    ...waits ? ["What is still to be said or done stays until it is: forget once more then."] : [],
    ...forgotten
      ? ["A Rosey who runs remembers anew whoever comes or speaks. Backups and copies are as they were."]
      : changes
      ? ["Nothing was changed. Say --yes to forget."]
      : ["There is nothing to forget."],
    "",
  ].map(printable).join("\n");
}

function requireName(given: string): void {
  if (given.trim() !== "") return;
  throw new RoseyError(`NAME is ${JSON.stringify(given)}, but must be somebody's name`, {
    code: "cli.usage",
    hint: "Give the name as it stands in the room; upper and lower case do not matter.",
    exit: "usage",
  });
}

function unknown(name: string, database: string): RoseyError {
  return new RoseyError(`nothing is kept of ${JSON.stringify(name)} in ${database}`, {
    code: "user.unknown",
    hint: "Look at the spelling, and whether this is the room's database: --database names another.",
    exit: "notFound",
  });
}
