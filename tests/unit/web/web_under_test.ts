/** The whole HTTP API of the program, over an empty memory, asked without a network. */
import { z } from "zod";
import { plugins } from "../../../plugins/mod.ts";
import { identifyToken, webApp, type WebPartOptions, webRoutes } from "../../../src/cli/parts/web_part.ts";
import { loadConfig } from "../../../src/config/load_config.ts";
import type { TokenScope } from "../../../src/domain/api_token.ts";
import { ManualClock } from "../../../src/domain/clock.ts";
import { RoseyError } from "../../../src/domain/errors.ts";
import type { RoomView } from "../../../src/domain/room.ts";
import { type HealthReport, NO_WRITES } from "../../../src/telemetry/health.ts";
import { createLog } from "../../../src/telemetry/log.ts";
import { EventRing } from "../../../src/web/api/event_ring.ts";
import { type MemoryDatabase, openMemoryDatabase } from "../plugins/memory_database.ts";

const HEALTH: HealthReport = {
  status: "ok",
  inChannel: true,
  channel: "movies",
  lastFrameAgeMs: 12,
  database: "ok",
  nats: "off",
  writes: NO_WRITES,
  version: "1.2.3",
  uptimeSeconds: 5,
  reconnects: 0,
};

/** How something is asked. */
export interface Asked {
  readonly method?: string;
  readonly token?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Each address has a rate limit of its own. */
  readonly address?: string;
}

/** Opens it; over a memory of its own unless one is given, and beside the bot unless a room is. */
export async function webUnderTest(
  { memory: given, room }: { readonly memory?: MemoryDatabase; readonly room?: RoomView } = {},
) {
  const clock = new ManualClock();
  const memory = given ?? await openMemoryDatabase(plugins);
  const complaints: string[] = [];
  const log = createLog({
    level: "warn",
    format: "json",
    colour: false,
    clock,
    redact: (text) => text,
    write: (line) => void complaints.push(line),
  });
  const switched: string[] = [];
  const stop = new AbortController();
  const woken: number[] = [];
  const options: WebPartOptions = {
    config: await loadConfig({ flags: {}, environment: {} }),
    settings: {},
    repositories: memory.repositories,
    sink: memory.sink,
    database: memory.database,
    clock,
    log,
    room,
    signal: stop.signal,
    ring: new EventRing(),
    metrics: () => Promise.resolve({ contentType: "text/plain", text: "" }),
    wake: () => void woken.push(clock.now()),
    isOn: () => true,
    info: () =>
      Promise.resolve({
        database: "sqlite::memory:",
        kind: "sqlite",
        engine: "SQLite 3",
        state: "ours",
        version: "20261128000000",
        pending: 0,
        lines: [{ line: "core", applied: 5, pending: 0, newest: "20261128000000" }],
        sizeBytes: 4_096,
        unusedBytes: 0,
        tables: [{ table: "recent_chat", rows: 0 }],
        room: undefined,
        oldestLineMs: undefined,
        newestLineMs: undefined,
        openSessions: 0,
        backups: [],
      }),
    plugins: {
      list: () =>
        Promise.resolve([
          {
            name: "stats",
            summary: "Counts",
            essential: false,
            enabled: !switched.includes("stats off"),
            settings: {},
            shape: z.object({}),
            commands: ["stats"],
          },
          {
            name: "audit",
            summary: "Writes down",
            essential: true,
            enabled: true,
            settings: {},
            shape: z.object({}),
            commands: [],
          },
        ]),
      change: (name, { enabled, settings }) => {
        const wrong = Object.keys(settings ?? {}).find((setting) => setting === "wrong");
        if (wrong !== undefined) {
          return Promise.reject(
            new RoseyError(`${name}.${wrong} is not a setting`, { code: "config", exit: "usage" }),
          );
        }
        if (settings !== undefined) switched.push(`${name} ${JSON.stringify(settings)}`);
        if (enabled !== undefined) switched.push(`${name} ${enabled ? "on" : "off"}`);
        return Promise.resolve();
      },
    },
    vital: {
      health: () => HEALTH,
      control: () => undefined,
      hosts: [],
      report: (error, where) => void complaints.push(`${where}: ${String(error)}`),
    },
  };
  const app = webApp(options);
  const issue = async (name: string, scopes: readonly TokenScope[], expiresMs?: number) => {
    const made = await memory.repositories.tokens.issue(memory.sink, {
      name,
      scopes,
      expiresMs,
      atMs: clock.now(),
    });
    return made.reveal();
  };
  let visitors = 0;
  const ask = async (
    path: string,
    { method = "GET", token, headers = {}, body, address = `10.0.0.${visitors++}` }: Asked = {},
  ) => {
    // Time passes between two requests, so that nobody is asked to wait who does not mean to.
    clock.advance(1_000);
    return await app.request(path, {
      method: method.toUpperCase(),
      headers: {
        host: "127.0.0.1:5000",
        ...(token === undefined ? {} : { "x-api-token": token }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    }, { address });
  };
  return {
    ask,
    issue,
    clock,
    memory,
    switched,
    woken,
    complaints,
    routes: webRoutes(options, { identify: identifyToken(options), publicStatistics: false }),
    [Symbol.asyncDispose]: () => memory[Symbol.asyncDispose](),
  };
}
