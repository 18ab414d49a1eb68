/**
 * The bot of one room: events in, answers out, everything else in between.
 *
 * ```
 * accept -> replay filter -> recorder -> bus -> plugins' handlers, command router -> speaker
 * ```
 *
 * @module
 */

import { EventBus, HANDLER_LIMIT_MS, type HandlerWatch } from "../bus/event_bus.ts";
import { runLimited } from "../bus/run_limited.ts";
import type { Clock, Random } from "../domain/clock.ts";
import { errorText } from "../domain/errors.ts";
import type { EventPayloads, RoomEvent } from "../domain/events.ts";
import type { DatabaseReads, UnitSink, Write } from "../domain/memory.ts";
import type { RoomView } from "../domain/room.ts";
import type { RoomLine } from "../domain/room_line.ts";
import type { Secret } from "../domain/secret.ts";
import type { Plugin } from "../plugin/define_plugin.ts";
import { OwnCondition } from "./bot_condition.ts";
import { CommandGate } from "./command_gate.ts";
import { CommandRegistry } from "./command_registry.ts";
import type { CommandFacts } from "./command_registry.ts";
import { CommandRouter } from "./command_router.ts";
import type { FinishedCommand } from "./command_router.ts";
import { COMMAND_LIMIT_MS } from "./command_runner.ts";
import { coreCommands } from "./core_commands.ts";
import { EventFlow } from "./event_flow.ts";
import { LoopGuard } from "./loop_guard.ts";
import { maskSecrets } from "./mask_secrets.ts";
import { OwnPresence } from "./own_presence.ts";
import { PluginHost } from "./plugin_host.ts";
import { PluginSwitches } from "./plugin_switches.ts";
import type { PluginState } from "./plugin_switches.ts";
import { CLEARED_EVERY, clearExpired } from "./plugin_store.ts";
import type { Trace } from "../domain/trace.ts";
import type { Speaker } from "../plugin/speaker.ts";
import type { EventsOutside, LineCondition, Log, RoomMemory, StampEvent } from "./ports.ts";
import { Recorder } from "./recorder.ts";
import { ReplayFilter } from "./replay.ts";
import { Schedules } from "./schedules.ts";
import { Voice } from "./voice.ts";
import { Watermark } from "./watermark.ts";
import { explain } from "./why.ts";
import type { WhyAnswer, WhyOptions, WhyQuestion } from "./why.ts";

/** How long commands and handlers may go on when Rosey stops, before they are aborted. */
export const STOP_LIMIT_MS = 800;

/** How long what was aborted may take to notice. */
const ABORT_LIMIT_MS = 200;

const NOBODY_OUTSIDE: EventsOutside = { kept: () => [], passed: () => {} };

/** Everything a bot is made of. */
export interface BotOptions<Memory> {
  readonly room: RoomView;
  /** Speaks where no plugin provides an outbox. */
  readonly speaker: Speaker;
  /** What an outbox sends through; without one there is none. */
  readonly roomLine?: RoomLine;
  readonly line: LineCondition;
  readonly memory: RoomMemory;
  readonly sink: UnitSink;
  /** Where plugins ask their own tables. */
  readonly database: DatabaseReads;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** Shared with the client, so that all events of the process are in one order. */
  readonly stamp: StampEvent;
  readonly plugins: readonly Plugin<NoInfer<Memory>>[];
  /** What the plugins are handed of the memory. */
  readonly repositories: Memory;
  /** The plugins' settings by the plugin's name, unchecked. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Follows commands on their way; nobody looks when left out. */
  readonly trace?: Trace | undefined;
  /** Hears how long each handler took. */
  readonly handled?: HandlerWatch | undefined;
  /** What commands in the room start with. */
  readonly prefix: string;
  /** What must never be written down, whoever types it. */
  readonly secrets: readonly Secret[];
  readonly version: string;
  /** The server's address, without secrets. */
  readonly server: string;
  /** What goes on outside of the bot with its events; nothing when left out. */
  readonly outside?: EventsOutside;
}

/** See the module. */
export class Bot {
  readonly #room: RoomView;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #sink: UnitSink;
  readonly #stamp: StampEvent;
  readonly #secrets: readonly Secret[];
  readonly #stop = new AbortController();
  readonly #commands = new CommandRegistry();
  readonly #condition: OwnCondition;
  readonly #presence: OwnPresence;
  readonly #replay: ReplayFilter;
  readonly #flow: EventFlow;
  readonly #voice: Voice;
  readonly #bus: EventBus;
  readonly #router: CommandRouter;
  readonly #whyOptions: WhyOptions;
  readonly #schedules: Schedules;
  readonly #host: PluginHost;
  readonly #plugins: PluginSwitches;
  #stopped = false;

