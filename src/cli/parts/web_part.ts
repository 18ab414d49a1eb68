/**
 * The HTTP API of this program: the core's routes and those of every plugin, over an open memory.
 *
 * @module
 */

import type { Repositories } from "../../../db/repositories/mod.ts";
import type { DatabaseInfo } from "../../../db/transfer/info.ts";
import { plugins } from "../../../plugins/mod.ts";
import type { Config } from "../../config/load_config.ts";
import { errorText } from "../../domain/errors.ts";
import type { IdentifyToken, TokenGateOptions } from "../../web/api/token_gate.ts";
import type { OwnedRoute } from "../../web/api/mount_routes.ts";
import { createApp, type VitalOptions, type WebAppOptions } from "../../web/app.ts";
import { conditionRoutes, type DatabaseFigures } from "../../web/routes/condition.ts";
import { type Noted, type PluginKeeper, pluginRoutes } from "../../web/routes/plugins.ts";
import { sessionRoutes } from "../../web/routes/session.ts";
import { type TokenKeeper, tokenRoutes } from "../../web/routes/tokens.ts";
import { version } from "../version.ts";
import { type KeptFigures, keptFigures } from "./kept_figures.ts";
import { deskOf, type DeskParts } from "./desk.ts";

/** What the API is made of. */
export interface WebPartOptions extends DeskParts, Pick<WebAppOptions, "ring" | "isOn" | "metrics"> {
  readonly config: Config;
  readonly repositories: Repositories;
  readonly vital: VitalOptions;
  readonly plugins: PluginKeeper;
  /** The figures of the database. */
  info(): Promise<DatabaseInfo>;
}

/** Makes the app. Rejects nobody's settings: they were checked when the plugins started. */
export function webApp(options: WebPartOptions): ReturnType<typeof createApp> {
  const { clock, ring, isOn, metrics, signal, vital, config: { settings } } = options;
  const gate = { identify: identifyToken(options), publicStatistics: settings.web_public_statistics };
  return createApp({
    ...vital,
    clock,
    version,
    gate,
    routes: webRoutes(options, gate),
    ring,
    metrics,
    isOn,
    stop: signal,
  });
}

/** Every path of the API, the core's first. */
export function webRoutes(options: WebPartOptions, gate: TokenGateOptions): readonly OwnedRoute[] {
  return [...coreRoutes(gate, options), ...routesOfPlugins(options)];
}

function coreRoutes({ identify, publicStatistics }: TokenGateOptions, options: WebPartOptions): OwnedRoute[] {
  const { vital, clock } = options;
  const info = keptFigures(() => options.info(), clock);
  const sources = { health: () => vital.health(), database: async () => figuresOf(await info()) };
  return [
    ...sessionRoutes(identify, publicStatistics),
    ...tokenRoutes(tokenKeeper(options)),
    ...pluginRoutes(options.plugins, noting(options)),
    ...conditionRoutes(sources),
  ].map((route) => ({ plugin: undefined, route }));
}

function figuresOf({ readAtMs, info }: KeptFigures): DatabaseFigures {
  const { kind, engine, database, sizeBytes, tables, lines } = info;
  return {
    at: Math.floor(readAtMs / 1000),
    kind,
    engine,
    location: database,
    sizeBytes,
    tables: tables.map(({ table, rows }) => ({ name: table, rows })),
    migrations: lines.map(({ newest, ...line }) => ({ ...line, newest: newest ?? null })),
  };
}

function noting({ repositories: { actions }, sink, clock }: WebPartOptions): Noted {
  return async (by, kind, details) => {
    const writes = actions.logged({ atMs: clock.now(), user: `token:${by}`, kind, details });
    await sink.commit({ id: `api ${crypto.randomUUID()}`, writes });
  };
}

function tokenKeeper(options: WebPartOptions): TokenKeeper {
  const { repositories: { tokens }, sink, clock } = options;
  return {
    list: (includeRevoked) => tokens.list({ includeRevoked }),
    async issue(wanted) {
      return (await tokens.issue(sink, { ...wanted, atMs: clock.now() })).reveal();
    },
    revoke: (tokenNameOrStart) => tokens.revoke(sink, tokenNameOrStart, clock.now()),
    nowMs: () => clock.now(),
    noted: noting(options),
  };
}

function routesOfPlugins(options: WebPartOptions): OwnedRoute[] {
  const { settings, repositories } = options;
  return plugins.flatMap((plugin) => {
    const desk = deskOf(plugin.name, options);
    const routes = plugin.routes({ settings: settings[plugin.name], memory: repositories, desk });
    return routes.map((route) => ({ plugin: plugin.name, route }));
  });
}

/** Whose token one is. A use is noted while the answer is on its way: nobody waits for that. */
export function identifyToken(
  { repositories: { tokens }, sink, clock, log }: DeskParts & Pick<WebPartOptions, "repositories">,
): IdentifyToken {
  return async (shown) => {
    const token = await tokens.identify(shown, clock.now());
    if (token.kind !== "good") return token;
    const noted = tokens.noteUse(sink, token, clock.now());
    noted.catch((error) => log.warn("the use of a token was not noted", { error: errorText(error) }));
    return { ...token, name: token.name ?? token.preview };
  };
}
