/**
 * The configuration file: JSON, in today's form or one of the two that an old bot's file has. All become the same list
 * of settings, each with the place where it stands.
 *
 * @module
 */

import { configError, shownValue } from "./config_error.ts";
import { didYouMean } from "./did_you_mean.ts";
import { findJsonFault } from "./json_syntax.ts";
import { retiredKey } from "./retired_keys.ts";
import { SETTING_NAMES, type SettingName } from "./setting_facts.ts";

/** A setting as the file has it, unchecked. */
export interface FileSetting {
  readonly value: unknown;
  /** The path of its key in the file, such as `platforms[0].channel`. */
  readonly key: string;
}

/** What a file says. */
export interface FileSettings {
  readonly settings: ReadonlyMap<SettingName, FileSetting>;
  readonly warnings: readonly string[];
}

/** Largest file that is read. */
const SIZE_LIMIT_BYTES = 1_000_000;

type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads a configuration file.
 *
 * @throws {RoseyError} `config.file_*`, each naming the file and what is wrong with it.
 */
export async function readConfigFile(path: string): Promise<FileSettings> {
  return parseConfig(path, await readText(path));
}

/** As {@link readConfigFile}, for a text that was read already. `path` is only for messages. */
export function parseConfig(path: string, text: string): FileSettings {
  const json = text.replace(/^\uFEFF/, "");
  const fault = findJsonFault(json);
  if (fault !== undefined) {
    const yaml = /\.ya?ml$/i.test(path)
      ? "Rosey reads JSON, not YAML: write the file as JSON."
      : "Mend the file there.";
    const message =
      `the configuration file ${path} is not JSON: line ${fault.line}, column ${fault.column}: expected ${fault.expected}`;
    throw configError("file_not_json", message, yaml);
  }
  const content: unknown = JSON.parse(json);
  if (!isFields(content)) {
    const message = `the configuration file ${path} holds ${shownValue(content)}, but must hold an object`;
    throw configError(
      "file_wrong_type",
      message,
      "Write { } around the settings; docs/CONFIG.md has an example.",
    );
  }
  return new FileReader(path).read(content);
}

async function readText(path: string): Promise<string> {
  try {
    const { size, isDirectory } = await Deno.stat(path);
    if (isDirectory) {
      throw configError("file_unreadable", `${path} is a folder, not a configuration file`, NAME_IT);
    }
    if (size > SIZE_LIMIT_BYTES) {
      throw configError("file_unreadable", `the configuration file ${path} is larger than 1 MB`, NAME_IT);
    }
    return await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) {
      throw configError("file_missing", `the configuration file ${path} does not exist`, NAME_IT, error);
    }
    if (error instanceof Deno.errors.PermissionDenied) {
      throw configError(
        "file_unreadable",
        `the configuration file ${path} may not be read`,
        "Check its owner and mode.",
        error,
      );
    }
    throw error;
  }
}

/** The settings of NATS, as they are called in its section. */
const NATS_NAMES = Object.fromEntries(
  SETTING_NAMES.filter((name) => name.startsWith("nats_")).map((name) => [name.slice("nats_".length), name]),
);

const NAME_IT = "Check the path given by --config or ROSEY_CONFIG.";

class FileReader {
  readonly #settings = new Map<SettingName, FileSetting>();
  readonly #warnings: string[] = [];

  constructor(readonly path: string) {}

  read(content: Fields): FileSettings {
    const isOldSecondForm = content["version"] !== undefined;
    for (const [key, value] of entries(content)) {
      if (key === "version") this.#version(value);
      else if (key === "platforms") this.#platforms(value);
      else if (key === "logging") this.#section(key, value, { level: "log_level" });
      else if (key === "database") this.#database(value);
      else if (key === "nats") this.#nats(value);
      else if (key === "plugins") this.#plugins(value, isOldSecondForm);
      else this.#entry(key, key, value);
    }
    return { settings: this.#settings, warnings: this.#warnings };
  }

  /** A setting under its own name, or under one of an old bot. */
  #entry(name: string, key: string, value: unknown): void {
    if (name === "channel" || name === "user") return this.#withPassword(name, key, value);
    // Old files have `"proxy": null` for none.
    if (name === "proxy" && (value === null || value === "")) return;
    const setting = SETTING_NAMES.find((known) => known === name);
    if (setting !== undefined) return void this.#settings.set(setting, { value: clean(value), key });
    this.#unknown(key, name, [...SETTING_NAMES, "database", "nats"]);
  }

