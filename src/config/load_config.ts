/**
 * All sources become one checked configuration: flag, then environment, then file, then default.
 *
 * @module
 */

import { type DatabaseTarget, describeTarget } from "../domain/database_target.ts";
import { RoseyError } from "../domain/errors.ts";
import { natsSecrets, type NatsTarget } from "../domain/nats_target.ts";
import { Secret } from "../domain/secret.ts";
import { configError, maskUrl, shownValue } from "./config_error.ts";
import { type FileSettings, readConfigFile } from "./config_file.ts";
import { parseDatabaseTarget } from "./database_target.ts";
import { type Environment, environmentSettings, environmentWarnings, variable } from "./environment.ts";
import { natsWarnings, readNatsTarget } from "./nats_target.ts";
import { factsOf, flagOf, SETTING_NAMES, type SettingName } from "./setting_facts.ts";
import { type Settings, settingsSchema } from "./settings.ts";

/** Settings as the command line gives them: texts, unchecked; `true` for a switch. */
export type FlagSettings = Readonly<Partial<Record<SettingName, string | boolean | undefined>>>;

/** Where a setting's value comes from, as a person reads it: `--web-port`, `ROSEY_WEB_PORT`, `web_port in FILE`. */
export interface SettingOrigin {
  readonly source: "flag" | "environment" | "file" | "default";
  readonly place: string;
}

/** What {@link loadConfig} reads. */
export interface ConfigSources {
  readonly flags: FlagSettings;
  readonly environment: Environment;
  /** The path given by `--config`; `ROSEY_CONFIG` otherwise. */
  readonly file?: string | undefined;
}

/** The whole configuration, checked. */
export interface Config {
  readonly settings: Settings;
  readonly database: DatabaseTarget;
  /** `undefined`: Rosey has no NATS. */
  readonly nats: NatsTarget | undefined;
  /** Where each setting comes from. */
  readonly origins: ReadonlyMap<SettingName, SettingOrigin>;
  /** What has no effect, for the log. */
  readonly warnings: readonly string[];
}

/**
 * Reads and checks everything.
 *
 * @throws {RoseyError} `config.*` or `database.url`, naming the place, the value, and what it must be.
 */
export async function loadConfig(sources: ConfigSources): Promise<Config> {
  const path = sources.file ?? variable(sources.environment, "ROSEY_CONFIG");
  const file: FileSettings = path === undefined
    ? { settings: new Map(), warnings: [] }
    : await readConfigFile(path);
  const found = new Map(SETTING_NAMES.map((name) => [name, firstSource(name, sources, file, path)] as const));
  const settings = check(found);
  const placeOf = (name: SettingName) => found.get(name)?.place ?? name;
  return {
    settings,
    nats: await readNatsTarget(settings, placeOf),
    database: readDatabase(
      settings.database_url,
      found.get("database_url"),
      variable(sources.environment, "ROSEY_ENV"),
    ),
    origins: found,
    warnings: [
      ...environmentWarnings(sources.environment),
      ...file.warnings,
      ...natsWarnings(settings, placeOf),
    ],
  };
}

/** Every password in the configuration: what the log must never show. */
export function configSecrets(config: Config): Secret[] {
  const { settings: { password, channel_password: channelPassword, proxy }, database, nats } = config;
  const databasePassword = database.kind === "postgres" ? database.password : undefined;
  const passwords = [password, channelPassword, databasePassword, proxyPassword(proxy)];
  const { nats_password: natsPassword, nats_token: natsToken } = config.settings;
  // Also where there is no NATS to use them on.
  passwords.push(natsPassword, natsToken, ...nats === undefined ? [] : natsSecrets(nats));
  return passwords.filter((secret) => secret !== undefined);
}

function proxyPassword(proxy: string | undefined): Secret | undefined {
  const [, encoded] = /^(?:[\w+.-]+:\/\/)?[^/:@]*:(.*)@/s.exec(proxy ?? "") ?? [];
  return encoded === undefined || encoded === "" ? undefined : new Secret(encoded);
}

