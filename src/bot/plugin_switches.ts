/**
 * Which plugins are on, with which settings: as configured, as stored, and as changed while Rosey runs.
 *
 * What was changed at run time is stored and wins over the configuration, key by key. A plugin that is off has been set
 * up all the same, so that its commands are known by name and answer that it is off; nothing of it has begun.
 *
 * @module
 */

import { z } from "zod";
import type { Clock } from "../domain/clock.ts";
import { errorText, RoseyError } from "../domain/errors.ts";
import type { Write } from "../domain/memory.ts";
import { quoted } from "../domain/text.ts";
import type { Plugin } from "../plugin/define_plugin.ts";
import type { CommandRegistry } from "./command_registry.ts";
import { didYouMean } from "../plugin/did_you_mean.ts";
import { startError } from "./plugin_host.ts";
import type { PluginHost } from "./plugin_host.ts";
import type { PluginScope } from "./plugin_scope.ts";
import type { Log, RoomMemory, StoredPlugin } from "./ports.ts";

/** Settings by their names. */
type Settings = Readonly<Record<string, unknown>>;

/** A plugin as it is now. */
export interface PluginState {
  readonly name: string;
  readonly summary: string;
  /** Cannot be switched off. */
  readonly essential: boolean;
  readonly enabled: boolean;
  /** Checked, with the defaults; `undefined` when it could not be set up. May hold secrets. */
  readonly settings: unknown;
  /** The names of its commands. */
  readonly commands: readonly string[];
}

interface Switched {
  readonly plugin: Pick<Plugin<never>, "name" | "summary" | "essential">;
  /** Sets it up with these settings, beside what works. */
  readonly setUp: (settings: unknown) => Promise<PluginScope>;
  /** As the operator wrote them. */
  readonly configured: unknown;
  /** What was changed of them. */
  changed: Settings;
  /** Whether it was switched at run time; `undefined`: as it is by itself, which is on. */
  switched: boolean | undefined;
  scope: PluginScope | undefined;
}

/** What the switches need. */
export interface PluginSwitchesOptions {
  readonly host: PluginHost;
  readonly registry: CommandRegistry;
  readonly memory: RoomMemory["pluginSettings"];
  readonly clock: Clock;
  readonly log: Log;
  /** Told after each change. */
  readonly changed: (change: { plugin: string; enabled: boolean; by: string }) => void;
}

const settingsShape = z.record(z.string(), z.unknown());

/** See the module. */
export class PluginSwitches {
  readonly #options: PluginSwitchesOptions;
  readonly #plugins = new Map<string, Switched>();
  /** One change after the other. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: PluginSwitchesOptions) {
    this.#options = options;
  }

  /** Starts a plugin as configured and stored. Rejects with its name when that fails. */
  async start<Memory>(
    plugin: Plugin<Memory>,
    configured: unknown,
    memory: Memory,
    stored: StoredPlugin | undefined,
  ): Promise<void> {
    const { host, registry, log } = this.#options;
    const { name, essential } = plugin;
    const changed = settingsShape.safeParse(stored?.settings ?? {});
    const switched: Switched = {
      plugin,
      setUp: (settings) => host.setUp(plugin, settings, memory),
      configured,
      changed: changed.data ?? {},
      switched: essential ? undefined : stored?.enabled,
      scope: undefined,
    };
    if (essential && stored?.enabled === false) {
      log.warn("a plugin that Rosey needs is stored as switched off, and is on all the same", {
        plugin: name,
      });
    }
    if (!changed.success) {
      log.warn("stored settings of a plugin are no settings and are left out", { plugin: name });
    }
    this.#plugins.set(name, switched);
    try {
      switched.scope = await this.#setUpStored(switched);
      registry.replace(name, switched.scope.commands);
    } catch (error) {
      switched.scope = undefined;
      if (isOn(switched)) throw startError(name, error);
      log.warn("a plugin that is switched off could not be set up", {
        plugin: name,
        error: errorText(error),
      });
    }
    if (isOn(switched)) switched.scope?.begin();
  }

  /** Whether a plugin is on. The core's own commands belong to none, and always are. */
  isOn(name: string): boolean {
    const found = this.#plugins.get(name);
    return found === undefined || isOn(found);
  }

  get list(): readonly PluginState[] {
    return [...this.#plugins.values()].map(stateOf);
  }

  /**
   * The plugin of this name, as it is now.
   *
   * @throws {RoseyError} `plugin.unknown`
   */
  find(name: string): PluginState {
    return stateOf(this.#find(name));
  }

  /**
   * Switches a plugin on or off, and remembers it. Answers false when it is so already.
   *
   * @throws {RoseyError} `plugin.unknown`, `plugin.essential`, or why it could not start.
   */
  switch(name: string, enabled: boolean, by: string): Promise<boolean> {
    return this.#inTurn(async () => {
      const found = this.#find(name);
      if (isOn(found) === enabled) return false;
      if (!enabled && found.plugin.essential) {
        throw new RoseyError(`The plugin "${found.plugin.name}" cannot be switched off: Rosey needs it.`, {
          code: "plugin.essential",
          exit: "usage",
        });
      }
      const next = enabled ? await found.setUp(settingsOf(found, found.changed)) : found.scope;
      await this.#turn(found, { switched: enabled, changed: found.changed, next }, by);
      return true;
    });
  }

