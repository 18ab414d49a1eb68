/**
 * What everybody said last, so that it can be quoted without typing it again.
 *
 * @module
 */

import { nameKey } from "../../src/plugin/mod.ts";

/** Of so many people the last line is known, those who spoke last. */
const MAX_PEOPLE = 200;

/** What looks like a command of some other bot is not what anybody wants to quote, either. */
const OTHER_COMMAND = /^[!?.$~/][\p{L}\p{N}]/u;

/** The last line of each person. It forgets them all when Rosey stops. */
export class LastLines {
  readonly #lines = new Map<string, string>();
  readonly #isCommand: (text: string) => boolean;

  /** `isCommand`: of Rosey's own. */
  constructor(isCommand: (text: string) => boolean) {
    this.#isCommand = isCommand;
  }

  /** Somebody said something. */
  heard(user: string, text: string): void {
    if (this.#isCommand(text) || OTHER_COMMAND.test(text) || text.trim() === "") return;
    const key = nameKey(user);
    this.#lines.delete(key);
    this.#lines.set(key, text);
    const [oldest] = this.#lines.keys();
    if (this.#lines.size > MAX_PEOPLE && oldest !== undefined) this.#lines.delete(oldest);
  }

  /** What somebody said last. */
  of(user: string): string | undefined {
    return this.#lines.get(nameKey(user));
  }
}