/** One setting as it may be shown: secrets as stars. `undefined` when it is not set. */
export function shownSetting(config: Config, name: SettingName): unknown {
  if (name === "database_url") return describeTarget(config.database);
  if (name === "nats_url") return config.nats?.servers.join(",");
  const value = config.settings[name];
  return name === "proxy" && typeof value === "string" ? maskUrl(value) : value;
}

interface Found extends SettingOrigin {
  readonly value: unknown;
}

function firstSource(
  name: SettingName,
  sources: ConfigSources,
  file: FileSettings,
  path: string | undefined,
): Found {
  const flag = sources.flags[name];
  if (flag !== undefined) return { source: "flag", place: flagOf(name) ?? name, value: typed(name, flag) };
  const fromEnvironment = environmentSettings(sources.environment).get(name);
  if (fromEnvironment !== undefined) {
    const place = factsOf(name).variable ?? name;
    return { source: "environment", place, value: typed(name, fromEnvironment) };
  }
  const fromFile = file.settings.get(name);
  if (fromFile !== undefined) {
    return { source: "file", place: `${fromFile.key} in ${path}`, value: fromFile.value };
  }
  return { source: "default", place: "default", value: factsOf(name).default };
}

/** A flag or a variable is text: numbers and switches are made of it here, and stay text where they are none. */
function typed(name: SettingName, value: string | boolean): unknown {
  const model = factsOf(name).default;
  if (typeof value === "boolean") return value;
  if (typeof model === "number") return /^\d{1,15}$/.test(value.trim()) ? Number(value) : value;
  if (typeof model === "boolean") return SWITCH_WORDS.get(value.trim().toLowerCase()) ?? value;
  return value;
}

const SWITCH_WORDS: ReadonlyMap<string, boolean> = new Map([
  ["true", true],
  ["1", true],
  ["yes", true],
  ["on", true],
  ["false", false],
  ["0", false],
  ["no", false],
  ["off", false],
]);

function check(found: ReadonlyMap<SettingName, Found>): Settings {
  const given = [...found].filter(([, { value }]) => value !== undefined);
  const result = settingsSchema.safeParse(
    Object.fromEntries(given.map(([name, { value }]) => [name, value])),
  );
  if (result.success) return result.data;
  const wrong = result.error.issues[0]?.path[0];
  const name = SETTING_NAMES.find((known) => known === wrong);
  const setting = name === undefined ? undefined : found.get(name);
  if (name === undefined || setting === undefined) throw result.error;
  const { expected, secret } = factsOf(name);
  const code = name === "channel" ? "channel_name" : "wrong_value";
  const shown = secret === undefined ? shownValue(setting.value) : "a value of the wrong kind (not shown)";
  throw configError(code, `${setting.place} is ${shown}, but must be ${expected}`, hintFor(name, setting));
}

function hintFor(name: SettingName, { source }: SettingOrigin): string {
  if (source === "file") return "Mend the file; docs/CONFIG.md lists every setting.";
  if (source === "environment") return `Set the variable anew, or unset it${flagHint(name)}.`;
  return "Run the command with --help for its flags.";
}

function flagHint(name: SettingName): string {
  const flag = flagOf(name);
  return flag === undefined ? "" : `; ${flag} wins over it`;
}

function readDatabase(
  url: string,
  origin: SettingOrigin | undefined,
  installation: string | undefined,
): DatabaseTarget {
  try {
    return parseDatabaseTarget(url, installation);
  } catch (error) {
    if (!(error instanceof RoseyError) || origin === undefined) throw error;
    const { code, hint, exit } = error;
    const options = hint === undefined ? { code, exit } : { code, exit, hint };
    throw new RoseyError(`${origin.place}: ${error.message}`, { ...options, cause: error });
  }
}
