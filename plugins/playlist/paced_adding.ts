/**
 * Adding many media: one after the other, at the pace that the outbox gets them through the server's limit, with a word
 * now and then of how far it is. One such task a room, since two would only wait for each other.
 *
 * ```
 * start -> add -> added | refused | unclear -> add ... -> end
 *                '-> stuck ----------------------------> stopped, with how far it came
 * stop (by a person) ----------------------------------> stopped, with who did it
 * stop (because Rosey stops) --------------------------> stopped
 * ```
 *
 * @module
 */

import { errorText } from "../../src/domain/errors.ts";
import type { Rosey } from "../../src/plugin/mod.ts";
import { CommandRefusal, durationText, RANKS, sameName } from "../../src/plugin/mod.ts";
import { addItem } from "./add_item.ts";
import type { Addition, ItemToAdd } from "./add_item.ts";
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
}

/** How far the running task is. */
interface Running {
  readonly task: AddingTask;
  readonly startedMs: number;
  added: number;
  passed: number;
  stoppedBy: string | undefined;
  readonly refusals: string[];
}

/** See the module. */
export class PacedAdding {
  readonly #rosey: Pick<Rosey<unknown>, "act" | "room" | "clock" | "signal" | "log">;
  #running: Running | undefined;

  constructor(rosey: Pick<Rosey<unknown>, "act" | "room" | "clock" | "signal" | "log">) {
    this.#rosey = rosey;
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
      passed: 0,
      stoppedBy: undefined,
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
      if (signal.aborted) return;
      note(running, item, addition);
      if (addition.outcome === "stuck") return await this.#end(running, `: ${addition.reason}`);
      await this.#noteDown(task, running.passed);
      if (running.stoppedBy !== undefined) return await this.#end(running, "");
      if (clock.monotonic() - toldMs >= PROGRESS_MS && running.passed < task.items.length) {
        toldMs = clock.monotonic();
        await this.#tell(task, progressText(running), "progress");
      }
    }
    await this.#end(running, undefined);
  }

  async #add(item: ItemToAdd): Promise<Addition> {
    try {
      return await addItem(this.#rosey, item);
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
    const { task, added, passed, refusals, startedMs, stoppedBy } = running;
    const all = task.items.length + task.unread.length;
    const took = durationText(this.#rosey.clock.monotonic() - startedMs);
    const byWhom = stoppedBy === undefined || sameName(stoppedBy, task.by) ? "" : ` by ${stoppedBy}`;
    const result = why === undefined
      ? `Added ${added} of ${all} in ${took}.`
      : `Stopped${byWhom} after ${passed} of ${task.items.length}, ${added} added${why}.`;
    const shown = refusals.slice(0, TOLD_REFUSALS).join("; ");
    const more = refusals.length > TOLD_REFUSALS ? `; and ${refusals.length - TOLD_REFUSALS} more` : "";
    await this.#tell(
      task,
      refusals.length === 0 ? result : `${result} Not added: ${shown}${more}.`,
      "end",
    );
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
  if (addition.outcome === "added") running.added += 1;
  else running.refusals.push(`${mediaName(media)}: ${addition.reason}`);
}

function progressText({ task, added, passed, refusals }: Running): string {
  const failed = refusals.length === 0 ? "" : `, ${refusals.length} not`;
  return `${added} of ${task.items.length + task.unread.length} added${failed}, ${
    task.items.length - passed
  } to go`;
}
