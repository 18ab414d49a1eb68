/**
 * Whether a command may be used here and now: the checks, with what they need of the room and of the time.
 *
 * @module
 */

import type { Clock } from "../domain/clock.ts";
import { RANKS } from "../domain/room.ts";
import type { RoomView } from "../domain/room.ts";
import { durationMs } from "../plugin/duration.ts";
import { firstObstacle, isListed } from "./command_checks.ts";
import type { CommandUse, Obstacle } from "./command_checks.ts";
import type { RegisteredCommand } from "./command_registry.ts";
import { Cooldowns } from "./cooldowns.ts";
import type { LoopGuard } from "./loop_guard.ts";

/** Who wants to use a command, where, and on whom. */
export type Attempt = Pick<CommandUse, "user" | "via"> & { readonly target?: string | undefined };

/** What the gate knows of the bot. */
export interface CommandGateOptions {
  readonly room: RoomView;
  readonly clock: Clock;
  readonly loops: Pick<LoopGuard, "silentMs">;
  readonly prefix: string;
  readonly isOn: (plugin: string) => boolean;
}

/** See the module. One for each room. */
export class CommandGate {
  readonly #options: CommandGateOptions;
  readonly #cooldowns: Cooldowns;

  constructor(options: CommandGateOptions) {
    this.#options = options;
    this.#cooldowns = new Cooldowns(options.clock);
  }

  /** The first thing that stands in the way of a line that the loop guard has let pass. Costs nobody a cool-down. */
  obstacle(command: RegisteredCommand, attempt: Attempt): Obstacle | undefined {
    return firstObstacle(this.#use(command, attempt));
  }

  /** The first thing that would stand in the way of a line that is not said yet. */
  obstacleAhead(command: RegisteredCommand, attempt: Attempt): Obstacle | undefined {
    const silentMs = this.#options.loops.silentMs(attempt.user, command.facts.name);
    return firstObstacle({ ...this.#use(command, attempt), silentMs });
  }

  /** Whether `help` shows the command to this user. */
  lists(command: RegisteredCommand, user: string): boolean {
    return isListed(this.#use(command, { user, via: "pm" }));
  }

  /** The command is used now: its cool-down begins. */
  enter({ facts }: RegisteredCommand, user: string): void {
    if (facts.cooldown === undefined || this.#isExempt(user)) return;
    this.#cooldowns.take(user, facts.name, durationMs(facts.cooldown));
  }

  /** Whether who came too early is to be told: once for each wait. */
  tellsWait({ facts }: RegisteredCommand, user: string): boolean {
    return facts.cooldown !== undefined &&
      this.#cooldowns.take(user, facts.name, durationMs(facts.cooldown)).kind === "told";
  }

  #use({ facts, plugin }: RegisteredCommand, { user, via, target }: Attempt): CommandUse {
    const { room, prefix, isOn } = this.#options;
    const waitMs = this.#isExempt(user) ? 0 : this.#cooldowns.waitMs(user, facts.name);
    return { facts, plugin, pluginOn: isOn(plugin), user, via, room, target, silentMs: 0, waitMs, prefix };
  }

  #isExempt(user: string): boolean {
    return (this.#options.room.user(user)?.rank ?? RANKS.anonymous) >= RANKS.moderator;
  }
}
