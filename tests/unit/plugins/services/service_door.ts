/** All services over a memory, asked as programs ask them, but for NATS. Every answer is held against its declaration. */
import assert from "node:assert/strict";
import { z } from "zod";
import type { Driver } from "../../../../db/drivers/driver.ts";
import type { Repositories } from "../../../../db/repositories/mod.ts";
import { readInfo } from "../../../../db/transfer/info.ts";
import { plugins } from "../../../../plugins/mod.ts";
import { allServices } from "../../../../src/cli/parts/all_services.ts";
import { type OwnedService, serviceEndpoints } from "../../../../src/cli/parts/service_endpoints.ts";
import { tablesWith } from "../../../../src/cli/program_tables.ts";
import type { TokenScope } from "../../../../src/domain/api_token.ts";
import { ManualClock } from "../../../../src/domain/clock.ts";
import type { UnitSink } from "../../../../src/domain/memory.ts";
import { ServiceRefusal } from "../../../../src/plugin/mod.ts";
import { COMMON_ERRORS } from "../../../../src/plugin/service_errors.ts";
import { createLog } from "../../../../src/telemetry/log.ts";
import { openMemoryDatabase } from "../memory_database.ts";

/** What the services stand on. */
export interface DoorMemory {
  readonly repositories: Repositories;
  readonly sink: UnitSink;
  readonly driver: Driver;
}

/** A service is asked through it. */
export class ServiceDoor {
  readonly clock = new ManualClock();
  readonly repositories: Repositories;
  readonly services: readonly OwnedService[];
  /** Plugins that are switched off. */
  readonly off = new Set<string>();
  /** How often the bot was told that something was queued. */
  wakes = 0;
  readonly sink: UnitSink;
  readonly #memory: DoorMemory;

  constructor(memory: DoorMemory, settings: Readonly<Record<string, unknown>> = {}) {
    const { repositories, sink, driver } = memory;
    this.#memory = memory;
    this.repositories = repositories;
    this.sink = sink;
    this.services = allServices({
      repositories,
      sink,
      clock: this.clock,
      wake: () => this.wakes++,
      database: driver,
      log: createLog({
        level: "error",
        format: "human",
        colour: false,
        clock: this.clock,
        redact: (text) => text,
        write: (line) => assert.fail(line),
      }),
      room: undefined,
      signal: new AbortController().signal,
      settings,
      info: () => readInfo(driver, { kind: "sqlite", path: ":memory:" }, tablesWith(plugins).lines),
    });
  }

  /** The services of another process over the same memory. */
  another(): ServiceDoor {
    return new ServiceDoor(this.#memory);
  }

  /** A token for these scopes. */
  async token(...scopes: readonly TokenScope[]): Promise<string> {
    const name = scopes.join(" ").replaceAll(":", " ");
    const wanted = { name, scopes, expiresMs: undefined, atMs: this.clock.now() };
    return (await this.repositories.tokens.issue(this.sink, wanted)).reveal();
  }

  /** A good answer, as it comes over the wire. */
  async ask(subject: string, payload: unknown = {}): Promise<unknown> {
    const { service, endpoint } = this.#find(subject);
    const context = { subject, signal: new AbortController().signal };
    const answer: unknown = await endpoint.handle(JSON.parse(JSON.stringify(payload)), context);
    const told: unknown = JSON.parse(JSON.stringify(answer));
    assert.deepEqual(service.answer.parse(told), told, `${subject} answers with more than it declares`);
    return told;
  }

  /** The code with which a request is refused, and the message. */
  async refused(subject: string, payload: unknown = {}): Promise<{ code: string; message: string }> {
    try {
      assert.fail(`${subject} was answered: ${JSON.stringify(await this.ask(subject, payload))}`);
    } catch (error) {
      if (error instanceof z.ZodError) {
        const [issue] = error.issues;
        return { code: "VALIDATION_ERROR", message: `${issue?.path.join(".")}: ${issue?.message}` };
      }
      if (!(error instanceof ServiceRefusal)) throw error;
      const { service: { errors } } = this.#find(subject);
      const declared: readonly string[] = [...errors, ...COMMON_ERRORS];
      assert.ok(declared.includes(error.serviceCode), `${subject} does not declare ${error.serviceCode}`);
      return { code: error.serviceCode, message: error.message };
    }
  }

  #find(subject: string) {
    const owned = this.services.find(({ service }) => matches(service.subject, subject));
    if (owned === undefined) throw new Error(`nobody answers ${subject}`);
    const [endpoint] = serviceEndpoints([owned], {
      isOn: (plugin) => !this.off.has(plugin),
      identify: (token) => this.repositories.tokens.identify(token, this.clock.now()),
    });
    assert.ok(endpoint !== undefined);
    return { service: owned.service, endpoint };
  }
}

function matches(pattern: string, subject: string): boolean {
  const [words, given] = [pattern.split("."), subject.split(".")];
  return words.length === given.length && words.every((word, index) => word === "*" || word === given[index]);
}

/** Runs a test with a door to an empty memory. */
export async function withDoor(
  test: (door: ServiceDoor) => Promise<void>,
  settings: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  await using memory = await openMemoryDatabase(plugins);
  await test(new ServiceDoor({ ...memory, driver: memory.database }, settings));
}

/** Registers a test with a door to an empty memory. */
export function doorTest(
  promise: string,
  test: (door: ServiceDoor) => Promise<void>,
  settings?: Readonly<Record<string, unknown>>,
): void {
  Deno.test(`services: ${promise}`, () => withDoor(test, settings));
}