  /** Old files may give a name and its password as a list of two. */
  #withPassword(name: "channel" | "user", key: string, value: unknown): void {
    if (!isList(value)) return void this.#settings.set(name, { value, key });
    const [word, password, ...more] = value;
    if (more.length > 0 || value.length === 0) {
      const message = `${this.#place(key)} is ${
        shownValue(value)
      }, but must be a name, or a list of a name and its password`;
      throw configError("wrong_type", message, `Write "${name}": "NAME".`);
    }
    this.#settings.set(name, { value: word, key: `${key}[0]` });
    if (password === undefined || password === null || password === "") return;
    this.#settings.set(name === "channel" ? "channel_password" : "password", {
      value: password,
      key: `${key}[1]`,
    });
  }

  #version(value: unknown): void {
    if (value === "2.0" || value === 2) return;
    const message = `${this.#place("version")} is ${
      shownValue(value)
    }, but only "2.0", the form of an old bot, is known`;
    throw configError("wrong_value", message, "Leave the key out: today's form has no version.");
  }

  #platforms(value: unknown): void {
    const [first, ...others] = isList(value) ? value : [];
    if (!isFields(first)) {
      const message = `${this.#place("platforms")} is ${
        shownValue(value)
      }, but must be a list with the object of one platform`;
      throw configError(
        "wrong_type",
        message,
        "Write domain, channel and user at the top of the file instead.",
      );
    }
    if (others.length > 0) {
      this.#warnings.push(`${this.#place("platforms")}: only the first is used, as the old bot did`);
    }
    const names = ["domain", "channel", "user", "proxy"];
    for (const [name, field] of entries(first)) {
      const key = `platforms[0].${name}`;
      if (names.includes(name)) this.#entry(name, key, field);
      else this.#unknown(key, name, names);
    }
  }

  #section(section: string, value: unknown, names: Readonly<Record<string, SettingName>>): void {
    if (!isFields(value)) {
      const message = `${this.#place(section)} is ${shownValue(value)}, but must be an object`;
      throw configError("wrong_type", message, "See docs/CONFIG.md for the form of the file.");
    }
    for (const [name, field] of entries(value)) {
      const setting = Object.hasOwn(names, name) ? names[name] : undefined;
      const key = `${section}.${name}`;
      if (setting === undefined) this.#unknown(key, name, Object.keys(names));
      else this.#settings.set(setting, { value: field, key });
    }
  }

  /** An address or a path, or an object with a path; `database_url` wins over it. */
  #database(value: unknown): void {
    const modern = this.#settings.get("database_url");
    if (typeof value === "object") this.#section("database", value, { path: "database_url" });
    else this.#settings.set("database_url", { value, key: "database" });
    if (modern?.key === "database_url") this.#settings.set("database_url", modern);
  }

  /** An address, or an object with the settings of NATS by the rest of their names. */
  #nats(value: unknown): void {
    // An old bot's file may have `"nats": null` for none.
    if (value === null) return;
    if (typeof value === "object") this.#section("nats", value, NATS_NAMES);
    else this.#settings.set("nats_url", { value, key: "nats" });
  }

  #plugins(value: unknown, oldForm: boolean): void {
    if (!isFields(value)) return void this.#settings.set("plugins", { value, key: "plugins" });
    const kept: Record<string, unknown> = {};
    for (const [name, field] of entries(value)) {
      const retired = oldForm ? retiredKey(`plugins.${name}`) : undefined;
      if (retired === undefined) kept[name] = clean(field);
      else this.#retired(`plugins.${name}`, retired);
    }
    this.#settings.set("plugins", { value: kept, key: "plugins" });
  }

  #unknown(key: string, name: string, known: readonly string[]): void {
    const retired = retiredKey(key);
    if (retired !== undefined) return this.#retired(key, retired);
    const meant = didYouMean(name, known);
    const hint = meant === undefined
      ? `Take it out, or start its name with "_" to keep it as a comment. Known here: ${known.join(", ")}.`
      : `Did you mean "${meant}"?`;
    throw configError("unknown_key", `${this.#place(key)} is not a setting`, hint);
  }

  #retired(key: string, instead: string): void {
    this.#warnings.push(`${this.#place(key)} has no effect any more: ${instead}`);
  }

  #place(key: string): string {
    return `${key} in ${this.path}`;
  }
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

/** The entries of an object without its comments: keys that start with `_`. */
function entries(fields: Fields): [string, unknown][] {
  return Object.entries(fields).filter(([key]) => !key.startsWith("_"));
}

/** A value without comments, at any depth. */
function clean(value: unknown): unknown {
  if (isList(value)) return value.map(clean);
  return isFields(value)
    ? Object.fromEntries(entries(value).map(([key, field]) => [key, clean(field)]))
    : value;
}
