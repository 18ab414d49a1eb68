/**
 * `rosey config show` and `rosey config reference`.
 *
 * @module
 */

import { type Config, shownSetting } from "../../config/load_config.ts";
import { configReference } from "../../config/reference.ts";
import { SETTING_NAMES } from "../../config/setting_facts.ts";
import type { RoseyContext } from "../command_context.ts";
import { readConfig } from "../read_config.ts";
import type { ConfigShowFlags } from "../command_table.ts";

/** Prints what the sources come to. */
export async function showConfig(this: RoseyContext, flags: ConfigShowFlags): Promise<void> {
  const { host } = this;
  const config = await readConfig(host, flags);
  for (const warning of config.warnings) host.err.write(`warning: ${warning}\n`);
  const rows = SETTING_NAMES.map((name) => ({
    name,
    value: shownSetting(config, name) ?? null,
    from: config.origins.get(name)?.place ?? "default",
  }));
  host.out.write(flags.json === true ? `${JSON.stringify(asObject(rows), null, 2)}\n` : asText(rows));
}

/** Prints the tables of `docs/CONFIG.md`. */
export function printReference(this: RoseyContext): void {
  this.host.out.write(configReference());
}

interface Row {
  readonly name: keyof Config["settings"];
  readonly value: unknown;
  readonly from: string;
}

function asObject(rows: readonly Row[]): Record<string, unknown> {
  return Object.fromEntries(rows.map(({ name, value, from }) => [name, { value, from }]));
}

function asText(rows: readonly Row[]): string {
  const lines = rows.map(({ name, value, from }) => {
    const text = typeof value === "string" ? value : JSON.stringify(value);
    return `${name.padEnd(20)} ${(value === null ? "-" : text).padEnd(30)} ${from}`;
  });
  return `${lines.join("\n")}\n`;
}
