/**
 * The `plugin` command: which plugins there are, on and off, and their settings.
 *
 * @module
 */

import { RoseyError } from "../domain/errors.ts";
import type { Secret } from "../domain/secret.ts";
import { arg } from "../plugin/arguments.ts";
import type { ArgumentValues } from "../plugin/arguments.ts";
import { CommandRefusal } from "../plugin/command.ts";
import type { CommandDeclaration } from "../plugin/command.ts";
import { maskSecrets } from "./mask_secrets.ts";
import type { PluginSwitches } from "./plugin_switches.ts";

/** What the command works on. */
export interface PluginCommandOptions {
  readonly switches: PluginSwitches;
  /** What must never be shown. */
  readonly secrets: readonly Secret[];
}

const ARGS = {
  action: arg.choice("list", "on", "off", "show", "set").default("list"),
  name: arg.word().optional(),
  setting: arg.word().optional(),
  value: arg.rest().optional(),
};

type Asked = ArgumentValues<typeof ARGS>;

/** See the module. */
export function pluginCommand({ switches, secrets }: PluginCommandOptions) {
  const declaration: CommandDeclaration<typeof ARGS> = {
    name: "plugin",
    summary:
      "Lists the plugins, switches one on or off, shows or changes its settings (without a value: as configured)",
    args: ARGS,
    rank: "admin",
    changes: true,
    examples: [
      ["!plugin", /^(On|Off): |no plugins/],
      ["!plugin off nothing", /There is no plugin "nothing"/],
      ["!plugin set nothing limit 5", /There is no plugin "nothing"/],
    ],
    async run({ args, user, reply }) {
      await reply(maskSecrets(await answerOf(switches, args, user.name), secrets));
    },
  };
  return declaration;
}

/** Does what is asked, and says so; what the plugins' switches refuse is the answer, too. */
async function answerOf(switches: PluginSwitches, asked: Asked, by: string): Promise<string> {
  const { action, name, setting } = asked;
  if (action === "list") return listText(switches);
  if (name === undefined) throw new CommandRefusal(`Which plugin? ${listText(switches)}`);
  try {
    if (action === "on" || action === "off") {
      const isNew = await switches.switch(name, action === "on", by);
      return `${name} is ${isNew ? "" : "already "}${action}.`;
    }
    if (action === "set" && setting === undefined) {
      throw new CommandRefusal(`Which setting? ${shown(switches, name)}`);
    }
    if (action === "set" && setting !== undefined) await configure(switches, { ...asked, name, setting }, by);
    return shown(switches, name);
  } catch (error) {
    if (!(error instanceof RoseyError) || error.exit !== "usage") throw error;
    const { message, hint } = error;
    throw new CommandRefusal(hint === undefined ? message : `${message.replace(/(?<![.?!])$/, ".")} ${hint}`);
  }
}

function listText({ list }: PluginSwitches): string {
  const names = (enabled: boolean) =>
    list.filter((state) => state.enabled === enabled).map(({ name }) => name);
  const lines = [["On", names(true)], ["Off", names(false)]] as const;
  const text = lines.flatMap(([word, found]) => found.length === 0 ? [] : [`${word}: ${found.join(", ")}.`]);
  return text.join(" ") || "There are no plugins.";
}

function shown(switches: PluginSwitches, name: string): string {
  const { enabled, settings } = switches.find(name);
  const entries = typeof settings === "object" && settings !== null ? Object.entries(settings) : [];
  const texts = entries.map(([setting, value]) => `${setting} = ${JSON.stringify(value)}`);
  return `${name} is ${enabled ? "on" : "off"}. ${
    texts.length === 0 ? "It has no settings." : texts.join(", ")
  }`;
}

interface WantedSetting {
  readonly name: string;
  readonly setting: string;
  readonly value: string | undefined;
}

/** A value is read as JSON where it is some and the plugin takes it so; as a text otherwise. */
async function configure(switches: PluginSwitches, wanted: WantedSetting, by: string): Promise<void> {
  const { name, setting, value } = wanted;
  const json = value === undefined ? undefined : jsonOf(value);
  try {
    return await switches.configure(name, { [setting]: json?.value ?? value }, by);
  } catch (error) {
    const isRefused = error instanceof RoseyError && error.code === "config.plugin_settings";
    if (!isRefused || json === undefined) throw error;
    // Told is what was wrong with the value as it was written first.
    await switches.configure(name, { [setting]: value }, by).catch(() => Promise.reject(error));
  }
}

function jsonOf(text: string): { readonly value: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return { value };
  } catch {
    return undefined;
  }
}
