/**
 * Logging in: accounts by password, guests by name.
 *
 * @module
 */

import type { Clock, Timer } from "../../domain/clock.ts";
import type { SandboxAccount, SandboxSettings } from "../options.ts";
import type { Connection, NamedConnection } from "./connection.ts";
import { isNamed } from "./connection.ts";
import { isRecord } from "./frame_shape.ts";
import { INVALID_USER_NAME, isUserName, lookAlikeKey, nameKey } from "./names.ts";

/** Rank of an account that is given none. */
const USER_RANK = 1;

/** What logging in asks of the site. */
export interface LoginServices {
  readonly clock: Clock;
  settings(): SandboxSettings;
  /** Whether somebody in the place where `who` is has that name. */
  isTakenAround(who: Connection, name: string): boolean;
  /** Called after the answer went out. */
  onLogin(who: NamedConnection): void;
}

/** The accounts of the site, and the way in. */
export class Logins {
  readonly #accounts: ReadonlyMap<string, SandboxAccount>;
  readonly #lookAlikes: ReadonlySet<string>;
  readonly #services: LoginServices;
  /** When a guest from this address logged in last. */
  readonly #guestLogins = new Map<string, number>();
  readonly #checks = new Set<Timer>();

  constructor(accounts: readonly SandboxAccount[], services: LoginServices) {
    this.#accounts = new Map(accounts.map((account) => [nameKey(account.name), account]));
    this.#lookAlikes = new Set(accounts.map((account) => lookAlikeKey(account.name)));
    this.#services = services;
  }

  /** The account of that name, in any case of letters. */
  account(name: string): SandboxAccount | undefined {
    return this.#accounts.get(nameKey(name));
  }

  /** Takes a `login` frame. Who is logged in, or about to be, gets no answer. */
  receive(who: Connection, data: unknown): void {
    if (!isRecord(data)) {
      who.send("errorMsg", { msg: "Invalid login frame" });
      return;
    }
    const { name, pw } = data;
    if (typeof name !== "string" || name === "" || isNamed(who) || who.loginUnderWay) return;
    if (typeof pw === "string" && pw !== "") this.#byPassword(who, name, pw);
    else this.#asGuest(who, name);
  }

  /** Makes somebody the owner of an account, without asking for a password: the cookie did. */
  assume(who: Connection, account: SandboxAccount): void {
    who.identity = {
      kind: "registered",
      name: account.name,
      globalRank: account.globalRank ?? USER_RANK,
      profile: account.profile ?? { image: "", text: "" },
    };
  }

  /** Gives up the checks that are under way. */
  end(): void {
    for (const check of this.#checks) check.stop();
    this.#checks.clear();
  }

  #byPassword(who: Connection, name: string, password: string): void {
    if (!isUserName(name)) return refuse(who, `Invalid username "${name}"`);
    const account = this.account(name);
    if (account === undefined) return refuse(who, "User does not exist");
    who.loginUnderWay = true;
    const check = this.#services.clock.after(this.#services.settings().loginDelayMs, () => {
      this.#checks.delete(check);
      who.loginUnderWay = false;
      if (!who.isOpen) return;
      if (account.password !== password) return refuse(who, "Invalid username/password combination");
      this.assume(who, account);
      who.send("rank", who.rank);
      who.send("login", { success: true, name: account.name });
      if (isNamed(who)) this.#services.onLogin(who);
    });
    this.#checks.add(check);
  }

  #asGuest(who: Connection, name: string): void {
    const { clock } = this.#services;
    const { guestLoginDelayMs, reservedNames } = this.#services.settings();
    if (!isUserName(name)) return refuse(who, INVALID_USER_NAME);
    if (reservedNames.test(name)) return refuse(who, "That username is reserved.");
    const last = this.#guestLogins.get(who.address);
    if (last !== undefined && clock.now() - last < guestLoginDelayMs) {
      const seconds = guestLoginDelayMs / 1000;
      return refuse(who, `Guest logins are restricted to one per IP address per ${seconds} seconds.`);
    }
    if (this.#lookAlikes.has(lookAlikeKey(name))) return refuse(who, "That username is registered.");
    if (this.#services.isTakenAround(who, name)) {
      return refuse(who, "That name is already in use on this channel.");
    }
    this.#forgetOld(clock.now() - guestLoginDelayMs);
    this.#guestLogins.set(who.address, clock.now());
    who.identity = { kind: "guest", name };
    who.send("rank", who.rank);
    who.send("login", { success: true, name, guest: true });
    if (isNamed(who)) this.#services.onLogin(who);
  }

  #forgetOld(beforeMs: number): void {
    for (const [address, at] of this.#guestLogins) if (at <= beforeMs) this.#guestLogins.delete(address);
  }
}

function refuse(who: Connection, error: string): void {
  who.send("login", { success: false, error });
}
