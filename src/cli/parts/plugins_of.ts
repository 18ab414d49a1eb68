/**
 * The plugins as the HTTP API shows and changes them.
 *
 * @module
 */

import { z } from "zod";
import { plugins } from "../../../plugins/mod.ts";
import type { Bot } from "../../bot/bot.ts";
import type { PluginKeeper } from "../../web/routes/plugins.ts";

/** Those of a bot in this process. */
export function pluginsOf(bot: Pick<Bot, "plugins" | "switchPlugin" | "configurePlugin">): PluginKeeper {
  return {
    list: () =>
      Promise.resolve(bot.plugins.map((state) => {
        const declared = plugins.find(({ name }) => name === state.name);
        return { ...state, shape: declared?.settings ?? z.unknown() };
      })),
    async change(name, { enabled, settings }, by) {
      if (settings !== undefined) await bot.configurePlugin(name, settings, by);
      if (enabled !== undefined) await bot.switchPlugin(name, enabled, by);
    },
  };
}
