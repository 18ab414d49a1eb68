/**
 * Whether the settings of plugins name plugins that this program has.
 *
 * @module
 */

import { configError, shownValue } from "../../config/config_error.ts";
import { didYouMean } from "../../config/did_you_mean.ts";
import type { Config } from "../../config/load_config.ts";

/**
 * Refuses settings for plugins that there are not. What stands in a plugin's settings is for the plugin to check.
 *
 * @throws {RoseyError} `config.unknown_plugin` or `config.wrong_value`.
 */
export function checkPlugins({ settings, origins }: Config, names: readonly string[]): void {
  const origin = origins.get("plugins");
  const file = origin?.source === "file" ? origin.place.slice("plugins".length) : "";
  const place = (name: string) => `plugins.${name}${file}`;
  for (const [name, value] of Object.entries(settings.plugins)) {
    if (!names.includes(name)) {
      const meant = didYouMean(name, names);
      const hint = meant === undefined ? `There are: ${names.join(", ")}.` : `Did you mean "${meant}"?`;
      throw configError("unknown_plugin", `${place(name)} is not a plugin`, hint);
    }
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      const message = `${place(name)} is ${shownValue(value)}, but must be an object of settings`;
      throw configError("wrong_value", message, `Write "${name}": { } with the settings of that plugin.`);
    }
  }
}
