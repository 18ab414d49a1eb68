/**
 * Texts that somebody might write who wants Rosey to run a command of the server, to say two lines in one, or to break.
 *
 * @module
 */
import type { Random } from "../../../src/domain/clock.ts";

/** What the texts are pieced together from. */
const PIECES = [
  "/",
  "//",
  "/kick bob",
  "/ban bob",
  "/me ",
  "/sp ",
  "/say ",
  "/clear",
  "/afk",
  "/d100",
  "/poll a,b,c",
  "/rank u1 5",
  "!",
  "!say ",
  "!confirm",
  "|",
  " | ",
  "\n",
  "\r\n",
  "\r",
  "\t",
  "\0",
  "\u0007",
  "\u007f",
  "\u0085",
  "\u00a0",
  "\u2028",
  "\u2029",
  "\u200b",
  "\u202e",
  "\ufeff",
  "\u3000",
  "\uff0f",
  "\u2044",
  "\ud83d",
  "\ude00",
  "😀",
  "👩‍👩‍👧‍👦",
  "e\u0301",
  " ",
  "  ",
  ">",
  "<b>",
  "<br>",
  "&lt;",
  "&#47;",
  "javascript:",
  "https://youtu.be/dQw4w9WgXcQ",
  "@bob",
  "bob",
  "carol",
  "[server]",
  "Rosey",
  "word",
  "42",
  "-1",
  "1e9",
  "*",
  "_",
  "`",
  "[sp]",
  "'",
  '"',
  "\\",
  "%",
  "${x}",
] as const;

/** Rosey's line is cut at 320 units: what stands there begins the next line. */
const CUT = { from: 300, to: 330 } as const;
const FILLERS = ["x", "x ", "😀", "e\u0301", "\t", " ", "-", "/"] as const;

/** See the module. The same chance gives the same texts. */
export class HostileTexts {
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  /** A whole number below `limit`. */
  below(limit: number): number {
    return Math.floor(this.#random() * limit);
  }

  /** One of several. */
  oneOf<Value>(values: readonly Value[]): Value {
    const value = values[this.below(values.length)];
    if (value === undefined) throw new Error("there is nothing to choose from");
    return value;
  }

  /** A text of any shape and up to some lines of length; may be blank. */
  text(): string {
    switch (this.below(8)) {
      case 0:
        return this.#atTheCut();
      case 1:
        return this.#anyUnits(this.below(40));
      case 2:
        return `${this.oneOf(PIECES)}${this.#atTheCut()}${this.#atTheCut()}`;
      default:
        return this.#pieces(1 + this.below(8));
    }
  }

  /** A text without white space, for an argument of one word. */
  word(): string {
    return this.text().replace(/\s+/g, "").slice(0, 1 + this.below(60)) || "/";
  }

  #pieces(count: number): string {
    return Array.from({ length: count }, () => this.oneOf(PIECES)).join("");
  }

  /** Something dangerous just where a long line is cut. */
  #atTheCut(): string {
    const filler = this.oneOf(FILLERS);
    const units = CUT.from + this.below(CUT.to - CUT.from);
    return `${filler.repeat(Math.ceil(units / filler.length))}${this.#pieces(1 + this.below(3))}`;
  }

  #anyUnits(count: number): string {
    return Array.from(
      { length: count },
      () => String.fromCharCode(this.below(this.below(2) === 0 ? 0x100 : 0x1_0000)),
    ).join("");
  }
}
