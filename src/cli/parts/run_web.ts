/**
 * The page and the HTTP API without a room: served from the memory, beside the bot or while she is away.
 *
 * @module
 */

import type { PluginSettings, Repositories } from "../../../db/repositories/mod.ts";
import { readInfo } from "../../../db/transfer/info.ts";
import { plugins } from "../../../plugins/mod.ts";
import type { Config } from "../../config/load_config.ts";
import { Health, NO_WRITES } from "../../telemetry/health.ts";
import { Metrics } from "../../telemetry/metrics/metrics.ts";
import { EventRing } from "../../web/api/event_ring.ts";
import type { PluginKeeper } from "../../web/routes/plugins.ts";
import { programTables } from "../program_tables.ts";
import { checkPlugins } from "../room/check_plugins.ts";
import { WebDoor } from "../room/web_door.ts";
import { aborted } from "../until_stopped.ts";
import { version } from "../version.ts";
import { type PartOptions, visitWhenThere } from "./part.ts";
import { PolledEvents } from "./polled_events.ts";
import { StoredSwitches } from "./stored_switches.ts";
import { webApp } from "./web_part.ts";

/** What the part is run with. */
export interface RunWebOptions extends PartOptions {
  /** Hears the address as soon as it answers. */
  readonly onServing: (address: string) => void;
}

/**
 * Serves until `signal` aborts. Nothing is made and nothing is migrated.
 *
 * @throws {RoseyError} as `startWebServer` and a visit to the database do.
 */
export async function runWeb(options: RunWebOptions): Promise<void> {
  const { config, clock, log, signal } = options;
  checkPlugins(config, plugins.map(({ name }) => name));
  await using parts = new AsyncDisposableStack();
  let channel = "";
  const health = new Health({
    version,
    // Known when the memory is.
    get channel() {
      return channel;
    },
    clock,
  });
  const web = parts.adopt(
    new WebDoor({ config, log, health: () => health.report(), control: () => undefined }),
    (door) => door.close(),
  );
  options.onServing(web.address);
  const opened = await visitWhenThere(options);
  if (opened === undefined) return;
  const { driver, repositories, sink } = parts.adopt(opened, (open) => open.close());
  channel = (await repositories.binding.get())?.channel ?? "";
  const metrics = parts.adopt(new Metrics(clock), (figures) => figures.stop());
  const ring = new EventRing();
  const events = parts.adopt(
    await PolledEvents.open({ repositories, clock, log, tell: (event) => ring.add(event) }),
    (polled) => polled.close(),
  );
  const switches = parts.adopt(
    await StoredSwitches.open({ repositories, clock, log }),
    (stored) => stored.close(),
  );
  health.watch({
    inChannel: () => events.last.inChannel,
    lastFrameAgeMs: () => undefined,
    database: () => events.last.reads ? "ok" : "away",
    writes: () => NO_WRITES,
    nats: () => "off",
    reconnects: () => 0,
  });
  health.begun();
  const serving = new AbortController();
  parts.defer(web.open(webApp({
    repositories,
    sink,
    database: driver,
    config,
    settings: config.settings.plugins,
    clock,
    log,
    ring,
    metrics: () => metrics.text(),
    room: undefined,
    signal: serving.signal,
    // The bot looks by herself for what others queued.
    wake: () => {},
    plugins: storedPlugins(config, repositories),
    isOn: (plugin) => switches.isOn(plugin),
    info: () => readInfo(driver, config.database, programTables().lines),
    vital: web.vital,
  })));
  parts.defer(() => health.stopping());
  parts.defer(() => serving.abort(new Error("Rosey stops")));
  log.info("the page is served", { address: web.address, version });
  await aborted(signal);
  log.info("stopping");
}

/** The plugins as they are configured and stored; they are changed where the bot is. */
function storedPlugins(
  { settings }: Config,
  { pluginSettings }: Pick<Repositories, "pluginSettings">,
): PluginKeeper {
  return {
    async list() {
      const stored = await pluginSettings.list();
      return plugins.map(({ name, summary, essential, settings: shape }) => {
        const changed = stored.find(({ plugin }) => plugin === name);
        const written = { ...objectOf(settings.plugins[name]), ...objectOf(changed?.settings) };
        return {
          name,
          summary,
          essential,
          enabled: essential || isOn(changed),
          settings: shape.safeParse(written).data ?? {},
          commands: [],
          shape,
        };
      });
    },
    change: undefined,
  };
}

function isOn(changed: PluginSettings | undefined): boolean {
  return changed?.enabled ?? true;
}

function objectOf(value: unknown): object {
  return typeof value === "object" && value !== null ? value : {};
}
