/**
 * A real PostgreSQL for tests.
 *
 * @module
 */
import { join } from "node:path";
import postgres from "postgres";
import { startOnFreePort } from "./ports.ts";
import { ADMIN, makePostgresFolder, type PostgresAccess } from "./postgres_folder.ts";
import { postgresPrograms } from "./postgres_programs.ts";
import { type RunningServer, startServer } from "./server_process.ts";

/** How to start; the defaults are for tests that only need a quick server. */
export interface PostgresOptions {
  /** With the promises of a real one: what is committed survives a crash. Always a server of its own. */
  readonly durable?: boolean;
  /** The folder of `initdb` and `postgres`; always a server of its own. */
  readonly programs?: string;
  /** Whom it lets in, and how. Always a server of its own. */
  readonly access?: PostgresAccess;
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

/**
 * The server named by `TEST_POSTGRES_URL`; without it, or if the options ask for it, one of its own on a free port,
 * ended by disposing it or with this process.
 */
export async function startPostgres(options: PostgresOptions = {}): Promise<TestPostgres> {
  const given = Deno.env.get("TEST_POSTGRES_URL");
  const shared = options.durable !== true && options.programs === undefined && options.access === undefined;
  if (given && shared) return { ...withUrl(given), [Symbol.asyncDispose]: () => Promise.resolve() };
  return await startOnFreePort(async (port) => {
    const server = await startOwn(port, options);
    return {
      ...withUrl(`postgres://${ADMIN}@127.0.0.1:${port}/postgres`),
      [Symbol.asyncDispose]: server[Symbol.asyncDispose],
    };
  });
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

async function startOwn(
  port: number,
  { durable, programs, access }: PostgresOptions,
): Promise<RunningServer> {
  const bin = programs ?? await postgresPrograms();
  const { folder, data, settings, account } = await makePostgresFolder(bin, access);
  const quick = durable === true ? [] : ["fsync=off", "synchronous_commit=off", "full_page_writes=off"];
  const all = [
    `port=${port}`,
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "max_connections=200",
    ...quick,
    ...settings,
  ];
  return await startServer({
    command: join(bin, "postgres"),
    args: ["-D", data, ...all.flatMap((setting) => ["-c", setting])],
    folder,
    ready: /database system is ready to accept connections/,
    stopSignal: "QUIT",
    user: account,
  });
}
