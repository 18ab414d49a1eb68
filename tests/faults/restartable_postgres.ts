/** A PostgreSQL that can be taken away and brought back, with all that was durable in it. */
import { join } from "node:path";
import postgres from "postgres";
import { freePort } from "../services/ports.ts";
import { ADMIN, makePostgresFolder, type PostgresFolder } from "../services/postgres_folder.ts";
import { postgresPrograms } from "../services/postgres_programs.ts";
import { type RunningServer, startServer } from "../services/server_process.ts";

/** How it goes away: as in a crash, where nobody is asked to finish, or in order. */
export type Going = "crash" | "shutdown";

/** See the top of this file. It runs from the beginning. */
export class RestartablePostgres implements AsyncDisposable {
  readonly url: string;
  readonly #place: PostgresFolder;
  readonly #program: string;
  readonly #port = freePort();
  readonly #going: Going;
  #server: RunningServer | undefined;

  private constructor(place: PostgresFolder, program: string, going: Going) {
    this.#place = place;
    this.#program = program;
    this.#going = going;
    this.url = `postgres://${ADMIN}@127.0.0.1:${this.#port}/postgres`;
  }

  static async start(going: Going = "crash"): Promise<RestartablePostgres> {
    const bin = await postgresPrograms();
    const made = new RestartablePostgres(await makePostgresFolder(bin), join(bin, "postgres"), going);
    await made.begin();
    return made;
  }

  /** Starts it again; resolves when it takes connections. */
  async begin(): Promise<void> {
    const { data, account } = this.#place;
    const settings = [`port=${this.#port}`, "listen_addresses=127.0.0.1", "unix_socket_directories="];
    const empty = await Deno.makeTempDir();
    if (account !== undefined) await Deno.chown(empty, account.uid, account.gid);
    this.#server = await startServer({
      command: this.#program,
      args: ["-D", data, ...settings.flatMap((setting) => ["-c", setting])],
      folder: empty,
      ready: /database system is ready to accept connections/,
      stopSignal: this.#going === "crash" ? "QUIT" : "INT",
      user: account,
    });
  }

  /** Ends it, in the way that was asked for at the start. */
  async end(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    await server?.[Symbol.asyncDispose]();
  }

  /** Signals the server and all its processes. */
  async signal(signal: Deno.Signal): Promise<void> {
    const file = await Deno.readTextFile(join(this.#place.data, "postmaster.pid"));
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
    await Deno.remove(this.#place.folder, { recursive: true });
  }
}
