/**
 * The text of a new migration, and its place in the list.
 *
 * @module
 */

import type { Draft } from "./draft.ts";
import { titleOf } from "./migration.ts";

/** What a new migration is called: `name` in snake case. */
export interface NewMigration {
  readonly id: string;
  readonly name: string;
}

/** The file of a new migration. */
export function migrationSource(migration: NewMigration, { up, down, notes }: Draft): string {
  const words = migration.name.replaceAll("_", " ");
  const title = words.charAt(0).toUpperCase() + words.slice(1);
  return `/**
 * ${title}.
 *
 * @module
 */

import type { Migration } from "../db/migrate/migration.ts";

${notes.map((note) => `// ${note}\n`).join("")}export default {
  id: "${migration.id}",
  name: "${migration.name}",
  up: {
    sqlite: ${list(up.sqlite)},
    postgres: ${list(up.postgres)},
  },
  down: {
    sqlite: ${list(down.sqlite)},
    postgres: ${list(down.postgres)},
  },
} satisfies Migration;
`;
}

/** The list of migrations with one more at its end. Throws when the text is not the list that is known. */
export function withMigration(list: string, migration: NewMigration): string {
  const variable = migration.name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
  const lastImport = list.lastIndexOf("\nimport ");
  const [, entries] = /\n {2}migrations: \[([^\]]*)\],\n/.exec(list) ?? [];
  if (lastImport < 0 || entries === undefined) {
    throw new Error("migrations/mod.ts does not read as it used to");
  }
  const afterImports = list.indexOf("\n", lastImport + 1);
  const names = [
    ...entries.split(",").map((entry) => entry.trim()).filter((entry) => entry !== ""),
    variable,
  ];
  const oneLine = `  migrations: [${names.join(", ")}],`;
  const written = oneLine.length <= LINE_WIDTH
    ? oneLine
    : `  migrations: [\n${names.map((name) => `    ${name},\n`).join("")}  ],`;
  return [
    list.slice(0, afterImports),
    `\nimport ${variable} from "./${titleOf(migration)}.ts";`,
    list.slice(afterImports).replace(/ {2}migrations: \[[^\]]*\],/, () => written),
  ].join("");
}

/** As `deno fmt` has it. */
const LINE_WIDTH = 110;

function list(statements: readonly string[]): string {
  if (statements.length === 0) return "[]";
  return `[\n${statements.map((statement) => `      ${quoted(statement)},\n`).join("")}    ]`;
}

function quoted(text: string): string {
  if (text.includes("\n")) return `\`${text.replace(/[\`\\]|\$\{/g, "\\$&")}\``;
  const json = JSON.stringify(text);
  return text.includes('"') && !text.includes("'") && !text.includes("\\") ? `'${text}'` : json;
}
