/**
 * The environment: the one place that reads it.
 *
 * @module
 */

import { didYouMean } from "./did_you_mean.ts";
import { factsOf, SETTING_NAMES, type SettingName } from "./setting_facts.ts";

/** The variables of a process, by name. Tests hand in their own. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Variables beside the settings' own. */
export const OTHER_VARIABLES = {
  ROSEY_CONFIG: "The configuration file; the flag --config wins",
  ROSEY_ENV: "What kind of installation this is: development, production; sizes the pools of PostgreSQL",
  OTEL_DENO: "`true`: spans, by Deno's own exporter; its `OTEL_` variables say where they go",
  NO_COLOR: "Set to anything: no colours",
  XDG_STATE_HOME:
    "Where the sandbox keeps its database, changes wait for a PostgreSQL that is away, and commands find a running Rosey: in a folder `rosey`; else `~/.local/state/rosey`",
} as const;

/** The environment of this process. */
export function processEnvironment(): Environment {
  return Deno.env.toObject();
}

/** A variable's value; an empty one counts as not set. */
export function variable(environment: Environment, name: string): string | undefined {
  const value = environment[name];
  return value === "" ? undefined : value;
}

/** What the environment says of each setting, unchecked. Switches and numbers are texts here, as on the command line. */
export function environmentSettings(environment: Environment): Map<SettingName, string> {
  const found = new Map<SettingName, string>();
  for (const name of SETTING_NAMES) {
    const { variable: key } = factsOf(name);
    const value = key === undefined ? undefined : variable(environment, key);
    if (value !== undefined) found.set(name, value);
  }
  return found;
}

/** A warning for each variable that looks like one of ours and is none. */
export function environmentWarnings(environment: Environment): string[] {
  const known = [
    ...SETTING_NAMES.flatMap((name) => factsOf(name).variable ?? []),
    ...Object.keys(OTHER_VARIABLES),
  ];
  return Object.keys(environment)
    .filter((name) => name.startsWith("ROSEY_") && !known.includes(name))
    .sort()
    .map((name) => {
      const meant = didYouMean(name, known);
      const hint = meant === undefined ? "" : `; did you mean ${meant}?`;
      return `the environment variable ${name} is not known and has no effect${hint}`;
    });
}

/** Whether Deno exports spans. */
export function isTraced(environment: Environment): boolean {
  return /^(true|1)$/i.test(variable(environment, "OTEL_DENO") ?? "");
}

/** What this machine calls itself, as far as its environment tells. */
export function hostName(environment: Environment): string {
  return variable(environment, "HOSTNAME") ?? variable(environment, "COMPUTERNAME") ?? "unknown";
}
