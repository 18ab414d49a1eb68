/**
 * The settings of NATS, put together: where it is, and the one way of coming in that they name.
 *
 * @module
 */

import { RoseyError } from "../domain/errors.ts";
import type { NatsLogin, NatsTarget, NatsTls } from "../domain/nats_target.ts";
import { Secret } from "../domain/secret.ts";
import { configError } from "./config_error.ts";
import { parseNatsUrl } from "./nats_url.ts";
import type { SettingName } from "./setting_facts.ts";
import type { Settings } from "./settings.ts";

/** The settings that say how Rosey comes in. */
export const NATS_LOGIN_SETTINGS = [
  "nats_user",
  "nats_password",
  "nats_token",
  "nats_nkey_file",
  "nats_creds_file",
] as const satisfies readonly SettingName[];

/** The settings of encryption. */
export const NATS_TLS_SETTINGS = [
  "nats_ca_file",
  "nats_cert_file",
  "nats_key_file",
] as const satisfies readonly SettingName[];

/** Where a setting stands, for messages. */
export type PlaceOf = (name: SettingName) => string;

/** Largest file that is read: a long chain of certificates has some thousand bytes. */
const SIZE_LIMIT_BYTES = 1_000_000;

/**
 * Where NATS is; `undefined` when no address is set.
 *
 * @throws {RoseyError} `nats.url`, `config.nats_*`, naming the settings that do not go together or the file that is wrong.
 */
export async function readNatsTarget(settings: Settings, placeOf: PlaceOf): Promise<NatsTarget | undefined> {
  const { nats_url: url } = settings;
  if (url === undefined) return undefined;
  const address = addressOf(url, placeOf);
  const tls = await tlsOf(settings, placeOf);
  const ways = waysIn(settings, placeOf);
  if (address.login !== undefined) {
    const { login } = address;
    ways.push({ place: `the address in ${placeOf("nats_url")}`, read: () => Promise.resolve(inUrl(login)) });
  }
  const [way, other] = ways;
  if (way !== undefined && other !== undefined) {
    throw configError(
      "nats_logins",
      `${way.place} and ${other.place} both say how to come in to NATS, but only one can`,
      "Leave one of them out.",
    );
  }
  return {
    servers: address.servers,
    login: await way?.read(),
    tls: tls ?? (address.tls ? {} : undefined),
  };
}

/** A warning for settings of NATS that say nothing, because no address is set. */
export function natsWarnings(settings: Settings, placeOf: PlaceOf): string[] {
  if (settings.nats_url !== undefined) return [];
  return [...NATS_LOGIN_SETTINGS, ...NATS_TLS_SETTINGS]
    .filter((name) => settings[name] !== undefined)
    .map((name) => `${placeOf(name)} has no effect: NATS_URL, or nats.url in the file, says where NATS is`);
}

interface WayIn {
  readonly place: string;
  read(): Promise<NatsLogin>;
}

function addressOf(url: string, placeOf: PlaceOf): ReturnType<typeof parseNatsUrl> {
  try {
    return parseNatsUrl(url);
  } catch (error) {
    if (!(error instanceof RoseyError)) throw error;
    const { code, hint = "", exit } = error;
    throw new RoseyError(`${placeOf("nats_url")}: ${error.message}`, { code, hint, exit, cause: error });
  }
}

function inUrl(login: NonNullable<ReturnType<typeof parseNatsUrl>["login"]>): NatsLogin {
  return "token" in login
    ? { kind: "token", token: new Secret(login.token) }
    : { kind: "password", user: login.user, password: new Secret(login.password) };
}

