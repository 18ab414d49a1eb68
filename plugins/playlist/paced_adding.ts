/**
 * Adding many media: one after the other, at the pace that the outbox gets them through the server's limit, with a word
 * now and then of how far it is. One such task a room, since two would only wait for each other.
 *
 * ```
 * start -> add -> added | refused | unclear -> add ... -> end
 *                '-> stuck ----------------------------> stopped, with how far it came
 * stop (by a person) ----------------------------------> stopped, with who did it
 * the plugin is switched off --------------------------> stopped behind the item that is on its way
 * Rosey stops -----------------------------------------> what is known is kept, to be told when she is back
 * ```
 *
 * @module
 */

import { errorText } from "../../src/domain/errors.ts";
import type { PluginEnd, Rosey, Write } from "../../src/plugin/mod.ts";
import { CommandRefusal, durationText, RANKS, sameName } from "../../src/plugin/mod.ts";
import type { Addition, ItemAdding, ItemToAdd } from "./add_item.ts";
import { mediaName } from "./item_text.ts";

/** How often it is said how far a task is. */
const PROGRESS_MS = 15_000;
/** How many refusals are told one by one. */
const TOLD_REFUSALS = 5;

/** Many media to add. */
export interface AddingTask {
  /** Who asked for it. */
  readonly by: string;
  /** What this is, such as `the snapshot "friday"`; begins in the middle of a sentence. */
  readonly what: string;
  readonly items: readonly ItemToAdd[];
  /** What was given up before the start, and why. */
  readonly unread: readonly string[];
  /** Says something to whoever asked. `progress` replaces an older word that is not said yet. */
  tell(text: string, kind: "progress" | "end"): Promise<void>;
  /** Called after each item, with the number of those that are through. */
  passed?(count: number): Promise<void>;
  /** What is kept of a task that Rosey's stop ends: the text for whoever asked. */
  keep(text: string): readonly Write[];
}

/** How far the running task is. */
interface Running {
  readonly task: AddingTask;
  readonly startedMs: number;
  added: number;
  /** In the playlist because of it: a link to a list becomes several. */
  items: number;
  passed: number;
  stoppedBy: string | undefined;
  /** How it ended is being told. */
  over: boolean;
  readonly refusals: string[];
}

/** See the module. */
export class PacedAdding {
  readonly #rosey: Pick<Rosey<unknown>, "clock" | "signal" | "log">;
  readonly #one: ItemAdding;
  #running: Running | undefined;
  readonly #ended = Promise.withResolvers<PluginEnd>();

  constructor(rosey: Pick<Rosey<unknown>, "clock" | "signal" | "log">, one: ItemAdding) {
    this.#rosey = rosey;
    this.#one = one;
  }

  /** `3 of 10 added`, while something is added. */
  get progress(): string | undefined {
    return this.#running === undefined ? undefined : progressText(this.#running);
  }

