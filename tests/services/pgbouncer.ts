/**
 * A real PgBouncer for tests, in transaction mode.
 *
 * @module
 */
import { join } from "node:path";
import { unprivilegedAccount } from "./accounts.ts";
import { pgbouncerProgram } from "./pgbouncer_program.ts";
import { startOnFreePort } from "./ports.ts";
import { startServer } from "./server_process.ts";

/** How to start. */
export interface PgBouncerOptions {
  /** Where PostgreSQL is; its databases are here by the same names. */
  readonly serverUrl: string;
  /** Connections to PostgreSQL for each database, however many come from clients. */
  readonly poolSize: number;
  /** Settings of connections that it takes and forgets, instead of refusing them. */
  readonly ignoredParameters?: readonly string[];
}

/** A PgBouncer that answers. */
export interface TestPgBouncer extends AsyncDisposable {
  /** The address of a database of the server, through this. */
  urlOf(databaseUrl: string): string;
}

/** Its only user and the password, in signs that mean nothing in an address or a file of settings. */
const CLIENT = { user: "rosey", password: "through-the-pool" } as const;

/** Starts one of its own, ended by disposing it or with this process. */
export async function startPgBouncer(options: PgBouncerOptions): Promise<TestPgBouncer> {
  const { command, args } = await pgbouncerProgram();
  return await startOnFreePort(async (port) => {
    const folder = await Deno.makeTempDir({ prefix: "rosey-pgbouncer-" });
    const [settings, users] = [join(folder, "pgbouncer.ini"), join(folder, "users.txt")];
    await Deno.writeTextFile(users, `"${CLIENT.user}" "${CLIENT.password}"\n`);
    await Deno.writeTextFile(settings, settingsOf(options, port, users));
    const account = Deno.uid() === 0 ? await unprivilegedAccount("postgres") : undefined;
    if (account !== undefined) await Deno.chown(folder, account.uid, account.gid);
    const server = await startServer({
      command,
      args: [...args, settings],
      folder,
      ready: /process up/,
      stopSignal: "KILL",
      user: account,
    });
    return {
      urlOf(databaseUrl) {
        const { pathname } = new URL(databaseUrl);
        return `postgres://${CLIENT.user}:${CLIENT.password}@127.0.0.1:${port}${pathname}`;
      },
      [Symbol.asyncDispose]: server[Symbol.asyncDispose],
    };
  });
}

function settingsOf(options: PgBouncerOptions, port: number, users: string): string {
  const { hostname, port: serverPort, username, password } = new URL(options.serverUrl);
  const server = [
    `host=${hostname}`,
    `port=${serverPort === "" ? 5432 : serverPort}`,
    `user=${decodeURIComponent(username)}`,
    ...(password === "" ? [] : [`password=${decodeURIComponent(password)}`]),
  ];
  return [
    "[databases]",
    `* = ${server.join(" ")}`,
    "[pgbouncer]",
    "listen_addr = 127.0.0.1",
    `listen_port = ${port}`,
    "unix_socket_dir =",
    "auth_type = scram-sha-256",
    `auth_file = ${users}`,
    "pool_mode = transaction",
    `default_pool_size = ${options.poolSize}`,
    "max_client_conn = 500",
    `ignore_startup_parameters = ${(options.ignoredParameters ?? []).join(",")}`,
    "",
  ].join("\n");
}