function waysIn(settings: Settings, placeOf: PlaceOf): WayIn[] {
  const { nats_user: user, nats_password: password, nats_token: token } = settings;
  const { nats_nkey_file: nkeyFile, nats_creds_file: credsFile } = settings;
  const ways: WayIn[] = [];
  if (user !== undefined && password !== undefined) {
    ways.push({
      place: placeOf("nats_user"),
      read: () => Promise.resolve({ kind: "password", user, password }),
    });
  } else if (user !== undefined || password !== undefined) {
    const [has, lacks] = user === undefined
      ? [placeOf("nats_password"), "nats_user"]
      : [placeOf("nats_user"), "nats_password"];
    throw configError("nats_logins", `${has} is set and ${lacks} is not`, "NATS takes both or none.");
  }
  if (token !== undefined) {
    ways.push({ place: placeOf("nats_token"), read: () => Promise.resolve({ kind: "token", token }) });
  }
  if (nkeyFile !== undefined) {
    const place = placeOf("nats_nkey_file");
    ways.push({ place, read: async () => nkeyIn(await textOf(nkeyFile, place), nkeyFile, place) });
  }
  if (credsFile !== undefined) {
    const place = placeOf("nats_creds_file");
    ways.push({ place, read: async () => credsIn(await textOf(credsFile, place), credsFile, place) });
  }
  return ways;
}

/** The seed of a user's nkey: `SU` and 56 signs of base 32. */
const SEED = /^\s*(SU[A-Z2-7]{56})\s*$/m;

function nkeyIn(text: string, path: string, place: string): NatsLogin {
  const [, seed] = SEED.exec(text) ?? [];
  if (seed !== undefined) return { kind: "nkey", seed: new Secret(seed) };
  throw configError(
    "nats_file",
    `${place}: ${path} holds no seed of a user's nkey (58 signs that begin with SU)`,
    "nk -gen user makes one; the server gets its public key.",
  );
}

function credsIn(text: string, path: string, place: string): NatsLogin {
  const [, jwt] = /-+BEGIN NATS USER JWT-+\s+(\S+)\s+-+END NATS USER JWT-+/.exec(text) ?? [];
  const [, seed] = SEED.exec(text) ?? [];
  if (jwt !== undefined && seed !== undefined) {
    return { kind: "creds", jwt: new Secret(jwt), seed: new Secret(seed) };
  }
  throw configError(
    "nats_file",
    `${place}: ${path} is no creds file: it holds ${jwt === undefined ? "no user JWT" : "no seed"}`,
    "nsc generate creds makes one.",
  );
}

async function tlsOf(settings: Settings, placeOf: PlaceOf): Promise<NatsTls | undefined> {
  const { nats_ca_file: caFile, nats_cert_file: certFile, nats_key_file: keyFile } = settings;
  if ((certFile === undefined) !== (keyFile === undefined)) {
    const [has, lacks] = certFile === undefined
      ? [placeOf("nats_key_file"), "nats_cert_file"]
      : [placeOf("nats_cert_file"), "nats_key_file"];
    throw configError(
      "nats_tls",
      `${has} is set and ${lacks} is not`,
      "A certificate and its key go together.",
    );
  }
  for (const name of NATS_TLS_SETTINGS) {
    const path = settings[name];
    if (path === undefined) continue;
    const text = await textOf(path, placeOf(name));
    if (text.includes("-----BEGIN ")) continue;
    throw configError("nats_file", `${placeOf(name)}: ${path} is no PEM file`, "It begins with -----BEGIN.");
  }
  if (caFile === undefined && certFile === undefined) return undefined;
  return {
    ...(caFile === undefined ? {} : { caFile }),
    ...(certFile === undefined ? {} : { certFile }),
    ...(keyFile === undefined ? {} : { keyFile }),
  };
}

async function textOf(path: string, place: string): Promise<string> {
  const wrong = (what: string, cause?: unknown) =>
    configError("nats_file", `${place}: ${path} ${what}`, "Check the path, its owner and its mode.", cause);
  try {
    const { size, isFile } = await Deno.stat(path);
    if (!isFile) throw wrong("is no file");
    if (size > SIZE_LIMIT_BYTES) throw wrong("is larger than 1 MB");
    return await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) throw wrong("does not exist", error);
    if (error instanceof Deno.errors.PermissionDenied) throw wrong("may not be read", error);
    throw error;
  }
}
