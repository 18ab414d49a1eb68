/**
 * The flags that are settings. Their values are checked together with those of the environment and the file, so that
 * an error reads the same wherever the value stands.
 *
 * @module
 */

import type { FlagSettings } from "../config/load_config.ts";
import { factsOf, flagOf, SETTING_NAMES, type SettingName } from "../config/setting_facts.ts";

/** A flag with a value, as the parser takes it. */
interface TextFlag {
  readonly kind: "parsed";
  readonly parse: (input: string) => string;
  readonly optional: true;
  readonly placeholder: string;
  readonly brief: string;
}

/** A flag without a value. */
interface SwitchFlag {
  readonly kind: "boolean";
  readonly optional: true;
  readonly withNegated: false;
  readonly brief: string;
}

/** The values of declared flags. */
export type FlagValues<Flags> = {
  readonly [Name in keyof Flags]?: Flags[Name] extends SwitchFlag ? boolean : string;
};

const configFlag = {
  config: textFlag("FILE", "The configuration file (ROSEY_CONFIG)"),
};

/** Which database, for commands that need no room. */
export const databaseFlags = {
  database: settingFlag("database_url"),
  "log-level": settingFlag("log_level"),
  "log-format": settingFlag("log_format"),
  ...configFlag,
};

/** Where the page and the HTTP API are served, and to whom. */
const webFlags = {
  "web-port": settingFlag("web_port"),
  "web-listen": settingFlag("web_listen"),
  "web-hosts": settingFlag("web_hosts"),
  "web-public-statistics": settingSwitch("web_public_statistics"),
};

/** Everything about one room and the bot in it. */
export const roomFlags = {
  channel: settingFlag("channel"),
  user: settingFlag("user"),
  domain: settingFlag("domain"),
  ...webFlags,
  "nats-url": settingFlag("nats_url"),
  prefix: settingFlag("prefix"),
  "database-wait": settingFlag("database_wait"),
  migrate: settingSwitch("migrate"),
  "fail-fast": settingSwitch("fail_fast"),
  "require-registered": settingSwitch("require_registered"),
  ...databaseFlags,
};

/** The memory for other programs, without a room. */
export const databasePartFlags = {
  "nats-url": settingFlag("nats_url"),
  "database-wait": settingFlag("database_wait"),
  ...databaseFlags,
};

/** The page and the HTTP API, without a room. */
export const webPartFlags = {
  ...webFlags,
  "database-wait": settingFlag("database_wait"),
  ...databaseFlags,
};

/** Where the sandbox listens. */
export const sandboxFlags = {
  "sandbox-port": settingFlag("sandbox_port"),
};

/** The flags of a command line that are settings. */
export function flagSettings(flags: Readonly<Record<string, string | boolean | undefined>>): FlagSettings {
  const entries = SETTING_NAMES.map((name) => [name, flags[flagOf(name)?.slice(2) ?? ""]] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

/** A flag with a value. */
export function textFlag(placeholder: string, brief: string): TextFlag {
  return { kind: "parsed", parse: String, optional: true, placeholder, brief };
}

/** A flag without a value. */
export function switchFlag(brief: string): SwitchFlag {
  return { kind: "boolean", optional: true, withNegated: false, brief };
}

function settingFlag(name: SettingName): TextFlag {
  return textFlag(factsOf(name).placeholder ?? "VALUE", brief(name));
}

function settingSwitch(name: SettingName): SwitchFlag {
  return switchFlag(brief(name));
}

function brief(name: SettingName): string {
  const { summary, variable, default: initial } = factsOf(name);
  const notes = [initial === undefined || initial === false ? undefined : `default ${initial}`, variable];
  return `${summary.replaceAll("`", "")} (${notes.filter((note) => note !== undefined).join("; ")})`;
}
