/**
 * The list of plugins, `plugins/mod.ts`, with one more.
 *
 * @module
 */
import { RoseyError } from "../../src/domain/errors.ts";
import type { PluginName } from "./plugin_name.ts";

/** The text of the list with another plugin at its end; imports stay in the order of their paths. */
export function withPlugin(list: string, { path, identifier }: PluginName): string {
  const lines = list.split("\n");
  const line = `import ${identifier} from "./${path}/plugin.ts";`;
  const imports = lines.flatMap((text, index) => {
    const [, from] = /^import \w+ from "\.\/(\w+)\/plugin\.ts";$/.exec(text) ?? [];
    return from === undefined ? [] : [{ from, index }];
  });
  const after = imports.findLast(({ from }) => from < path) ?? imports.at(0);
  const array = /(export const plugins = \[)([^\]]*?),?\s*(\] as const;)/;
  if (after === undefined || !array.test(list)) {
    throw new RoseyError("plugins/mod.ts is not written as a list of plugins", {
      code: "plugin.list",
      exit: "usage",
      hint: `Add these by hand: ${line} and ${identifier}, at the end of \`plugins\`.`,
    });
  }
  lines.splice(after.from < path ? after.index + 1 : after.index, 0, line);
  return lines.join("\n").replace(array, `$1$2, ${identifier}$3`);
}
