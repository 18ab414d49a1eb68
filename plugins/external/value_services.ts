/**
 * Values that programs outside keep by a key: by the subject of the program, or as v0.5.0's successors had it, with the
 * program's name in the request.
 *
 * @module
 */

import { z } from "zod";
import type { PluginValuesRepository } from "../../db/repositories/mod.ts";
import { PROGRAM_NAME } from "../../src/domain/api_token.ts";
import type { Desk, Service, ServiceContext } from "../../src/plugin/mod.ts";
import { change, count, defineService, done, requestId, ServiceRefusal } from "../../src/plugin/mod.ts";
import { STORED_KEY_LENGTH_MAX, STORED_VALUE_BYTES_MAX } from "../../src/plugin/store.ts";
import { programOf, type StorageGate, token } from "./storage_gate.ts";

/** The part of the memory that holds them. */
export type ValuesMemory = Pick<PluginValuesRepository, "get" | "set" | "deleted" | "keys" | "count">;

/** What the services work with. */
export interface ValueServicesParts {
  readonly desk: Desk;
  readonly values: ValuesMemory;
  readonly gate: StorageGate;
  /** How many values a program may keep. */
  readonly valuesMax: number;
}

const KEYS_MAX = 1_000;

/** A century; whoever wants longer wants for ever. */
const TTL_SECONDS_MAX = 100 * 365 * 86_400;

const key = z.string().min(1).max(STORED_KEY_LENGTH_MAX)
  .regex(/^\P{Cc}*$/u, "must not have control characters");

const Plain = z.object({ token });
const Keyed = Plain.extend({ key });
const Setting = Keyed.extend({
  value: z.unknown().describe(`any JSON of at most ${STORED_VALUE_BYTES_MAX} bytes`),
  ttl_seconds: z.number().max(TTL_SECONDS_MAX).nullable().default(null)
    .describe("after that it is gone; without it, or with 0 or less, it stays"),
  id: requestId,
});
const Listing = Plain.extend({
  prefix: z.string().max(STORED_KEY_LENGTH_MAX).default("").describe(
    "exactly so: no character stands for others",
  ),
  after: z.string().max(STORED_KEY_LENGTH_MAX).optional().describe("the last key of the answer before"),
  limit: z.int().min(1).max(KEYS_MAX).default(KEYS_MAX),
});
const Deleting = Keyed.extend({ id: requestId });

const program = {
  plugin_name: z.string().regex(
    PROGRAM_NAME,
    "must be 1 to 64 of a-z 0-9 _ -, and begin with a letter or digit",
  ),
};

const SetAnswer = z.object({ success: z.literal(true), data: z.object({}) });
const GetAnswer = z.object({
  success: z.literal(true),
  data: z.object({ exists: z.boolean(), value: z.unknown().optional() }),
});
const DeleteAnswer = z.object({ success: z.literal(true), data: z.object({ deleted: z.boolean() }) });
const ListAnswer = z.object({
  success: z.literal(true),
  data: z.object({ keys: z.array(z.string()), count, truncated: z.boolean() }),
});

