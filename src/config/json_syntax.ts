/**
 * Where a JSON text is wrong, as line and column. The engine's own message is not shown: it may quote the text around
 * the fault, and that text may hold a password.
 *
 * @module
 */

/** The first fault of a text. Lines and columns count from 1. */
export interface JsonFault {
  readonly line: number;
  readonly column: number;
  /** What should stand there. */
  readonly expected: string;
}

/** Nesting that is still looked into; `JSON.parse` itself goes further. */
const DEPTH_LIMIT = 200;

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const STRING = /"(?:[^"\\\p{Cc}]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/uy;
const LITERAL = /true|false|null/y;
const SPACE = /[ \t\r\n]*/y;

class Fault extends Error {
  constructor(readonly offset: number, readonly expected: string) {
    super(expected);
  }
}

/** Finds the first fault; `undefined` when the text is JSON. */
export function findJsonFault(text: string): JsonFault | undefined {
  try {
    const scanner = new Scanner(text);
    scanner.value(0);
    scanner.end();
    return undefined;
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
    const before = text.slice(0, fault.offset).split("\n");
    return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1, expected: fault.expected };
  }
}

class Scanner {
  #offset = 0;

  constructor(readonly text: string) {}

  value(depth: number): void {
    this.#skip(SPACE);
    if (depth > DEPTH_LIMIT) this.#fail("less nesting");
    const next = this.text[this.#offset];
    if (next === "{") this.#members(depth);
    else if (next === "[") this.#items(depth);
    else if (next === '"') this.#string();
    else if (!this.#skip(LITERAL) && !this.#skip(NUMBER)) this.#fail("a value");
    this.#skip(SPACE);
  }

  end(): void {
    if (this.#offset < this.text.length) this.#fail("the end of the file");
  }

  #members(depth: number): void {
    this.#offset += 1;
    this.#skip(SPACE);
    if (this.#take("}")) return;
    do {
      this.#skip(SPACE);
      this.#string("a name in double quotes");
      this.#skip(SPACE);
      if (!this.#take(":")) this.#fail('":"');
      this.value(depth + 1);
    } while (this.#take(","));
    if (!this.#take("}")) this.#fail('"," or "}"');
  }

  #items(depth: number): void {
    this.#offset += 1;
    this.#skip(SPACE);
    if (this.#take("]")) return;
    do this.value(depth + 1); while (this.#take(","));
    if (!this.#take("]")) this.#fail('"," or "]"');
  }

  #string(expected = "a text with its closing quote, on one line"): void {
    if (!this.#skip(STRING)) {
      this.#fail(this.text[this.#offset] === '"' ? "a text with its closing quote" : expected);
    }
  }

  #skip(pattern: RegExp): boolean {
    pattern.lastIndex = this.#offset;
    const length = pattern.exec(this.text)?.[0].length ?? 0;
    this.#offset += length;
    return length > 0;
  }

  #take(character: string): boolean {
    if (this.text[this.#offset] !== character) return false;
    this.#offset += 1;
    return true;
  }

  #fail(expected: string): never {
    throw new Fault(this.#offset, expected);
  }
}
