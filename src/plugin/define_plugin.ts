/**
 * The one thing a plugin exports.
 *
 * @module
 */

import type { z } from "zod";
import type { Service } from "./bus_service.ts";
import type { Desk } from "./desk.ts";
import type { Route } from "./http_route.ts";
import type { Rosey } from "./rosey.ts";

/**
 * A feature of Rosey, whole: its handlers, commands, schedules, help and settings.
 *
 * `Memory` is the part of the memory that it uses: it is handed what it names and cannot reach the rest.
 * `Storage` is what `db/plugin_storage` makes of the tables of its own; whoever opens the database needs to know it.
 */
export interface Plugin<Memory, Storage = unknown> {
  /** Lower-case letters, digits and `-`; its settings stand under this name in the configuration. */
  readonly name: string;
  /** What it is for, as one line for `help` and the plugin page. */
  readonly summary: string;
  /** The shape of its settings; every setting has a default. */
  readonly settings: z.ZodType;
  /** Its own tables, if it has any. */
  readonly storage: Storage | undefined;
  /** Cannot be switched off while Rosey runs. */
  readonly essential: boolean;
  /** Checks the settings (throws a ZodError naming the wrong one) and starts the plugin. */
  start(options: StartOptions<Memory>): Promise<void> | void;
  /** Its paths of the HTTP API, for checked settings; served with or without a room. */
  routes(options: FacetOptions<Memory>): readonly Route[];
  /** What it answers over NATS; served with or without a room. */
  services(options: FacetOptions<Memory>): readonly Service[];
}

/** What the parts of a plugin are made with that need no room. */
export interface FacetOptions<Memory> {
  /** As for {@link StartOptions}. */
  readonly settings: unknown;
  readonly memory: Memory;
  readonly desk: Desk;
}

/** What a plugin is started with. */
export interface StartOptions<Memory> {
  /** Its settings as the operator wrote them, unchecked; `undefined` when nothing was written. */
  readonly settings: unknown;
  readonly memory: Memory;
  /** Makes the plugin's view of the bot for its checked settings. */
  readonly rosey: <Settings>(settings: Settings) => Rosey<Settings>;
}

/** A plugin as its author writes it. */
export interface PluginDefinition<Settings, Memory, Storage = unknown> {
  readonly name: string;
  readonly summary: string;
  readonly settings: z.ZodType<Settings>;
  /** Its own tables: what `pluginStorage` of `db/plugin_storage/mod.ts` made. */
  readonly storage?: Storage;
  /** Rosey cannot do without it: it cannot be switched off while she runs. */
  readonly essential?: boolean;
  /**
   * Registers handlers and commands on `rosey`. Called at the start, when the plugin is switched on and when its settings
   * change: then what an older set-up registered works until this one is done, and ends in the same moment.
   */
  setup(rosey: Rosey<Settings>, memory: Memory): Promise<void> | void;
  /** Its paths of the HTTP API: they need no room, so that `rosey web` can serve them beside the bot. */
  routes?(desk: Desk, memory: Memory, settings: Settings): readonly Route[];
  /** What it answers over NATS: no room either, so that `rosey database` can serve it beside the bot. */
  services?(desk: Desk, memory: Memory, settings: Settings): readonly Service[];
}

/**
 * Makes a plugin. Name the repositories it needs as the type of `setup`'s second parameter:
 *
 * ```ts
 * export default definePlugin({
 *   name: "greeter",
 *   summary: "Says hello to newcomers",
 *   settings: z.object({ text: z.string().default("Welcome") }),
 *   setup(rosey, memory: { users: UserStatsRepository }) {
 *     rosey.on("user.joined", async ({ user }) => {
 *       if (await memory.users.find(user.name) === undefined) await rosey.say(`${rosey.settings.text}, ${user.name}`);
 *     });
 *   },
 * });
 * ```
 */
export function definePlugin<Settings, Memory, Storage = undefined>(
  definition: PluginDefinition<Settings, Memory, Storage>,
): Plugin<Memory, Storage> {
  const { name, summary, settings, storage, essential = false } = definition;
  return {
    name,
    summary,
    settings,
    storage,
    essential,
    start: (options) =>
      definition.setup(options.rosey(settings.parse(options.settings ?? {})), options.memory),
    routes: ({ desk, memory, settings: given }) =>
      definition.routes?.(desk, memory, settings.parse(given ?? {})) ?? [],
    services: ({ desk, memory, settings: given }) =>
      definition.services?.(desk, memory, settings.parse(given ?? {})) ?? [],
  };
}