/** See the module. */
export function valueServices(parts: ValueServicesParts): readonly Service[] {
  const { set, get, remove, list } = work(parts);
  const common = { policy: "open", errors: ["UNAUTHORIZED", "INVALID_SUBJECT"] } as const;
  const setting = { policy: "open", errors: [...common.errors, "VALUE_TOO_LARGE", "LIMIT_REACHED"] } as const;
  return [
    defineService({
      ...setting,
      subject: "rosey.db.kv.*.set",
      summary: "Keeps a value by a key, in the place of the one before",
      request: Setting,
      answer: SetAnswer,
      handle: (request, context) => set(programOf(context.subject), request, context),
    }),
    defineService({
      ...common,
      subject: "rosey.db.kv.*.get",
      summary: "The value of a key",
      request: Keyed,
      answer: GetAnswer,
      handle: (request, { subject }) => get(programOf(subject), request),
    }),
    defineService({
      ...common,
      subject: "rosey.db.kv.*.delete",
      summary: "Forgets the value of a key",
      request: Deleting,
      answer: DeleteAnswer,
      handle: (request, context) => remove(programOf(context.subject), request, context),
    }),
    defineService({
      ...common,
      subject: "rosey.db.kv.*.list",
      summary: "The keys there are, in their order",
      request: Listing,
      answer: ListAnswer,
      handle: (request, { subject }) => list(programOf(subject), request),
    }),
    defineService({
      ...setting,
      subject: "rosey.db.kv.set",
      summary: "The same as `rosey.db.kv.*.set`, with the program's name in the request",
      request: Setting.extend(program),
      answer: SetAnswer,
      handle: (request, context) => set(request.plugin_name, request, context),
    }),
    defineService({
      ...common,
      subject: "rosey.db.kv.get",
      summary: "The same as `rosey.db.kv.*.get`, with the program's name in the request",
      request: Keyed.extend(program),
      answer: GetAnswer,
      handle: (request) => get(request.plugin_name, request),
    }),
    defineService({
      ...common,
      subject: "rosey.db.kv.delete",
      summary: "The same as `rosey.db.kv.*.delete`, with the program's name in the request",
      request: Deleting.extend(program),
      answer: DeleteAnswer,
      handle: (request, context) => remove(request.plugin_name, request, context),
    }),
    defineService({
      ...common,
      subject: "rosey.db.kv.list",
      summary: "The same as `rosey.db.kv.*.list`, with the program's name in the request",
      request: Listing.extend(program),
      answer: ListAnswer,
      handle: (request) => list(request.plugin_name, request),
    }),
  ];
}

/** Rosey's own plugins have their names to themselves. */
function ownerOf(program: string): string {
  return `external:${program}`;
}

function work({ desk, values, gate, valuesMax }: ValueServicesParts) {
  const now = () => desk.clock.now();
  return {
    async set(program: string, request: z.output<typeof Setting>, context: ServiceContext) {
      await gate.pass(program, request.token);
      const plugin = ownerOf(program);
      const atMs = now();
      const value = json(request.value);
      const isNew = await values.get(plugin, request.key, atMs) === undefined;
      if (isNew && await values.count(plugin, atMs) >= valuesMax) {
        throw new ServiceRefusal(
          "LIMIT_REACHED",
          `${program} keeps ${valuesMax} values, and no more are allowed`,
        );
      }
      const seconds = request.ttl_seconds ?? 0;
      const expiresMs = seconds > 0 ? atMs + Math.ceil(seconds * 1000) : undefined;
      const writes = values.set({ plugin, key: request.key, value, expiresMs }, atMs);
      return { ...await change(desk, context, scoped(program, request.id), writes), data: {} };
    },
    async get(program: string, request: z.output<typeof Keyed>) {
      await gate.pass(program, request.token);
      const stored = await values.get(ownerOf(program), request.key, now());
      if (stored === undefined) return { ...done, data: { exists: false } };
      const value: unknown = JSON.parse(stored);
      return { ...done, data: { exists: true, value } };
    },
    async remove(program: string, request: z.output<typeof Deleting>, context: ServiceContext) {
      await gate.pass(program, request.token);
      const plugin = ownerOf(program);
      const deleted = await values.get(plugin, request.key, now()) !== undefined;
      const writes = deleted ? values.deleted(plugin, request.key) : [];
      return { ...await change(desk, context, scoped(program, request.id), writes), data: { deleted } };
    },
    async list(program: string, request: z.output<typeof Listing>) {
      await gate.pass(program, request.token);
      const { prefix, after, limit } = request;
      const found = await values.keys(ownerOf(program), { prefix, after, limit: limit + 1, nowMs: now() });
      const keys = found.slice(0, limit);
      return { ...done, data: { keys, count: keys.length, truncated: found.length > limit } };
    },
  };
}

/** Ids of one program say nothing to another: the subject does not always tell them apart. */
function scoped(program: string, id: string | undefined): string | undefined {
  return id === undefined ? undefined : `${program} ${id}`;
}

function json(value: unknown): string {
  const text = JSON.stringify(value);
  const bytes = new TextEncoder().encode(text).length;
  if (bytes <= STORED_VALUE_BYTES_MAX) return text;
  throw new ServiceRefusal(
    "VALUE_TOO_LARGE",
    `value: it has ${bytes} bytes as JSON, and ${STORED_VALUE_BYTES_MAX} are allowed`,
  );
}
