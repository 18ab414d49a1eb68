/**
 * The JSON Schema of what is published, made of the types that the program itself is checked by.
 *
 * @module
 */
import { z } from "zod";
import { ENVELOPE_VERSION, kindLeaves } from "../../src/bus/nats/event_envelope.ts";
import type { EventKind } from "../../src/domain/events.ts";
import { publicUser } from "../../src/domain/public_event.ts";
import type { RoomUser } from "../../src/domain/room.ts";
import { schemaOfType } from "./lint_project.ts";

/** As much of JSON Schema as our types come to. */
export interface TypeSchema {
  readonly type?: string | readonly string[] | undefined;
  readonly description?: string | undefined;
  readonly const?: unknown;
  readonly enum?: readonly unknown[] | undefined;
  readonly format?: string | undefined;
  readonly properties?: Readonly<Record<string, TypeSchema>> | undefined;
  readonly required?: readonly string[] | undefined;
  readonly items?: TypeSchema | undefined;
  readonly $ref?: string | undefined;
  readonly additionalProperties?: unknown;
}

const TypeSchema: z.ZodType<TypeSchema> = z.lazy(() =>
  z.strictObject({
    type: z.union([z.string(), z.array(z.string())]).optional(),
    description: z.string().optional(),
    const: z.unknown().optional(),
    enum: z.array(z.unknown()).optional(),
    format: z.string().optional(),
    properties: z.record(z.string(), TypeSchema).optional(),
    required: z.array(z.string()).optional(),
    items: TypeSchema.optional(),
    $ref: z.string().optional(),
    additionalProperties: z.unknown().optional(),
  })
);

const Generated = z.object({ definitions: z.record(z.string(), TypeSchema) });

/** One kind of event, as it leaves. */
export interface PublishedKind {
  readonly kind: EventKind;
  readonly data: TypeSchema;
}

/** What is published, in types. */
export interface PublishedEvents {
  readonly kinds: readonly PublishedKind[];
  /** Types that several kinds share, by name. */
  readonly types: Readonly<Record<string, TypeSchema>>;
}

/** Reads the types. */
export async function publishedEvents(): Promise<PublishedEvents> {
  const generated = await schemaOfType("src/domain/events.ts", "EventPayloads");
  const { EventPayloads: payloads, ...types } = Generated.parse(generated).definitions;
  const kinds = Object.entries(payloads?.properties ?? {}).flatMap(([kind, data]) =>
    isKind(kind) && kindLeaves(kind) ? [{ kind, data: tidy(data) }] : []
  );
  const { RoomUser: user, ...others } = types;
  const shared = Object.fromEntries(Object.entries(others).map(([name, type]) => [name, tidy(type)]));
  return { kinds, types: user === undefined ? shared : { ...shared, RoomUser: withoutSecrets(tidy(user)) } };
}

/** The whole schema: an envelope with the data of one of the kinds. */
export function eventSchema({ kinds, types }: PublishedEvents): Record<string, unknown> {
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "An event that Rosey publishes on rosey.events.KIND",
    description: "Made from the program's own types; docs/EVENTS.md is the same for people.",
    oneOf: kinds.map(({ kind }) => ({ $ref: `#/definitions/${eventName(kind)}` })),
    definitions: {
      ...Object.fromEntries(kinds.map((published) => [eventName(published.kind), envelope(published)])),
      ...types,
    },
  };
}

/** What a kind's envelope is called among the definitions. */
export function eventName(kind: EventKind): string {
  return `event ${kind}`;
}

/** An envelope around the data of a kind. More members may come: readers pass over what they do not know. */
export function envelope({ kind, data }: PublishedKind): TypeSchema {
  return {
    type: "object",
    properties: {
      version: { const: ENVELOPE_VERSION },
      id: { type: "string", description: "Unique for ever: an event that comes twice has the same." },
      kind: { const: kind },
      time: { type: "string", format: "date-time", description: "When it arrived, by Rosey's clock, UTC." },
      channel: { type: "string" },
      source: { type: "string", description: "`rosey/` and the version of the program." },
      data,
    },
    required: ["version", "id", "kind", "time", "channel", "source", "data"],
    ...(data.description === undefined ? {} : { description: data.description }),
  };
}

/** The members of the type are the kinds, and named alike. */
function isKind(kind: string): kind is EventKind {
  return /^[a-z]+(\.[a-z]+)*$/.test(kind);
}

/** What `publicUser` takes out of a person does not leave. */
function withoutSecrets(user: TypeSchema): TypeSchema {
  const whole: RoomUser = {
    name: "",
    rank: 0,
    afk: false,
    muted: false,
    shadowMuted: false,
    aliases: [],
    address: "",
    profile: { image: "", text: "" },
  };
  const kept = new Set(Object.keys(publicUser(whole)));
  const properties = Object.entries(user.properties ?? {}).filter(([name]) => kept.has(name));
  return {
    ...user,
    properties: Object.fromEntries(properties),
    required: (user.required ?? []).filter((name) => kept.has(name)),
  };
}

/** Descriptions as sentences: what a comment links to is a name here. */
function tidy(schema: TypeSchema): TypeSchema {
  const { description, properties, items, additionalProperties: _, ...rest } = schema;
  return {
    ...rest,
    ...(isOurs(description) ? { description: plain(description) } : {}),
    ...(properties === undefined ? {} : {
      properties: Object.fromEntries(Object.entries(properties).map(([name, one]) => [name, tidy(one)])),
    }),
    ...(items === undefined ? {} : { items: tidy(items) }),
  };
}

/** TypeScript's own types bring a description of themselves. */
function isOurs(description: string | undefined): description is string {
  return description !== undefined && !description.startsWith("Construct a type");
}

function plain(description: string): string {
  return description.replace(/\{@link\s+(\w+)\s*\}/g, "`$1`").replace(/\s+/g, " ").trim();
}
