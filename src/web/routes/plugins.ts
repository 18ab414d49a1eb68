/**
 * The plugins over HTTP: what each is for, its switch and its settings.
 *
 * @module
 */

import { z } from "zod";
import { commandDetails, type Outcome } from "../../domain/command_details.ts";
import { errorText, RoseyError } from "../../domain/errors.ts";
import { defineRoute, HttpProblem, NO_BODY, NO_PARAMETERS, type Route } from "../../plugin/http_route.ts";

/** A plugin as it is now. */
export interface ShownPlugin {
  readonly name: string;
  readonly summary: string;
  readonly essential: boolean;
  readonly enabled: boolean;
  /** Checked. May hold secrets: shown to administrators alone. */
  readonly settings: unknown;
  readonly commands: readonly string[];
  /** The shape of its settings. */
  readonly shape: z.ZodType;
}

/** What the routes show and do. */
export interface PluginKeeper {
  list(): Promise<readonly ShownPlugin[]>;
  /** `undefined` where the bot is not in this process. */
  readonly change:
    | ((name: string, to: {
      readonly enabled: boolean | undefined;
      readonly settings: Readonly<Record<string, unknown>> | undefined;
    }, by: string) => Promise<void>)
    | undefined;
}

/** Writes into the audit who did what. */
export type Noted = (by: string, kind: string, details: string) => Promise<void>;

interface WantedChange {
  readonly name: string;
  readonly enabled: boolean | undefined;
  readonly settings: Readonly<Record<string, unknown>> | undefined;
}

const plugin = z.object({
  name: z.string(),
  summary: z.string(),
  essential: z.boolean(),
  enabled: z.boolean(),
  /** Null for those who are no administrators. */
  settings: z.unknown(),
  settingsSchema: z.unknown(),
  commands: z.array(z.string()),
});

/** The routes of the plugins. */
export function pluginRoutes({ list, change }: PluginKeeper, noted: Noted): readonly Route[] {
  return [
    defineRoute({
      method: "get",
      path: "/plugins",
      policy: "read",
      summary: "The plugins, on and off; administrators see their settings",
      params: NO_PARAMETERS,
      query: NO_PARAMETERS,
      body: NO_BODY,
      answer: z.object({ plugins: z.array(plugin) }),
      async handle({ caller: { scopes } }) {
        return { plugins: (await list()).map((one) => documentOf(one, scopes.includes("admin"))) };
      },
    }),
    defineRoute({
      method: "patch",
      path: "/plugins/:name",
      policy: "admin",
      summary:
        "Switches a plugin, or changes those of its settings that are named; null makes one as configured again",
      params: z.object({ name: z.string().min(1).max(100) }),
      query: NO_PARAMETERS,
      body: z.strictObject({
        enabled: z.boolean().optional(),
        settings: z.record(z.string().max(100), z.unknown()).optional(),
      }),
      answer: plugin,
      async handle({ params: { name }, body: { enabled, settings }, caller }) {
        if (change === undefined) {
          const detail =
            "plugins are changed in the bot's own process: ask its web port, or !plugin in the room";
          throw new HttpProblem(503, "no_bot_here", detail);
        }
        const found = (await list()).find((one) => one.name === name);
        if (found === undefined) throw new HttpProblem(404, "not_found", `there is no plugin "${name}"`);
        const asConfigured = settings &&
          Object.fromEntries(Object.entries(settings).map(([key, value]) => [key, value ?? undefined]));
        const told = (outcome: Outcome, detail?: string) =>
          noted(
            caller.name,
            "api_plugin_changed",
            changeDetails({ name, enabled, settings }, outcome, detail),
          );
        try {
          // Before the settings, too: what is refused has changed nothing.
          if (enabled === false && found.essential) throw essentialError(name);
          await change(name, { enabled, settings: asConfigured }, `token:${caller.name}`);
        } catch (error) {
          const isRefused = error instanceof RoseyError && error.exit === "usage";
          await told(isRefused ? "refused" : "error", errorText(error));
          throw error;
        }
        await told("success");
        const changed = (await list()).find((one) => one.name === name);
        if (changed === undefined) throw new Error(`the plugin ${name} has gone`);
        return documentOf(changed, true);
      },
    }),
  ];
}

/** As the command in the room is written down, but for the values: they may hold secrets. */
function changeDetails({ name, enabled, settings }: WantedChange, outcome: Outcome, detail?: string): string {
  const args = [
    ...(settings === undefined ? [] : [`set ${name} ${Object.keys(settings).join(" ")}`]),
    ...(enabled === undefined ? [] : [`${enabled ? "on" : "off"} ${name}`]),
  ];
  return commandDetails({ command: "plugin", args: args.join("; "), outcome, detail });
}

function essentialError(name: string): HttpProblem {
  return new HttpProblem(
    422,
    "plugin.essential",
    `the plugin "${name}" cannot be switched off: Rosey needs it`,
  );
}

function documentOf(shown: ShownPlugin, isAdmin: boolean): z.output<typeof plugin> {
  const { name, summary, essential, enabled, settings, commands, shape } = shown;
  return {
    name,
    summary,
    essential,
    enabled,
    settings: isAdmin ? settings ?? {} : {},
    settingsSchema: z.toJSONSchema(shape, { io: "input", unrepresentable: "any" }),
    commands: [...commands],
  };
}
