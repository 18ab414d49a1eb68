/** A PostgreSQL that can be taken away and brought back, with all that was durable in it. */
import { join } from "node:path";
import postgres from "postgres";
import { freePort } from "../services/ports.ts";
import { unprivilegedUser } from "../services/postgres.ts";
import { postgresPrograms } from "../services/postgres_programs.ts";
import { runProgram } from "../services/programs.ts";
import { type RunningServer, startServer } from "../services/server_process.ts";

/** See the top of this file. It runs from the beginning. */
export class RestartablePostgres implements AsyncDisposable {
  readonly url: string;
  readonly #folder: string;
  readonly #program: string;
  readonly #port: number;
  readonly #user: { uid: number; gid: number } | undefined;
  #server: RunningServer | undefined;

  private constructor(options: { folder: string; program: string; user?: { uid: number; gid: number } }) {
    this.#folder = options.folder;
    this.#program = options.program;
    this.#user = options.user;
    this.#port = freePort();
    this.url = `postgres://rosey@127.0.0.1:${this.#port}/postgres`;
  }

  static async start(): Promise<RestartablePostgres> {
    const bin = await postgresPrograms();
    const user = Deno.uid() === 0 ? await unprivilegedUser() : undefined;
    const folder = await Deno.makeTempDir({ prefix: "rosey-postgres-" });
    if (user !== undefined) await Deno.chown(folder, user.uid, user.gid);
    const layout = ["--username", "rosey", "--auth", "trust", "--encoding", "UTF8", "--locale", "C"];
    await runProgram(join(bin, "initdb"), ["--pgdata", join(folder, "data"), ...layout, "--no-sync"], {
      cwd: "/",
      ...user,
    });
    const program = join(bin, "postgres");
    const made = new RestartablePostgres(
      user === undefined ? { folder, program } : { folder, program, user },
    );
    await made.begin();
    return made;
  }

  /** Starts it again; resolves when it takes connections. */
  async begin(): Promise<void> {
    const settings = [`port=${this.#port}`, "listen_addresses=127.0.0.1", "unix_socket_directories="];
    const empty = await Deno.makeTempDir();
    if (this.#user !== undefined) await Deno.chown(empty, this.#user.uid, this.#user.gid);
    this.#server = await startServer({
      command: this.#program,
      args: ["-D", join(this.#folder, "data"), ...settings.flatMap((setting) => ["-c", setting])],
      folder: empty,
      ready: /database system is ready to accept connections/,
      stopSignal: "QUIT",
      user: this.#user,
    });
  }

  /** Ends it as a crash would: nobody is asked to finish. */
  async end(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    await server?.[Symbol.asyncDispose]();
  }

  /** Signals the server and all its processes. */
  async signal(signal: Deno.Signal): Promise<void> {
    const file = await Deno.readTextFile(join(this.#folder, "data", "postmaster.pid"));
    const postmaster = Number(file.split("\n")[0]);
    const children = await Deno.readTextFile(`/proc/${postmaster}/task/${postmaster}/children`);
    for (const pid of [postmaster, ...children.trim().split(" ").map(Number)]) Deno.kill(pid, signal);
  }

  /** Asks one question. */
  async ask(sql: string): Promise<readonly Record<string, unknown>[]> {
    const client = postgres(this.url, { max: 1, onnotice: () => {} });
    try {
      return [...await client.unsafe(sql)];
    } finally {
      await client.end();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end();
    await Deno.remove(this.#folder, { recursive: true });
  }
}
