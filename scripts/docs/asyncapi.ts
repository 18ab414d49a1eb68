/**
 * Everything that goes over NATS, as an AsyncAPI 3 document: made of the types, the commands' and the services' schemas.
 *
 * @module
 */
import { stringify } from "yaml";
import { z } from "zod";
import { BUS_COMMANDS } from "../../src/bus/nats/bus_commands.ts";
import { DURABLE_KINDS, subjectOf } from "../../src/bus/nats/event_envelope.ts";
import { COMMAND_SUBJECTS } from "../../src/bus/nats/streams.ts";
import type { OwnedService } from "../../src/cli/parts/service_endpoints.ts";
import { envelope, type PublishedEvents } from "./event_schema.ts";

type Node = Readonly<Record<string, unknown>>;

/** What goes over one subject. */
interface Subject {
  /** Its name in the document. */
  readonly name: string;
  readonly channel: Node;
  readonly operation: Node;
  /** Channels beside its own. */
  readonly more?: Readonly<Record<string, Node>>;
}

/** The document. */
export function asyncApiDocument(
  events: PublishedEvents,
  services: readonly OwnedService[],
  version: string,
): Node {
  const subjects = [...eventSubjects(events), ...commandSubjects(), ...services.map(serviceSubject)];
  return {
    asyncapi: "3.0.0",
    info: {
      title: "Rosey over NATS",
      version,
      description:
        "Events of a CyTube room, commands to its bot, and requests to its memory. See docs/EVENTS.md, docs/NATS.md and docs/SERVICES.md.",
    },
    defaultContentType: "application/json",
    servers: { nats: { host: "localhost:4222", protocol: "nats" } },
    channels: Object.fromEntries(
      subjects.flatMap(({ name, channel, more = {} }) => [[name, channel], ...Object.entries(more)]),
    ),
    operations: Object.fromEntries(subjects.map(({ name, operation }) => [name, operation])),
    components: { schemas: moved(events.types) },
  };
}

/** The document as it lies in the folder of the docs. */
export function asyncApiText(document: Node): string {
  const head = "# Generated from the program: deno task docs:events writes it, a test keeps it current.\n";
  return head + stringify(document, { aliasDuplicateObjects: false, lineWidth: 110 });
}

function eventSubjects({ kinds }: PublishedEvents): Subject[] {
  return kinds.map((published) => {
    const { kind } = published;
    const name = `events.${kind}`;
    const promise = DURABLE_KINDS.has(kind)
      ? "Durable: through the JetStream stream ROSEY_EVENTS, with the event's id as the message id."
      : "At most once.";
    return {
      name,
      channel: {
        address: subjectOf(kind),
        description: promise,
        messages: { event: { payload: moved(envelope(published)) } },
      },
      operation: { action: "send", channel: channelRef(name) },
    };
  });
}

function commandSubjects(): Subject[] {
  return Object.entries(BUS_COMMANDS).map(([command, { summary, schema }]) => {
    const name = `commands.${command}`;
    return {
      name,
      channel: {
        address: `${COMMAND_SUBJECTS}.${command}`,
        description: "Kept in the JetStream stream ROSEY_COMMANDS until Rosey has done it.",
        messages: { command: { payload: schemaOf(schema) } },
      },
      operation: { action: "receive", summary, channel: channelRef(name) },
    };
  });
}

function serviceSubject({ service }: OwnedService): Subject {
  const name = service.subject.replace(/^rosey\./, "").replaceAll("*", "program");
  const reply = `${name}.reply`;
  const isWild = service.subject.includes("*");
  return {
    name,
    channel: {
      address: service.subject.replace("*", "{program}"),
      ...(isWild ? { parameters: { program: { description: "Whose storage it is." } } } : {}),
      messages: { request: { payload: schemaOf(service.request) } },
    },
    operation: {
      action: "receive",
      summary: service.summary,
      channel: channelRef(name),
      reply: { channel: channelRef(reply) },
    },
    more: {
      [reply]: {
        address: null,
        messages: { answer: { payload: schemaOf(service.answer) }, error: { payload: REFUSAL } },
      },
    },
  };
}

const REFUSAL = {
  type: "object",
  properties: {
    success: { const: false },
    error: {
      type: "object",
      properties: { code: { type: "string" }, message: { type: "string" } },
      required: ["code", "message"],
    },
  },
  required: ["success", "error"],
};

function channelRef(name: string): Node {
  return { $ref: `#/channels/${name}` };
}

function schemaOf(schema: z.ZodType): Node {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    io: "input",
    unrepresentable: "any",
    target: "draft-7",
  });
  return rest;
}

/** A value with the references of a JSON Schema as those of this document. */
function moved(value: unknown): unknown {
  const text = JSON.stringify(value).replaceAll("#/definitions/", "#/components/schemas/");
  const copy: unknown = JSON.parse(text);
  return copy;
}
