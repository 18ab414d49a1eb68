/** The process of `outage_process.ts`, as a test sees it. */
import assert from "node:assert/strict";

const PROGRAM = new URL("./outage_process.ts", import.meta.url).pathname;

/** How long something that must come may take. */
const WAIT_LIMIT_MS = 120_000;

/** Where it writes, and how fast; 0 lines a second is as fast as it can. */
export interface WriterOptions {
  readonly database: string;
  readonly spill: string;
  readonly linesPerSecond: number;
}

/** See the top of this file. */
export class OutageWriter {
  /** All lines that it has acknowledged, in their order. */
  readonly acknowledged: number[] = [];
  /** What it has said beside them. */
  readonly words: string[] = [];
  readonly #child: Deno.ChildProcess;
  readonly #read: Promise<void>;
  readonly #waiting: (() => void)[] = [];
  #over = false;

  constructor({ database, spill, linesPerSecond }: WriterOptions) {
    this.#child = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-check", PROGRAM, database, spill, String(linesPerSecond)],
      stdin: "piped",
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    this.#read = this.#readAll();
  }

  /** Resolves when `holds` does. */
  async until(what: string, holds: () => boolean): Promise<void> {
    const giveUpAt = performance.now() + WAIT_LIMIT_MS;
    while (!holds()) {
      const last = `${this.acknowledged.length} lines, ${this.words.join(", ")}`;
      if (this.#over || performance.now() > giveUpAt) {
        throw new Error(`${what} never came; there were ${last}`);
      }
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  /** Resolves when so many more lines were acknowledged. */
  async more(lines: number): Promise<void> {
    const goal = this.acknowledged.length + lines;
    await this.until(`line ${goal}`, () => this.acknowledged.length >= goal);
  }

  /** Resolves when it has said a word so often. */
  async says(word: string, times = 1): Promise<void> {
    await this.until(word, () => this.words.filter((said) => said === word).length >= times);
  }

  /** Kills it in the middle of whatever it does, and reads what it had said. */
  async kill(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#child.stdin.close().catch(() => undefined);
    await Promise.all([this.#child.status, this.#read]);
    this.#assertNothingLost();
  }

  /** Ends it in good order; answers its exit code. */
  async stop(): Promise<number> {
    await this.#child.stdin.close();
    const [{ code }] = await Promise.all([this.#child.status, this.#read]);
    this.#assertNothingLost();
    return code;
  }

  #assertNothingLost(): void {
    assert.deepEqual(this.words.filter((word) => word.startsWith("lost")), []);
  }

  async #readAll(): Promise<void> {
    let rest = "";
    for await (const part of this.#child.stdout.pipeThrough(new TextDecoderStream())) {
      const lines = (rest + part).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) {
        if (/^\d+$/.test(line)) this.acknowledged.push(Number(line));
        else this.words.push(line);
      }
      this.#wake();
    }
    this.#over = true;
    this.#wake();
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
