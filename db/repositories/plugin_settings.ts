/**
 * Switches and settings of plugins that were changed while Rosey ran.
 *
 * @module
 */

import type { Kysely } from "kysely";
import type { Write } from "../../src/domain/memory.ts";
import type { Database } from "../schema.ts";
import { defineWrite } from "../write_statements.ts";
import { toSeconds } from "./times.ts";

/** What was changed for a plugin; `undefined`: as configured. */
export interface PluginSettings {
  readonly plugin: string;
  readonly enabled: boolean | undefined;
  /** As it was written; the plugin's schema decides whether it is good. */
  readonly settings: unknown;
}

const changed = defineWrite(
  "plugin_settings.changed",
  { plugin: "text", enabled: "boolean01?", settings: "text?", updated_at: "integer64" },
  ({ db, parameter }) =>
    db.insertInto("plugin_settings").values(parameter).onConflict((conflict) =>
      conflict.column("plugin").doUpdateSet((eb) => ({
        enabled: eb.ref("excluded.enabled"),
        settings: eb.ref("excluded.settings"),
        updated_at: eb.ref("excluded.updated_at"),
      }))
    ),
);

/** The statements of this repository. */
export const pluginSettingsWrites = [changed];

/** See the top of this file. */
export class PluginSettingsRepository {
  readonly #reads: Kysely<Database>;

  constructor(reads: Kysely<Database>) {
    this.#reads = reads;
  }

  /** Replaces what was changed for a plugin. */
  changed({ plugin, enabled, settings }: PluginSettings, atMs: number): Write[] {
    const text = settings === undefined ? undefined : JSON.stringify(settings);
    return [changed({ plugin, enabled, settings: text, updated_at: toSeconds(atMs) })];
  }

  /** What was changed, by plugin. */
  async list(): Promise<PluginSettings[]> {
    const rows = await this.#reads.selectFrom("plugin_settings").selectAll().orderBy("plugin").execute();
    return rows.map(({ plugin, enabled, settings }) => ({
      plugin,
      enabled: enabled === null ? undefined : enabled === 1,
      settings: settings === null ? undefined : parseJson(settings),
    }));
  }
}

function parseJson(text: string): unknown {
  return JSON.parse(text);
}
