/**
 * Accounts of this machine for servers that refuse to run as root.
 *
 * @module
 */

/** Whom a program runs as. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** The account of this name, else `nobody`. */
export async function unprivilegedAccount(name: string): Promise<Account> {
  const accounts = (await Deno.readTextFile("/etc/passwd")).split("\n").map((line) => line.split(":"));
  const account = accounts.find(([found]) => found === name) ??
    accounts.find(([found]) => found === "nobody");
  return { uid: Number(account?.[2] ?? 65534), gid: Number(account?.[3] ?? 65534) };
}
