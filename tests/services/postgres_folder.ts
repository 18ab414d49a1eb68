/**
 * The folder of a PostgreSQL server: its databases, who may log in, and what it shows of itself.
 *
 * @module
 */
import { join } from "node:path";
import { type Account, unprivilegedAccount } from "./accounts.ts";
import { runProgram } from "./programs.ts";

/** The administrator of the servers that are started here; let in without a password. */
export const ADMIN = "rosey";

/** Who is let in, and how. */
export interface PostgresAccess {
  /** Lines of `pg_hba.conf`; those for the administrator come before them. */
  readonly rules: readonly string[];
  /** What a server that speaks TLS shows, both in PEM. */
  readonly tls?: { readonly certificate: string; readonly key: string };
}

/** A folder that `postgres` can be started on. */
export interface PostgresFolder {
  /** Everything is in here. */
  readonly folder: string;
  readonly data: string;
  /** Of `pg_hba.conf` and TLS, as `name=value`. */
  readonly settings: readonly string[];
  /** Whom it belongs to, where that is not us. */
  readonly account: Account | undefined;
}

/** Makes one with the `initdb` in `bin`; without `access` everybody is let in, in the clear. */
export async function makePostgresFolder(bin: string, access?: PostgresAccess): Promise<PostgresFolder> {
  const account = Deno.uid() === 0 ? await unprivilegedAccount("postgres") : undefined;
  const folder = await Deno.makeTempDir({ prefix: "rosey-postgres-" });
  if (account !== undefined) await Deno.chown(folder, account.uid, account.gid);
  const data = join(folder, "data");
  const layout = ["--username", ADMIN, "--auth", "trust", "--encoding", "UTF8", "--locale", "C"];
  await runProgram(join(bin, "initdb"), ["--pgdata", data, ...layout, "--no-sync"], { cwd: "/", ...account });
  const settings = access === undefined ? [] : await writeAccess(folder, access, account);
  return { folder, data, settings, account };
}

async function writeAccess(
  folder: string,
  { rules, tls }: PostgresAccess,
  account: Account | undefined,
): Promise<string[]> {
  const write = async (name: string, text: string) => {
    const path = join(folder, name);
    await Deno.writeTextFile(path, text, { mode: 0o600 });
    if (account !== undefined) await Deno.chown(path, account.uid, account.gid);
    return path;
  };
  const lines = [`host all ${ADMIN} 127.0.0.1/32 trust`, ...rules];
  const settings = [`hba_file=${await write("pg_hba.conf", `${lines.join("\n")}\n`)}`];
  if (tls === undefined) return settings;
  return [
    ...settings,
    "ssl=on",
    `ssl_cert_file=${await write("server.crt", tls.certificate)}`,
    `ssl_key_file=${await write("server.key", tls.key)}`,
  ];
}
