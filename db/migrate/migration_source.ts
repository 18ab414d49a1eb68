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

/** The file of a new migration; `types` is the module that says what a migration is, as seen from there. */
export function migrationSource(migration: NewMigration, { up, down, notes }: Draft, types: string): string {
  const words = migration.name.replaceAll("_", " ");
  const title = words.charAt(0).toUpperCase() + words.slice(1);
  return `/**
 * ${title}.
 *
 * @module
 */

import type { Migration } from "${types}";

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

/** A plugin's list before its first migration; `types` as for {@link migrationSource}. */
export function emptyList(plugin: string, types: string): string {
  return `/**
 * The migrations of the plugin ${plugin}, in their order. A list in the source, so that they are inside the program.
 *
 * @module
 */

import type { Migration } from "${types}";

/** For \`pluginStorage\`. */
export const migrations: readonly Migration[] = [];
`;
}

/** Where the list stands in the core's file, and in a plugin's. */
const LISTS = [
  /\n(?<indent> {2})(?<before>migrations: )\[(?<entries>[^\]]*)\](?<after>,)\n/,
  /\n(?<indent>)(?<before>export const migrations: readonly Migration\[\] = )\[(?<entries>[^\]]*)\](?<after>;)\n/,
];

/** The list of migrations with one more at its end. Throws when the text is not the list that is known. */
export function withMigration(list: string, migration: NewMigration): string {
  const variable = migration.name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
  const lastImport = list.lastIndexOf("\nimport ");
  const found = LISTS.map((form) => form.exec(list)).find((match) => match !== null);
  if (lastImport < 0 || found?.groups === undefined) {
    throw new Error("the list of migrations does not read as it used to");
  }
  const { indent = "", before = "", entries = "", after = "" } = found.groups;
  const names = [
    ...entries.split(",").map((entry) => entry.trim()).filter((entry) => entry !== ""),
    variable,
  ];
  const oneLine = `${indent}${before}[${names.join(", ")}]${after}`;
  const written = oneLine.length <= LINE_WIDTH
    ? oneLine
    : `${indent}${before}[\n${names.map((name) => `${indent}  ${name},\n`).join("")}${indent}]${after}`;
  const afterImports = list.indexOf("\n", lastImport + 1);
  return [
    list.slice(0, afterImports),
    `\nimport ${variable} from "./${titleOf(migration)}.ts";`,
    list.slice(afterImports, found.index),
    `\n${written}\n`,
    list.slice(found.index + found[0].length),
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
