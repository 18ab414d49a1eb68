/**
 * A real PostgreSQL for tests.
 *
 * @module
 */
import { join } from "node:path";
import postgres from "postgres";
import { postgresPrograms } from "./postgres_programs.ts";
import { runProgram } from "./programs.ts";
import { freePort } from "./ports.ts";
import { type RunningServer, ServerFailed, startServer } from "./server_process.ts";

/** How to start; the defaults are for tests that only need a quick server. */
export interface PostgresOptions {
  /** With the promises of a real one: what is committed survives a crash. Always a server of its own. */
  readonly durable?: boolean;
  /** The folder of `initdb` and `postgres`; always a server of its own. */
  readonly programs?: string;
}

/** An empty database that nobody else uses. */
export interface TestDatabase extends AsyncDisposable {
  readonly url: string;
}

/** A server that answers. */
export interface TestPostgres extends AsyncDisposable {
  /** Of its administration database, as superuser. */
  readonly url: string;
  /** Makes a database; disposing drops it, with the connections that are still open. */
  createDatabase(): Promise<TestDatabase>;
}

/** The administrator of the servers that are started here. */
const ADMIN = "rosey";

/** How often another port is tried when somebody took the free one first. */
const MAX_STARTS = 5;

/**
 * The server named by `TEST_POSTGRES_URL`; without it, or if the options ask for it, one of its own on a free port,
 * ended by disposing it or with this process.
 */
export async function startPostgres(options: PostgresOptions = {}): Promise<TestPostgres> {
  const given = Deno.env.get("TEST_POSTGRES_URL");
  const shared = options.durable !== true && options.programs === undefined;
  if (given && shared) return { ...withUrl(given), [Symbol.asyncDispose]: () => Promise.resolve() };
  for (let start = 1;; start++) {
    try {
      const port = freePort();
      const server = await startOwn(port, options);
      return {
        ...withUrl(`postgres://${ADMIN}@127.0.0.1:${port}/postgres`),
        [Symbol.asyncDispose]: server[Symbol.asyncDispose],
      };
    } catch (error) {
      const taken = error instanceof ServerFailed && error.message.includes("Address already in use");
      if (!taken || start === MAX_STARTS) throw error;
    }
  }
}

function withUrl(url: string) {
  return {
    url,
    async createDatabase(): Promise<TestDatabase> {
      const name = `rosey_test_${crypto.randomUUID().replaceAll("-", "")}`;
      await administer(url, `create database ${name}`);
      const own = new URL(url);
      own.pathname = `/${name}`;
      return {
        url: own.href,
        [Symbol.asyncDispose]: () => administer(url, `drop database ${name} with (force)`),
      };
    },
  };
}

async function administer(url: string, statement: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    await sql.unsafe(statement);
  } finally {
    await sql.end();
  }
}

async function startOwn(port: number, { durable, programs }: PostgresOptions): Promise<RunningServer> {
  const bin = programs ?? await postgresPrograms();
  const user = Deno.uid() === 0 ? await unprivilegedUser() : undefined;
  const folder = await Deno.makeTempDir({ prefix: "rosey-postgres-" });
  const data = join(folder, "data");
  if (user !== undefined) await Deno.chown(folder, user.uid, user.gid);
  const layout = [
    "--pgdata",
    data,
    "--username",
    ADMIN,
    "--auth",
    "trust",
    "--encoding",
    "UTF8",
    "--locale",
    "C",
  ];
  await runProgram(join(bin, "initdb"), [...layout, "--no-sync"], { cwd: "/", ...user });
  const quick = durable === true ? [] : ["fsync=off", "synchronous_commit=off", "full_page_writes=off"];
  const settings = [
    `port=${port}`,
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "max_connections=200",
    ...quick,
  ];
  return await startServer({
    command: join(bin, "postgres"),
    args: ["-D", data, ...settings.flatMap((setting) => ["-c", setting])],
    folder,
    ready: /database system is ready to accept connections/,
    stopSignal: "QUIT",
    user,
  });
}

/** Who may run PostgreSQL, which refuses to run as root. */
export async function unprivilegedUser(): Promise<{ uid: number; gid: number }> {
  const accounts = (await Deno.readTextFile("/etc/passwd")).split("\n").map((line) => line.split(":"));
  const account = accounts.find(([name]) => name === "postgres") ??
    accounts.find(([name]) => name === "nobody");
  return { uid: Number(account?.[2] ?? 65534), gid: Number(account?.[3] ?? 65534) };
}
