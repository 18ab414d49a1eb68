/**
 * The reference of all settings, made of the table that the program reads them by.
 *
 * @module
 */

import { OTHER_VARIABLES } from "./environment.ts";
import { factsOf, flagOf, SETTING_NAMES, type SettingName } from "./setting_facts.ts";

/** The tables of `docs/CONFIG.md`, as Markdown. */
export function configReference(): string {
  const rows = SETTING_NAMES.map((name) =>
    row([
      `\`${name}\``,
      code(flagText(name)),
      code(factsOf(name).variable),
      defaultText(name),
      `${factsOf(name).summary}. Must be ${factsOf(name).expected}.`,
    ])
  );
  const others = Object.entries(OTHER_VARIABLES).map(([name, summary]) =>
    row([`\`${name}\``, `${summary}.`])
  );
  return [
    row(["in the file", "flag", "environment", "default", "what it is"]),
    row(["---", "---", "---", "---", "---"]),
    ...rows,
    "",
    row(["other variables", "what they are"]),
    row(["---", "---"]),
    ...others,
    "",
  ].join("\n");
}

function flagText(name: SettingName): string | undefined {
  const flag = flagOf(name);
  const { placeholder } = factsOf(name);
  return flag === undefined || placeholder === undefined ? flag : `${flag} ${placeholder}`;
}

function defaultText(name: SettingName): string {
  const value = factsOf(name).default;
  return value === undefined ? "" : `\`${typeof value === "object" ? JSON.stringify(value) : value}\``;
}

function code(text: string | undefined): string {
  return text === undefined ? "" : `\`${text}\``;
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
}
