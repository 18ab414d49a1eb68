/**
 * Telling an operator what is wrong with a plugin's settings: the place, and what was probably meant.
 *
 * @module
 */

import { z } from "zod";
import { RoseyError } from "../domain/errors.ts";
import type { Plugin } from "../plugin/define_plugin.ts";
import { didYouMean } from "../plugin/did_you_mean.ts";

/** The first fault of a plugin's settings, as an error that ends with `usage`. */
export function settingsError(
  plugin: Pick<Plugin<never>, "name" | "settings">,
  error: z.ZodError,
): RoseyError {
  const [issue] = error.issues;
  const place = ["plugins", plugin.name, ...issue?.path ?? []].map(String).join(".");
  const options = { code: "config.plugin_settings", exit: "usage", cause: error } as const;
  const [unknown] = issue?.code === "unrecognized_keys" ? issue.keys : [];
  if (unknown !== undefined) {
    return new RoseyError(`${place}.${unknown} is not a setting`, {
      ...options,
      hint: knownHint(plugin, unknown),
    });
  }
  return new RoseyError(`the setting ${place} is wrong: ${issue?.message ?? "it does not fit"}`, {
    ...options,
    hint: "Correct it, or leave it out.",
  });
}

function knownHint({ settings }: Pick<Plugin<never>, "settings">, unknown: string): string {
  const known = settings instanceof z.ZodObject ? Object.keys(settings.shape) : [];
  const meant = didYouMean(unknown, known);
  if (meant !== undefined) return `Did you mean "${meant}"?`;
  return known.length === 0
    ? "This plugin has no settings: take it out."
    : `Known here: ${known.join(", ")}.`;
}