  /** Reads what the room's memory ends with, and starts the plugins. Rejects when either fails. */
  static async start<Memory>(options: BotOptions<Memory>): Promise<Bot> {
    const { memory, plugins, settings, repositories } = options;
    const bot = new Bot(options, await memory.watermark.get());
    const stored = await memory.pluginSettings.list();
    for (const plugin of plugins) {
      const changed = stored.find((row) => row.plugin === plugin.name);
      await bot.#plugins.start(plugin, settings[plugin.name], repositories, changed);
    }
    return bot;
  }

  private constructor(
    options: Omit<BotOptions<never>, "plugins" | "repositories" | "settings">,
    seenMs?: number,
  ) {
    const { clock, log, sink, memory, room, stamp, prefix, outside = NOBODY_OUTSIDE } = options;
    const stop = this.#stop.signal;
    this.#room = room;
    this.#clock = clock;
    this.#log = log;
    this.#sink = sink;
    this.#stamp = stamp;
    this.#secrets = options.secrets;
    const voice = new Voice({
      fallback: options.speaker,
      line: options.roomLine,
      log,
      changed: (change) => this.accept({ ...stamp(), kind: "outbox.changed", ...change }),
    });
    this.#voice = voice;
    this.#condition = new OwnCondition(options);
    this.#presence = new OwnPresence({ ...options, speaker: voice });
    this.#bus = new EventBus({ clock, log, handled: options.handled });
    this.#schedules = new Schedules({ clock, log });
    const watermark = new Watermark(memory.watermark, log, seenMs);
    const recorder = new Recorder({
      sink,
      log,
      core: (event) => [...coreWrites(event, watermark, memory.watermark), ...outside.kept(event)],
      committed: (writes) => voice.committed(writes),
    });
    this.#flow = new EventFlow({ clock, recorder, bus: this.#bus, outside });
    this.#replay = new ReplayFilter({
      memory: memory.chat,
      watermark,
      clock,
      log,
      stamp,
      pass: (event) => this.#flow.pass(event),
    });
    const loops = new LoopGuard(clock);
    const gate = new CommandGate({
      room,
      clock,
      loops,
      prefix,
      isOn: (plugin) => this.#plugins.isOn(plugin),
    });
    this.#whyOptions = { registry: this.#commands, gate, prefix };
    this.#router = new CommandRouter({
      registry: this.#commands,
      gate,
      loops,
      room,
      speaker: voice,
      clock,
      log,
      trace: options.trace,
      prefix,
      stop,
      finished: (command) => this.#finished(command),
    });
    this.#host = new PluginHost({
      ...options,
      voice,
      condition: this.#condition,
      presence: this.#presence,
      bus: this.#bus,
      recorder,
      schedules: this.#schedules,
      stop,
      runId: `run-${clock.now().toString(36)}-${Math.floor(options.random() * 2 ** 32).toString(36)}`,
    });
    const store = {
      values: memory.values,
      clock,
      write: (writes: readonly Write[]) => this.#host.write(writes),
    };
    this.#schedules.add({
      plugin: "core",
      period: CLEARED_EVERY,
      signal: stop,
      task: (signal) => clearExpired(store, signal),
    });
    this.#plugins = new PluginSwitches({
      host: this.#host,
      registry: this.#commands,
      memory: memory.pluginSettings,
      clock,
      log,
      changed: (change) => this.#pluginChanged(change),
    });
    this.#commands.replace(
      "core",
      coreCommands({ ...this.#whyOptions, switches: this.#plugins, secrets: options.secrets }),
    );
    // The router has its own limit for the command, and needs a moment more to say so.
    const limitMs = COMMAND_LIMIT_MS + HANDLER_LIMIT_MS;
    this.#bus.subscribe("commands", "chat", (event) => this.#router.chat(event), limitMs);
    this.#bus.subscribe("commands", "pm", (event) => this.#router.pm(event), limitMs);
  }

  /** Takes the next event of the room. Returns at once; what comes of it goes its own way. */
  accept(event: RoomEvent): void {
    if (this.#stopped) return;
    this.#condition.follow(event);
    this.#presence.follow(event);
    this.#replay.accept(event);
  }

  /** Another process may have put something into the outbox. */
  wakeOutbox(): void {
    this.#voice.wake();
  }

  /** Lines and acts that have not found their end. */
  get waitingLines(): number {
    return this.#voice.waiting;
  }

  /** What the commands say of themselves, by name: for the generated docs and the examples' tests. */
  get commands(): readonly { readonly plugin: string; readonly facts: CommandFacts }[] {
    return this.#commands.all;
  }

  /**
   * Whether a user may use a command, and if not, the first check that fails and what would mend it.
   *
   * @throws {RoseyError} `command.unknown`
   */
  why(question: WhyQuestion): WhyAnswer {
    return explain(this.#whyOptions, question);
  }

  /** Whether a plugin is on. */
  isOn(plugin: string): boolean {
    return this.#plugins.isOn(plugin);
  }

  /** The plugins, on and off. */
  get plugins(): readonly PluginState[] {
    return this.#plugins.list;
  }

  /**
   * Switches a plugin on or off, and remembers it. Answers false when it is so already.
   *
   * @throws {RoseyError} `plugin.unknown`, `plugin.essential`, or why it could not start.
   */
  switchPlugin(name: string, enabled: boolean, by: string): Promise<boolean> {
    return this.#plugins.switch(name, enabled, by);
  }

  /**
   * Changes those settings of a plugin that are named, and remembers it; `undefined` makes one as configured again.
   *
   * @throws {RoseyError} `plugin.unknown`, `config.plugin_settings`, or why it could not start: nothing has changed then.
   */
  configurePlugin(name: string, settings: Readonly<Record<string, unknown>>, by: string): Promise<void> {
    return this.#plugins.configure(name, settings, by);
  }

  /** Resolves when every event so far was recorded and handled, and nothing that they brought about is left to do. */
  async idle(): Promise<void> {
    await this.#replay.idle();
    await this.#flow.drain();
    await this.#schedules.idle();
    await this.#flow.drain();
  }

  /**
   * Ends the bot: no new commands, what runs may finish within `limitMs` and is aborted then, the plugins add their
   * last writes, everything is durable. Call it before the client closes, so that answers still reach the room.
   */
  async stop(limitMs = STOP_LIMIT_MS): Promise<void> {
    if (this.#stopped) return;
    this.#router.close();
    this.#presence.stop();
    this.#replay.abandon();
    this.#schedules.stop();
    await this.#within(limitMs, this.idle());
    this.#stop.abort(new Error("Rosey stops"));
    await this.#within(ABORT_LIMIT_MS, this.#flow.drain());
    this.#stopped = true;
    this.#bus.close(this.#stop.signal.reason);
    try {
      await this.#host.write(await this.#plugins.lastWrites());
    } catch (error) {
      this.#log.error("the last writes of the plugins were lost", { error: errorText(error) });
    }
    await this.#sink.flush();
  }

  /** Waits for work that never rejects, but not longer than this. */
  async #within(limitMs: number, work: Promise<unknown>): Promise<void> {
    try {
      await runLimited({ clock: this.#clock, limitMs, stop: new AbortController().signal }, () => work);
    } catch {
      this.#log.warn("not everything was finished in time before the stop", { limitMs });
    }
  }

  /** A plugin that begins while Rosey is in the room has not heard who is there. */
  #pluginChanged(change: EventPayloads["plugin.changed"]): void {
    const { inRoom, users } = this.#room;
    if (inRoom && change.enabled) this.accept({ ...this.#stamp(), kind: "users.listed", users });
    this.accept({ ...this.#stamp(), kind: "plugin.changed", ...change });
  }

  #finished(command: FinishedCommand): void {
    const { args, detail } = command;
    this.accept({
      ...this.#stamp(),
      kind: "command.finished",
      ...command,
      args: maskSecrets(args, this.#secrets),
      detail: detail === undefined ? undefined : maskSecrets(detail, this.#secrets),
    });
  }
}

/** What the core remembers of an event, whatever plugins there are. */
function coreWrites(
  event: RoomEvent,
  watermark: Watermark,
  memory: RoomMemory["watermark"],
): readonly Write[] {
  if (event.kind !== "chat.gap") return watermark.follow(event);
  return memory.gapNoted(event);
}
