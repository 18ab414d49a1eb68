/**
 * The page of everything that is published over NATS, made of the types.
 *
 * @module
 */
import { DURABLE_KINDS, subjectOf } from "../../src/bus/nats/event_envelope.ts";
import type { PublishedEvents, PublishedKind, TypeSchema } from "./event_schema.ts";

const INTRODUCTION = `# Events over NATS

What happens in the room leaves on \`rosey.events.KIND\`, when a NATS is configured ([NATS.md](NATS.md)): a JSON text, the same
envelope for every kind.

\`\`\`json
{
  "version": 1,
  "id": "33017282-2769-4fe3-9c39-68381ce09301-16",
  "kind": "user.left",
  "time": "2026-11-28T23:08:47.646Z",
  "channel": "movies",
  "source": "rosey/1.0.0",
  "data": { "name": "alice" }
}
\`\`\`

| member | |
|---|---|
| \`version\` | of this envelope: another number means that readers must be changed. New members and kinds come without one: pass over what you do not know |
| \`id\` | unique for ever. An event that comes twice has the same id |
| \`kind\` | the rest of the subject |
| \`time\` | when it arrived, by Rosey's clock: ISO 8601, UTC, milliseconds |
| \`channel\` | whose room it was |
| \`source\` | \`rosey/\` and the version of the program |
| \`data\` | what the table below says; a member that may be missing has a \`?\` |

[events.schema.json](events.schema.json) is the same as a JSON Schema, [asyncapi.yaml](asyncapi.yaml) as an AsyncAPI document.

Private messages do not leave, nor do addresses and other names of people, shadow mutes, or the votes of a poll that hides them. A
command that somebody gives by private message is told like any other (\`command.finished\`), with its arguments. Lines that only
moderators see are marked (\`shadow\`): show them to nobody else.

## Durable or at most once

A **durable** kind is written into the database in the same unit as what Rosey remembers of it, and leaves through JetStream
(stream \`ROSEY_EVENTS\`) afterwards: NATS away, or a crash on either side, loses none. An event may be published twice, when a
crash comes between the two steps: the second has the same message id, which JetStream drops within two hours, and you by its
\`id\` for ever. They come in the order in which they happened.

All other kinds are told **at most once**: what happens while NATS is away, or slower than the room by 10,000 events, is counted and
lost. They are worth something only now.

## Kinds
`;

/** The whole page. */
export function eventsPage({ kinds, types }: PublishedEvents): string {
  return [
    INTRODUCTION,
    "| subject | durable | data | |",
    "|---|---|---|---|",
    ...kinds.map(kindRow),
    "",
    "## Types",
    "",
    "| type | is | |",
    "|---|---|---|",
    ...Object.entries(types).map(([name, type]) =>
      `| \`${name}\` | \`${cell(typeText(type))}\` | ${cell(type.description ?? "")} |`
    ),
    "",
    "This page is generated from the program's types: `deno task docs:events` writes it, a test keeps it current.",
    "",
  ].join("\n");
}

function kindRow({ kind, data }: PublishedKind): string {
  const durable = DURABLE_KINDS.has(kind) ? "yes" : "";
  return `| \`${subjectOf(kind)}\` | ${durable} | \`${cell(typeText(data))}\` | ${
    cell(data.description ?? "")
  } |`;
}

/** `{user: string, leader?: string}`. */
function typeText(schema: TypeSchema): string {
  const { $ref, type, items, properties, required = [] } = schema;
  if ($ref !== undefined) return $ref.replace("#/definitions/", "");
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return schema.enum.map((value) => JSON.stringify(value)).join(" or ");
  if (type === "array") return `[${items === undefined ? "anything" : typeText(items)}]`;
  if (type !== "object") return [type ?? "anything"].flat().join(" or ");
  const members = Object.entries(properties ?? {}).map(([name, one]) =>
    `${name}${required.includes(name) ? "" : "?"}: ${typeText(one)}`
  );
  return `{${members.join(", ")}}`;
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}
