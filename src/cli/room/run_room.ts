/**
 * Puts one room together: memory, client, bot with its plugins, and the web port; and takes it apart again.
 *
 * @module
 */

import type { Repositories } from "../../../db/repositories/mod.ts";
import { plugins } from "../../../plugins/mod.ts";
import { Bot } from "../../bot/bot.ts";
import type { LineCondition } from "../../bot/ports.ts";
import { type Config, configSecrets } from "../../config/load_config.ts";
import { CytubeClient, type CytubeClientOptions, type ExitOutcome } from "../../cytube/client.ts";
import { EventStamps } from "../../cytube/event_stamps.ts";
import { discoveryFetch, parseProxy } from "../../cytube/proxy.ts";
import { socketIoTransport } from "../../cytube/socket_io_transport.ts";
import type { Clock, Random } from "../../domain/clock.ts";
import type { Trace } from "../../domain/trace.ts";
import { Counters } from "../../telemetry/counters.ts";
import { Health } from "../../telemetry/health.ts";
import { countingLog } from "../../telemetry/counting_log.ts";
import type { Logger } from "../../telemetry/log.ts";
import { Metrics } from "../../telemetry/metrics/metrics.ts";
import { processMemory } from "../../telemetry/metrics/process_memory.ts";
import { EventRing } from "../../web/api/event_ring.ts";
import { ControlDoor } from "../control/control_door.ts";
import { answeredSubjects } from "../parts/answered_subjects.ts";
import { NatsPart } from "../parts/nats_part.ts";
import { pluginsOf } from "../parts/plugins_of.ts";
import { webApp } from "../parts/web_part.ts";
import { aborted } from "../until_stopped.ts";
import { version } from "../version.ts";
import { endError } from "./end_error.ts";
import { waitForDatabase } from "./database_wait.ts";
import { type Memory, type MemoryOptions, openMemory } from "./open_memory.ts";
import { QueuedSpeaker } from "./queued_speaker.ts";
import { checkPlugins } from "./check_plugins.ts";
import { forgottenConnects, storedConnects } from "./connect_logs.ts";
import type { RoomPlan } from "./room_plan.ts";
import { tracedLine, tracedSink } from "./traced_parts.ts";
import { WebDoor } from "./web_door.ts";

/** What a room is run with. */
export interface RoomOptions {
  readonly plan: RoomPlan;
  readonly config: Config;
  readonly log: Logger;
  readonly clock: Clock;
  readonly random: Random;
  /** What this machine calls itself, for the ledger of migrations. */
  readonly host: string;
  /** Where Rosey keeps what is hers alone, such as changes for a database that is away. */
  readonly stateFolder: string;
  /** Makes spans of what happens; none when left out. */
  readonly trace?: Trace | undefined;
  /** Ends the room in good order. */
  readonly signal: AbortSignal;
  /** Hears the address of the web port as soon as it answers. */
  readonly onServing: (address: string) => void;
}

/**
 * Joins the room of a plan and stays until `signal` aborts. What was begun is ended in the opposite order, whatever
 * happens: answers reach the room before the client leaves, and everything is durable before the memory closes.
 *
 * @throws {RoseyError} when the room cannot be begun, or ended by itself: its exit code says why.
 */
