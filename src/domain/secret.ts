/**
 * Passwords and tokens, in a box that does not print.
 *
 * @module
 */

/** What a {@link Secret} shows wherever it is printed. */
const MASK = "********";

/** A text that must not appear in any output: printing, logging or serialising it gives stars. */
export class Secret {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** The text itself: call this only where it leaves for the service that it belongs to. */
  reveal(): string {
    return this.#text;
  }

  toString(): string {
    return MASK;
  }

  toJSON(): string {
    return MASK;
  }

  [Symbol.for("Deno.customInspect")](): string {
    return MASK;
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return MASK;
  }
}
