/**
 * Everything that one set-up of a plugin has registered: it begins together and ends together.
 *
 * ```
 * waiting   setup runs and registers; nothing is heard of the room yet
 *   | begin
 * begun     what is registered works; more may be added
 *   | end
 * ended     nothing works any more, and nothing can be added
 * ```
 *
 * So a plugin is set up anew beside the one that works, and takes its place in one moment, or not at all.
 *
 * @module
 */

import type { Write } from "../domain/memory.ts";
import type { PluginEnd } from "../plugin/rosey.ts";
import type { RegisteredCommand } from "./command_registry.ts";

/** Starts one part of a plugin, and gives how to end it. */
export type BeginPart = () => () => void;

/** What a plugin wants to keep when it ends. */
export type LastWords = (why: PluginEnd) => readonly Write[] | Promise<readonly Write[]>;

/** See the module. */
export class PluginScope {
  readonly plugin: string;
  /** Aborts when the plugin ends or Rosey stops. */
  readonly signal: AbortSignal;
  /** The plugin's settings, checked. */
  settings: unknown;
  readonly #end = new AbortController();
  readonly #commands: RegisteredCommand[] = [];
  readonly #lastWords: LastWords[] = [];
  #state: "waiting" | "begun" | "ended" = "waiting";
  #parts: BeginPart[] = [];
  #endings: (() => void)[] = [];

  constructor(plugin: string, stop: AbortSignal) {
    this.plugin = plugin;
    this.signal = AbortSignal.any([this.#end.signal, stop]);
  }

  /** Adds a part: it begins with the scope, at once if that has begun. */
  add(begin: BeginPart): void {
    if (this.#state === "waiting") this.#parts.push(begin);
    else if (this.#state === "begun") this.#endings.push(begin());
  }

  /** Adds a command. */
  addCommand(command: RegisteredCommand): void {
    if (this.#state !== "waiting") {
      throw new Error(`plugin ${this.plugin}: the command "${command.facts.name}" was not offered in setup`);
    }
    this.#commands.push(command);
  }

  /** Adds what is asked at the end. */
  addLastWords(words: LastWords): void {
    this.#lastWords.push(words);
  }

  get commands(): readonly RegisteredCommand[] {
    return this.#commands;
  }

  /** What was added to be asked at the end. */
  get lastWords(): readonly LastWords[] {
    return this.#lastWords;
  }

  /** Everything begins. */
  begin(): void {
    this.#state = "begun";
    this.#endings = this.#parts.splice(0).map((begin) => begin());
  }

  /** Everything ends; what runs is aborted. */
  end(): void {
    this.#state = "ended";
    this.#parts = [];
    for (const end of this.#endings.splice(0)) end();
    this.#end.abort(new Error(`the plugin ${this.plugin} has ended`));
  }
}