export async function runRoom(options: RoomOptions): Promise<void> {
  const { plan, config, clock, random, signal } = options;
  checkPlugins(config, plugins.map(({ name }) => name));
  await using parts = new AsyncDisposableStack();
  const metrics = parts.adopt(new Metrics(clock), (figures) => figures.stop());
  const log = countingLog(options.log, (level) => metrics.work.complained(level));
  const health = new Health({ version, channel: plan.channel, clock });
  const control = new ControlDoor();
  const web = parts.adopt(
    new WebDoor({ config, log, health: () => health.report(), control: () => control.sources }),
    (door) => door.close(),
  );
  options.onServing(web.address);

  const committed = (units: number, seconds: number) => metrics.work.committed(units, seconds);
  const opened = await openWhenThere({ ...options, log, committed });
  if (opened === undefined) return;
  const { trace } = options;
  const held = parts.adopt(opened, (open) => open.close());
  const memory = trace === undefined ? held : { ...held, sink: tracedSink(held.sink, trace) };
  const runId = crypto.randomUUID();
  const stamps = new EventStamps(runId, clock);
  const leave = new AbortController();
  const events = new Counters();
  const client = new CytubeClient({
    ...connection(options, parts),
    connectLog: plan.remembersConnects
      ? storedConnects(memory.repositories, { sink: memory.sink, clock, runId })
      : forgottenConnects(),
    stamps,
    sink: (event) => {
      events.add(event.kind);
      bot.accept(event);
    },
  });
  const ring = new EventRing();
  const bus = natsOf(options, memory, log);
  if (bus !== undefined) parts.defer(() => bus.stop());
  const told = bus?.tell();
  const line = lineCondition(client, () => bot.waitingLines, clock);
  const bot = await Bot.start<Repositories>({
    room: client.room,
    speaker: new QueuedSpeaker(client.speaker, log),
    roomLine: trace === undefined ? client.line : tracedLine(client.line, trace),
    line,
    memory: memory.repositories,
    sink: memory.sink,
    database: memory.database,
    clock,
    random,
    log,
    outside: {
      kept: (event) => told?.kept(event) ?? [],
      passed: (event) => {
        metrics.room.follow(event);
        ring.add(event);
        told?.passed(event);
      },
    },
    trace,
    handled: (plugin, seconds, failure) => metrics.work.handled(plugin, seconds, failure),
    stamp: () => stamps.next(),
    plugins,
    repositories: memory.repositories,
    settings: config.settings.plugins,
    prefix: config.settings.prefix,
    secrets: configSecrets(config),
    version,
    server: plan.server,
  });
  health.watch({
    inChannel: () => client.room.inRoom,
    lastFrameAgeMs: () => line.lastFrameAgeMs,
    database: () => memory.health(),
    writes: () => memory.writes(),
    nats: () => bus?.health ?? "off",
    reconnects: () => Math.max(0, events.count("room.entered") - 1),
  });
  metrics.watch({
    nowMs: () => clock.now(),
    health: () => health.report(),
    people: () => ({ inChat: client.room.users.length, connected: client.room.connected }),
    outbox: () => memory.repositories.outbox.counts(),
    pool: () => memory.pool(),
    memory: processMemory,
    bus: bus === undefined ? undefined : () => bus.condition,
  });
  const { stateFolder } = options;
  await control.open({
    address: web.address,
    stateFolder,
    database: plan.database,
    channel: plan.channel,
    log,
    wake: () => bot.wakeOutbox(),
    why: ({ user = client.room.myName ?? "", ...asked }) => bot.why({ user, ...asked }),
  });
  const serving = new AbortController();
  const desk = {
    ...memory,
    clock,
    log,
    room: client.room,
    signal: serving.signal,
    settings: config.settings.plugins,
    wake: () => bot.wakeOutbox(),
    isOn: (plugin: string) => bot.isOn(plugin),
  };
  parts.defer(
    web.open(webApp({
      ...desk,
      config,
      ring,
      metrics: () => metrics.text(),
      plugins: pluginsOf(bot),
      vital: web.vital,
    })),
  );
  bus?.serve(answeredSubjects(desk));
  bus?.obey(desk);
  parts.defer(() => serving.abort(new Error("Rosey stops")));
  const running = client.run(leave.signal);
  parts.defer(async () => {
    leave.abort();
    // Its failure, if any, is what brought us here.
    await running.catch(() => undefined);
  });
  parts.defer(() => bot.stop());
  parts.defer(() => memory.stopWaiting());
  parts.defer(() => health.stopping());
  parts.defer(() => control.close());
  await untilEnd(running, signal);
  log.info("stopping", { events: events.snapshot() });
}

/** `undefined` where no NATS is configured. */
function natsOf(
  { plan: { nats: target, channel }, config, clock }: RoomOptions,
  { repositories, sink }: Memory,
  log: Logger,
): NatsPart | undefined {
  if (target === undefined) return undefined;
  const waitingMax = config.settings.nats_waiting_max;
  return new NatsPart({ target, channel, waitingMax, repositories, sink, clock, log });
}

/** `undefined` when the wait for the database was ended. */
function openWhenThere(
  options: RoomOptions & Pick<MemoryOptions, "committed">,
): Promise<Memory | undefined> {
  const { plan, config, clock, random, log, signal } = options;
  return waitForDatabase(() => openMemory(plan, options), {
    kind: plan.database.kind,
    waitMs: config.settings.database_wait * 1000,
    clock,
    random,
    log,
    signal,
  });
}

/** Resolves when the room is to be left, and throws when it ended by itself. */
async function untilEnd(running: Promise<ExitOutcome>, signal: AbortSignal): Promise<void> {
  const outcome = await Promise.race([running, aborted(signal)]);
  const error = outcome === undefined ? undefined : endError(outcome);
  if (error !== undefined) throw error;
}

/** What the client is told of the way to the room. */
function connection(
  { plan, config, log, clock, random }: RoomOptions,
  parts: AsyncDisposableStack,
): Omit<CytubeClientOptions, "connectLog" | "stamps" | "sink"> {
  const { proxy, fail_fast: failFast, require_registered: requireRegistered } = config.settings;
  const address = proxy === undefined ? undefined : parseProxy(proxy);
  const discovery = parts.adopt(discoveryFetch(address), (open) => open.close());
  return {
    domain: plan.server,
    channel: plan.channel,
    channelPassword: plan.channelPassword,
    user: plan.user,
    requireRegistered,
    failFast,
    clock,
    random,
    transport: socketIoTransport(address),
    fetch: discovery.fetch,
    log,
  };
}

function lineCondition(client: CytubeClient, waitingLines: () => number, clock: Clock): LineCondition {
  return {
    get lastFrameAgeMs() {
      const at = client.lastFrameAtMs;
      return at === undefined || !client.room.inRoom ? undefined : Math.max(0, clock.now() - at);
    },
    get waitingLines() {
      return waitingLines();
    },
  };
}
