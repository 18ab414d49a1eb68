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
import type { BotCondition, PluginLog, Rosey } from "../plugin/rosey.ts";
import type { CommandRegistry } from "./command_registry.ts";
import type { Speaker } from "../plugin/speaker.ts";
import type { OwnPresence } from "./own_presence.ts";
import type { Log } from "./ports.ts";
import type { Recorder } from "./recorder.ts";
import type { Schedules } from "./schedules.ts";
import { settingsError } from "./settings_error.ts";
import { spokenLines } from "./spoken_lines.ts";

/** How long one plugin may take for its last words to the memory. */
export const STOP_HANDLER_LIMIT_MS = 500;

/** The parts of the bot that plugins are connected to. */
export interface PluginHostOptions {
  readonly room: RoomView;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly condition: BotCondition;
  readonly presence: Pick<OwnPresence, "setAway">;
  readonly speaker: Speaker;
  readonly sink: UnitSink;
  readonly database: DatabaseReads;
  readonly bus: EventBus;
  readonly recorder: Recorder;
  readonly commands: CommandRegistry;
  readonly schedules: Schedules;
  /** Aborts when Rosey stops. */
  readonly stop: AbortSignal;
  /** A text that no unit of another run has: units that are no events are numbered under it. */
  readonly runId: string;
}

interface StopHandler {
  readonly plugin: string;
  writes(): readonly Write[] | Promise<readonly Write[]>;
}

/** Starts the plugins of one room, and asks them for their last writes. */
export class PluginHost {
  readonly #options: PluginHostOptions;
  readonly #stopHandlers: StopHandler[] = [];
  #units = 0;

  constructor(options: PluginHostOptions) {
    this.#options = options;
  }

  /** Checks a plugin's settings and starts it. Rejects with its name when either fails. */
  async start<Memory>(plugin: Plugin<Memory>, settings: unknown, memory: Memory): Promise<void> {
    try {
      await plugin.start({ settings, memory, rosey: (checked) => this.#rosey(plugin.name, checked) });
    } catch (error) {
      if (error instanceof RoseyError) throw error;
      if (error instanceof z.ZodError) throw settingsError(plugin, error);
      throw new RoseyError(`The plugin "${plugin.name}" could not start: ${errorText(error)}`, {
        code: "plugin.start",
        exit: "bug",
        hint: "Switch it off, or report it with the text above.",
        cause: error,
      });
    }
  }

  /** The last writes of all plugins. One that fails or takes too long is logged and left out. */
  async lastWrites(): Promise<readonly Write[]> {
    const writes = await Promise.all(this.#stopHandlers.map((handler) => this.#ask(handler)));
    return writes.flat();
  }

  /** Commits writes that belong to no event. */
  async write(writes: readonly Write[]): Promise<void> {
    if (writes.length === 0) return;
    this.#units += 1;
    await this.#options.sink.commit({ id: `${this.#options.runId}-${this.#units}`, writes });
  }

  async #ask({ plugin, writes }: StopHandler): Promise<readonly Write[]> {
    const { clock, log } = this.#options;
    // The stop signal has fired already: these handlers are what runs after it.
    const limit = { clock, limitMs: STOP_HANDLER_LIMIT_MS, stop: new AbortController().signal };
    try {
      return await runLimited(limit, writes);
    } catch (error) {
      log.error("a plugin could not say what to keep at the stop", { plugin, error: errorText(error) });
      return [];
    }
  }

  #rosey<Settings>(plugin: string, settings: Settings): Rosey<Settings> {
    const { room, clock, random, condition, presence, database, speaker } = this.#options;
    const { bus, recorder, commands, schedules, stop } = this.#options;
    return {
      settings,
      room,
      clock,
      random,
      log: this.#log(plugin),
      bot: condition,
      database,
      signal: stop,
      record: (kind, handler) => recorder.add(plugin, kind, handler),
      on: (kind, handler) => bus.subscribe(plugin, kind, handler),
      command: (declaration) => commands.register(plugin, declaration),
      every: (period, task) => schedules.add({ plugin, period, task }),
      onStop: (writes) => void this.#stopHandlers.push({ plugin, writes }),
      write: (writes) => this.write(writes),
      say: (text, options) => speaker.say(spokenLines(text), { ...options, producer: plugin }),
      tell: (user, text, options) => speaker.tell(user, spokenLines(text), { ...options, producer: plugin }),
      act: (action, options) => speaker.act(action, { class: "action", ...options, producer: plugin }),
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
