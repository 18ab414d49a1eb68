/**
 * What a plugin sees of the bot, made for each plugin by itself: its name is in every line it logs and in every
 * handler that fails.
 *
 * @module
 */

import { z } from "zod";
import type { EventBus } from "../bus/event_bus.ts";
import { runLimited } from "../bus/run_limited.ts";
import type { Clock, Random } from "../domain/clock.ts";
import { errorText, RoseyError } from "../domain/errors.ts";
import type { DatabaseReads, UnitSink, Write } from "../domain/memory.ts";
import type { RoomView } from "../domain/room.ts";
import type { Plugin } from "../plugin/define_plugin.ts";
import { durationMs } from "../plugin/duration.ts";
import type { BotCondition, PluginLog, Rosey } from "../plugin/rosey.ts";
import { makeCommand } from "./command_registry.ts";
import type { OwnPresence } from "./own_presence.ts";
import { parseCommand } from "./parse_command.ts";
import { pluginStore } from "./plugin_store.ts";
import type { Log, RoomMemory } from "./ports.ts";
import type { Recorder } from "./recorder.ts";
import type { Schedules } from "./schedules.ts";
import { PluginScope } from "./plugin_scope.ts";
import type { LastWords } from "./plugin_scope.ts";
import { settingsError } from "./settings_error.ts";
import { spokenLines } from "./spoken_lines.ts";
import type { Voice } from "./voice.ts";

/** How long one plugin may take for its last words to the memory. */
export const STOP_HANDLER_LIMIT_MS = 500;

/** The parts of the bot that plugins are connected to. */
export interface PluginHostOptions {
  readonly room: RoomView;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly condition: BotCondition;
  /** What a command begins with in the room. */
  readonly prefix: string;
  readonly presence: Pick<OwnPresence, "setAway">;
  readonly voice: Voice;
  readonly sink: UnitSink;
  readonly database: DatabaseReads;
  readonly memory: Pick<RoomMemory, "values">;
  readonly bus: EventBus;
  readonly recorder: Recorder;
  readonly schedules: Schedules;
  /** Aborts when Rosey stops. */
  readonly stop: AbortSignal;
  /** A text that no unit of another run has: units that are no events are numbered under it. */
  readonly runId: string;
}

/** Sets plugins up, and asks them for their last writes. */
export class PluginHost {
  readonly #options: PluginHostOptions;
  #units = 0;

  constructor(options: PluginHostOptions) {
    this.#options = options;
  }

  /**
   * Checks a plugin's settings and sets it up; what it registers has not begun yet. Rejects with its name when either
   * fails.
   */
  async setUp<Memory>(plugin: Plugin<Memory>, settings: unknown, memory: Memory): Promise<PluginScope> {
    const scope = new PluginScope(plugin.name, this.#options.stop);
    try {
      await plugin.start({ settings, memory, rosey: (checked) => this.#rosey(scope, checked) });
      return scope;
    } catch (error) {
      scope.end();
      if (error instanceof z.ZodError) throw settingsError(plugin, error);
      throw startError(plugin.name, error);
    }
  }

  /** The last writes of a plugin. What fails or takes too long is logged and left out. */
  async lastWrites({ plugin, lastWords }: PluginScope): Promise<readonly Write[]> {
    const writes = await Promise.all(lastWords.map((words) => this.#ask(plugin, words)));
    return writes.flat();
  }

  /** Commits writes that belong to no event. */
  async write(writes: readonly Write[]): Promise<void> {
    if (writes.length === 0) return;
    this.#units += 1;
    const { sink, voice, runId } = this.#options;
    await sink.commit({ id: `${runId}-${this.#units}`, writes });
    voice.committed(writes);
  }

  async #ask(plugin: string, words: LastWords): Promise<readonly Write[]> {
    const { clock, log, stop } = this.#options;
    const why = stop.aborted ? "rosey_stops" : "switched";
    // The plugin's signal has fired already: these handlers are what runs after it.
    const limit = { clock, limitMs: STOP_HANDLER_LIMIT_MS, stop: new AbortController().signal };
    try {
      return await runLimited(limit, () => words(why));
    } catch (error) {
      log.error("a plugin could not say what to keep at its end", { plugin, error: errorText(error) });
      return [];
    }
  }

  #rosey<Settings>(scope: PluginScope, settings: Settings): Rosey<Settings> {
    const { plugin, signal } = scope;
    scope.settings = settings;
    const { room, clock, random, condition, presence, database, voice, bus, recorder, schedules } =
      this.#options;
    return {
      settings,
      room,
      clock,
      random,
      log: this.#log(plugin),
      bot: condition,
      database,
      store: pluginStore(plugin, {
        values: this.#options.memory.values,
        clock,
        write: (writes) => this.write(writes),
      }),
      signal,
      record: (kind, handler) => scope.add(() => recorder.add(plugin, kind, handler)),
      on: (kind, handler) => scope.add(() => bus.subscribe(plugin, kind, handler)),
      isCommand: (text) => parseCommand(text, this.#options.prefix, "chat") !== undefined,
      command: (declaration) => scope.addCommand(makeCommand(plugin, declaration)),
      every: (period, task) => {
        durationMs(period);
        scope.add(() => schedules.add({ plugin, period, signal, task }));
      },
      onStop: (words) => scope.addLastWords(words),
      write: (writes) => this.write(writes),
      say: (text, options) => voice.say(spokenLines(text), { ...options, producer: plugin }),
      tell: (user, text, options) => voice.tell(user, spokenLines(text), { ...options, producer: plugin }),
      queued: (text, { to, ...options } = {}) =>
        voice.queued({ lines: spokenLines(text), to }, { ...options, producer: plugin }),
      provideOutbox: (maker) => scope.add(() => voice.provide(maker)),
      act: (action, options) => voice.act(action, { class: "action", ...options, producer: plugin }),
      setAway: (away) => presence.setAway(away),
    };
  }

  #log(plugin: string): PluginLog {
    const { log } = this.#options;
    return {
      debug: (message, fields) => log.debug(message, { plugin, ...fields }),
      info: (message, fields) => log.info(message, { plugin, ...fields }),
      warn: (message, fields) => log.warn(message, { plugin, ...fields }),
      error: (message, fields) => log.error(message, { plugin, ...fields }),
    };
  }
}

/** Why a plugin could not be set up, with its name. */
export function startError(plugin: string, error: unknown): RoseyError {
  if (error instanceof RoseyError) return error;
  return new RoseyError(`The plugin "${plugin}" could not start: ${errorText(error)}`, {
    code: "plugin.start",
    exit: "bug",
    hint: "Switch it off, or report it with the text above.",
    cause: error,
  });
}
