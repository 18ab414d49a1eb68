/**
 * A NATS of a test's own that can be taken away and brought back, held up, and told who may come in.
 *
 * @module
 */
import { join } from "node:path";
import { natsProgram } from "./nats_program.ts";
import { freePort } from "./ports.ts";
import { type RunningServer, startServer } from "./server_process.ts";

/** How to start. */
export interface RestartableNatsOptions {
  /** Lines of the server's configuration: who may come in, and how. */
  readonly settings?: string;
  /** False: it is not there yet. */
  readonly begin?: boolean;
  /** False: without JetStream. */
  readonly jetStream?: boolean;
}

/** See the module. What JetStream holds outlives {@link RestartableNats.end}. */
export class RestartableNats implements AsyncDisposable {
  readonly port = freePort();
  readonly folder: string;
  settings: string;
  readonly #program: string;
  readonly #jetStream: boolean;
  #server: RunningServer | undefined;

  private constructor(folder: string, program: string, options: RestartableNatsOptions) {
    this.folder = folder;
    this.settings = options.settings ?? "";
    this.#program = program;
    this.#jetStream = options.jetStream ?? true;
  }

  static async start(options: RestartableNatsOptions = {}): Promise<RestartableNats> {
    const folder = await Deno.makeTempDir({ prefix: "rosey-nats-" });
    const nats = new RestartableNats(folder, await natsProgram(), options);
    if (options.begin !== false) await nats.begin();
    return nats;
  }

  get url(): string {
    return `nats://127.0.0.1:${this.port}`;
  }

  /** Starts it; resolves when it takes connections. */
  async begin(): Promise<void> {
    const file = join(this.folder, "server.conf");
    const store = this.#jetStream ? `jetstream { store_dir: "${join(this.folder, "store")}" }` : "";
    await Deno.writeTextFile(file, `listen: "127.0.0.1:${this.port}"\n${store}\n${this.settings}\n`);
    this.#server = await startServer({
      command: this.#program,
      args: ["--config", file, "--pid", join(this.folder, "pid")],
      // The keeper removes a folder of its own: ours stays until the test is over.
      folder: await Deno.makeTempDir({ prefix: "rosey-nats-run-" }),
      ready: /Server is ready/,
      stopSignal: "KILL",
    });
  }

  /** Ends it at once. */
  async end(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    await server?.[Symbol.asyncDispose]();
  }

  /** Forgets all that JetStream holds; only while it is not there. */
  async forget(): Promise<void> {
    await Deno.remove(join(this.folder, "store"), { recursive: true });
  }

  /** Signals the server: `SIGSTOP` makes it one that answers nothing, `SIGHUP` has it read its settings again. */
  async signal(signal: Deno.Signal): Promise<void> {
    Deno.kill(Number(await Deno.readTextFile(join(this.folder, "pid"))), signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // One that is held up could not be ended.
    if (this.#server !== undefined) await this.signal("SIGCONT");
    await this.end();
    await Deno.remove(this.folder, { recursive: true });
  }
}