  /**
   * Starts a task, once `begin` has said so; returns then, with the task under way. Throws a CommandRefusal while another
   * one runs.
   */
  async start(task: AddingTask, begin: () => Promise<void>): Promise<void> {
    if (this.#running !== undefined) {
      throw new CommandRefusal(
        `I am still adding ${this.#running.task.what}: ${progressText(this.#running)}.`,
      );
    }
    const running: Running = {
      task,
      startedMs: this.#rosey.clock.monotonic(),
      added: 0,
      items: 0,
      passed: 0,
      stoppedBy: undefined,
      over: false,
      refusals: [...task.unread],
    };
    this.#running = running;
    try {
      await begin();
    } finally {
      this.#run(running).catch((error: unknown) =>
        this.#rosey.log.error("adding to the playlist failed", { what: task.what, error: errorText(error) })
      );
    }
  }

  /** Stops what runs behind the item that is on its way. Throws a CommandRefusal when it is not this user's to stop. */
  stop(user: { readonly name: string; readonly rank: number }): void {
    const running = this.#running;
    if (running === undefined) return;
    const { by } = running.task;
    if (!sameName(user.name, by) && user.rank < RANKS.moderator) {
      throw new CommandRefusal(`I am adding that for ${by}: they can stop it, or a moderator.`);
    }
    running.stoppedBy ??= user.name;
  }

  /** The plugin ends. Gives what is to be kept of the task. */
  end(why: PluginEnd): readonly Write[] {
    this.#ended.resolve(why);
    if (why === "switched" || this.#running === undefined || this.#running.over) return [];
    const { task, passed } = this.#running;
    const perhaps = passed < task.items.length ? " The next one may be added all the same." : "";
    return task.keep(`${endText(this.#running, " when I stopped")}${perhaps}`);
  }

  async #run(running: Running): Promise<void> {
    try {
      await this.#addAll(running);
    } finally {
      this.#running = undefined;
    }
  }

  async #addAll(running: Running): Promise<void> {
    const { clock, signal } = this.#rosey;
    const { task } = running;
    let toldMs = running.startedMs;
    for (const item of task.items) {
      const addition = await this.#add(item);
      if (await this.#endsWithRosey()) return;
      note(running, item, addition);
      if (addition.outcome === "stuck") return await this.#end(running, `: ${addition.reason}`);
      await this.#noteDown(task, running.passed);
      if (await this.#endsWithRosey()) return;
      if (signal.aborted && running.passed < task.items.length) {
        return await this.#end(running, " when the playlist's commands were switched off");
      }
      if (running.stoppedBy !== undefined) return await this.#end(running, "");
      if (clock.monotonic() - toldMs >= PROGRESS_MS && running.passed < task.items.length) {
        toldMs = clock.monotonic();
        await this.#tell(task, progressText(running), "progress");
      }
    }
    await this.#end(running, undefined);
  }

  async #endsWithRosey(): Promise<boolean> {
    return this.#rosey.signal.aborted && await this.#ended.promise === "rosey_stops";
  }

  async #add(item: ItemToAdd): Promise<Addition> {
    try {
      return await this.#one.add(item);
    } catch (error) {
      return { outcome: "stuck", reason: errorText(error) };
    }
  }

  /** The memory may be away; what is added is added all the same. */
  async #noteDown(task: AddingTask, passed: number): Promise<void> {
    try {
      await task.passed?.(passed);
    } catch (error) {
      this.#rosey.log.warn("how far the adding is could not be written down", { error: errorText(error) });
    }
  }

  /** `why`: of a task that did not come to its end. */
  async #end(running: Running, why: string | undefined): Promise<void> {
    const { task, added, items, startedMs } = running;
    running.over = true;
    const all = task.items.length + task.unread.length;
    const took = durationText(this.#rosey.clock.monotonic() - startedMs);
    const text = why === undefined
      ? `Added ${added} of ${all} in ${took}${items > added ? `, ${items} items in all` : ""}.${
        refusalsText(running)
      }`
      : endText(running, why);
    await this.#tell(task, text, "end");
  }

  /** Who asked may have left: then there is nobody to tell, and the adding goes on. */
  async #tell(task: AddingTask, text: string, kind: "progress" | "end"): Promise<void> {
    try {
      await task.tell(text, kind);
    } catch (error) {
      this.#rosey.log.warn("how far the adding is could not be said", { error: errorText(error) });
    }
  }
}

function note(running: Running, { media }: ItemToAdd, addition: Addition): void {
  if (addition.outcome === "stuck") return;
  running.passed += 1;
  if (addition.outcome === "added") {
    running.added += 1;
    running.items += Math.max(1, addition.items.length);
  } else running.refusals.push(`${mediaName(media)}: ${addition.reason}`);
}

/** How far a task came that did not come to its end, and why. */
function endText(running: Running, why: string): string {
  const { task, added, passed, stoppedBy } = running;
  const byWhom = stoppedBy === undefined || sameName(stoppedBy, task.by) ? "" : ` by ${stoppedBy}`;
  return `Stopped${byWhom} after ${passed} of ${task.items.length}, ${added} added${why}.${
    refusalsText(running)
  }`;
}

function refusalsText({ refusals }: Running): string {
  if (refusals.length === 0) return "";
  const shown = refusals.slice(0, TOLD_REFUSALS).join("; ");
  const more = refusals.length > TOLD_REFUSALS ? `; and ${refusals.length - TOLD_REFUSALS} more` : "";
  return ` Not added: ${shown}${more}.`;
}

function progressText({ task, added, passed, refusals }: Running): string {
  const failed = refusals.length === 0 ? "" : `, ${refusals.length} not`;
  return `${added} of ${task.items.length + task.unread.length} added${failed}, ${
    task.items.length - passed
  } to go`;
}