  /**
   * Gives a plugin other settings: those that are named are changed, and `undefined` makes one as configured again. What
   * is wrong is refused by name, and nothing has changed then.
   *
   * @throws {RoseyError} `plugin.unknown`, `config.plugin_settings`, or why it could not start.
   */
  configure(name: string, settings: Settings, by: string): Promise<void> {
    return this.#inTurn(async () => {
      const found = this.#find(name);
      const changed = Object.fromEntries(
        Object.entries({ ...found.changed, ...settings }).filter(([, value]) => value !== undefined),
      );
      const next = await found.setUp(settingsOf(found, changed));
      await this.#turn(found, { switched: found.switched, changed, next }, by);
    });
  }

  /** The last writes of all plugins that are on. */
  async lastWrites(): Promise<readonly Write[]> {
    const scopes = [...this.#plugins.values()].filter(isOn).flatMap(({ scope }) => scope ?? []);
    return (await Promise.all(scopes.map((scope) => this.#options.host.lastWrites(scope)))).flat();
  }

  /** What was stored may not fit a newer version of the plugin; what the operator wrote must. */
  async #setUpStored(switched: Switched): Promise<PluginScope> {
    const { plugin: { name }, configured, changed, setUp } = switched;
    try {
      return await setUp(settingsOf(switched, changed));
    } catch (error) {
      if (Object.keys(changed).length === 0) throw error;
      this.#options.log.warn("stored settings of a plugin are left out", {
        plugin: name,
        error: errorText(error),
      });
      switched.changed = {};
      return await setUp(configured);
    }
  }

  /** Stores a change, and then makes it in one moment: the memory that cannot keep it leaves all as it was. */
  async #turn(
    found: Switched,
    to: Pick<Switched, "switched" | "changed"> & { readonly next: PluginScope | undefined },
    by: string,
  ): Promise<void> {
    const { host, registry, memory, clock, changed } = this.#options;
    const { name } = found.plugin;
    const old = found.scope;
    const wasOn = isOn(found);
    try {
      registry.replace(name, to.next?.commands ?? []);
      const settings = Object.keys(to.changed).length === 0 ? undefined : to.changed;
      await host.write(memory.changed({ plugin: name, enabled: to.switched, settings }, clock.now()));
    } catch (error) {
      registry.replace(name, old?.commands ?? []);
      if (to.next !== old) to.next?.end();
      throw startError(name, error);
    }
    found.switched = to.switched;
    found.changed = to.changed;
    found.scope = to.next;
    const lastWrites = wasOn && old !== undefined ? this.#end(old) : undefined;
    if (isOn(found)) to.next?.begin();
    await lastWrites;
    changed({ plugin: name, enabled: isOn(found), by });
  }

  /** Its last writes are asked for before another set-up begins. */
  async #end(scope: PluginScope): Promise<void> {
    const { host, log } = this.#options;
    scope.end();
    try {
      await host.write(await host.lastWrites(scope));
    } catch (error) {
      log.error("the last writes of a plugin were lost", { plugin: scope.plugin, error: errorText(error) });
    }
  }

  #find(name: string): Switched {
    const found = this.#plugins.get(name);
    if (found !== undefined) return found;
    const names = [...this.#plugins.keys()];
    const near = didYouMean(name, names);
    throw new RoseyError(`There is no plugin ${quoted(name)}.`, {
      code: "plugin.unknown",
      exit: "usage",
      hint: near === undefined ? `There are: ${names.join(", ")}.` : `Did you mean ${near}?`,
    });
  }

  #inTurn<Result>(change: () => Promise<Result>): Promise<Result> {
    const made = this.#last.then(change);
    this.#last = made.catch(() => undefined);
    return made;
  }
}

function stateOf(switched: Switched): PluginState {
  const { plugin: { name, summary, essential }, scope } = switched;
  return {
    name,
    summary,
    essential,
    enabled: isOn(switched),
    settings: scope?.settings,
    commands: scope?.commands.map(({ facts }) => facts.name) ?? [],
  };
}

function isOn({ switched }: Switched): boolean {
  return switched ?? true;
}

/** What is configured, with what was changed. Something that is no object is left for the plugin to refuse. */
function settingsOf({ configured }: Switched, changed: Settings): unknown {
  if (Object.keys(changed).length === 0) return configured;
  const written = settingsShape.safeParse(configured ?? {});
  return written.success ? { ...written.data, ...changed } : configured;
}
