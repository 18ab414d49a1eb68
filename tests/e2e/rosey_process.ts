/**
 * A running Rosey, and what it has said so far.
 *
 * @module
 */

import { z } from "zod";

const Report = z.record(z.string(), z.unknown());

/** How long something that must come may take: a test that waits for ever tells nothing. */
const WAIT_LIMIT_MS = 30_000;

/** Waits for something that must come; rejects with `what` when it takes too long. */
export async function withLimit<Result>(work: Promise<Result>, what: () => string): Promise<Result> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(what())), WAIT_LIMIT_MS);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}

/** The text that came out of a stream, and a way to wait for more. */
export class StreamText {
  text = "";
  /** Resolves at the end of the stream. */
  readonly read: Promise<void>;
  #ended = false;
  #waiting: (() => void)[] = [];

  constructor(stream: ReadableStream<Uint8Array>) {
    this.read = this.#readAll(stream);
  }

  /** Resolves with the first match; rejects, with all that was said, when the stream ends before. */
  async until(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const found = pattern.exec(this.text);
      if (found !== null) return found;
      if (this.#ended) throw new Error(`${pattern} never came; what came: ${this.text}`);
      await withLimit(
        new Promise<void>((resolve) => this.#waiting.push(resolve)),
        () => `${pattern} did not come; what came: ${this.text}`,
      );
    }
  }

  async #readAll(stream: ReadableStream<Uint8Array>): Promise<void> {
    for await (const part of stream.pipeThrough(new TextDecoderStream())) {
      this.text += part;
      this.#wake();
    }
    this.#ended = true;
    this.#wake();
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}

/** See the module. */
export class RoseyProcess {
  readonly out: StreamText;
  readonly err: StreamText;
  /** Resolves with the exit code, once everything that was printed has been read. */
  readonly ended: Promise<number>;
  readonly #child: Deno.ChildProcess;
  #over = false;

  constructor(child: Deno.ChildProcess) {
    this.#child = child;
    this.out = new StreamText(child.stdout);
    this.err = new StreamText(child.stderr);
    this.ended = this.#end();
  }

  signal(signal: Deno.Signal): void {
    this.#child.kill(signal);
  }

  /** Ends it, if it has not ended, and waits. */
  async kill(): Promise<void> {
    if (!this.#over) this.#child.kill("SIGKILL");
    await this.ended;
  }

  /** The address of the web port. */
  async webAddress(): Promise<string> {
    return (await this.out.until(/Rosey: +(http:\S+)\/healthz\n/))[1] ?? "";
  }

  /** The address of the sandbox that `start` opened. */
  async sandboxAddress(): Promise<string> {
    return (await this.out.until(/The sandbox: +(http:\S+)\/\s/))[1] ?? "";
  }

  /** Resolves when Rosey is in the room for the `times`th time. */
  async inRoom(times = 1): Promise<void> {
    await this.err.until(new RegExp(`(?:"msg":"in the room"[^]*?){${times}}`));
  }

  async health(): Promise<{ readonly status: number; readonly report: Record<string, unknown> }> {
    const response = await fetch(`${await this.webAddress()}/healthz`);
    return { status: response.status, report: Report.parse(await response.json()) };
  }

  async #end(): Promise<number> {
    const { code } = await this.#child.status;
    this.#over = true;
    await Promise.all([this.out.read, this.err.read]);
    return code;
  }
}
