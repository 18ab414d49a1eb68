/**
 * The page of everything that is answered over NATS, made of what the services declare.
 *
 * @module
 */
import { z } from "zod";
import type { OwnedService } from "../../src/cli/parts/service_endpoints.ts";
import { COMMON_ERRORS, SERVICE_ERRORS } from "../../src/plugin/service_errors.ts";
import { typeText } from "./json_schema_text.ts";

const INTRODUCTION = `# Services over NATS

Other programs ask Rosey for her memory, and tell her what she cannot see, by requests over NATS: JSON in, JSON out. They are
answered by \`rosey run\` and by \`rosey database\`, and found with \`nats micro info rosey\`.

\`\`\`text
nats request rosey.db.query.user_stats '{"username": "alice"}'
{"success":true,"found":true,"username":"alice","first_seen":1763841600,...}
\`\`\`

A good answer holds \`"success": true\` (v0.5.0 answered two requests with a bare list, and so does Rosey). A bad one is

\`\`\`json
{ "success": false, "error": { "code": "VALIDATION_ERROR", "message": "limit: Too big: expected number to be <=1000" } }
\`\`\`

Fields that are not named here are not looked at. Times are whole seconds since 1970, unless a field's type is \`datetime\`.

## What writes, and what it is for

Rosey records the room that she is in by herself: who comes, what is said, how many are there, what she does. The subjects that
tell such things (\`user.joined\`, \`user.left\`, \`message.log\`, \`stats.user_count\`, \`stats.high_water\`, \`status.update\`,
\`action.pm_command\`) are for what she cannot see: a bridge to another chat, an import, a bot that still runs. **Whoever tells
her of the room that she is in has everything counted twice.**

They may be published without waiting, as v0.5.0's bot did. Then nobody hears whether they were done, and while no Rosey listens
they are lost; ask for the answer where that matters. An \`id\` of your own (\`request_id\` for rows) makes a request safe to be
repeated: what was done under it is not done again.

A line that \`messages.outbound.get\` gives is said by Rosey as well: a sender of its own is for when she is not in the room.

## Who may ask

Whoever may publish a subject on your NATS server may ask: give each program a NATS user that may publish what it needs and
subscribe to \`_INBOX.>\`, and no more. Beyond that,

- tokens and maintenance need a token of the scope \`admin\` in the request;
- the storage of a program (\`rosey.db.kv.*\`, \`rosey.db.row.*\`) needs a token of the scope \`storage:PROGRAM\`, or \`admin\`.

\`rosey token create --name weather --scope storage:weather\` makes one. The subject names the program, so that NATS can narrow it as well:

\`\`\`text
{ user: weather, password: ..., permissions: {
    publish: ["rosey.db.kv.weather.*", "rosey.db.row.weather.>", "rosey.db.query.*"], subscribe: "_INBOX.>" } }
\`\`\`

## Storage of programs

A program is named with 1 to 64 of \`a-z 0-9 _ -\` and begins with a letter or digit; its tables and fields with 1 to 64 of
\`a-z 0-9 _\`, and begin with a letter. Programs that are named alike (\`quote-db\`, \`quote_db\`) are two, and none can reach what
another keeps, or what Rosey's own plugins do.

Fields are of the types \`string\`, \`text\` (the same), \`integer\`, \`float\`, \`boolean\` and \`datetime\` (as
\`2026-11-28T12:00:00Z\`; without a zone it is UTC). A number may be sent as a text, and of a number with a fraction an integer field
takes the whole part. Every row has \`id\`, \`created_at\` and \`updated_at\` as well.

In a search, a condition on a field without a value is false, whatever it is (also \`$ne\` and \`$nin\`), except \`$exists\`, \`$null\` and
comparing with \`null\`; \`$not\` turns the answer around. Texts are compared by their bytes. In \`$like\`, \`%\` stands for any characters
and \`_\` for one, after a \`\\\` for themselves; \`$ilike\` does not look at the case of A to Z. All this is the same on both databases.

\`\`\`json
{
  "token": "...",
  "table": "films",
  "filters": { "$or": [{ "plays": { "$gte": 10 } }, { "title": { "$ilike": "the %" } }], "live": true },
  "sort": [{ "field": "plays", "order": "desc" }],
  "limit": 20,
  "aggregates": { "all": { "$count": "*" }, "most": { "$max": "plays" } }
}
\`\`\`

Registering a table again with the same fields changes nothing; with other ones it is refused, unless it only adds fields that are not
required. How much a program may keep is set by \`plugins.external\`: 10,000 values of 64 KiB, 10,000 rows of 64 KiB, and 16 MiB
of rows unless told otherwise.`;

/** The whole page: the core's services first, then each plugin's. */
export function servicesPage(services: readonly OwnedService[]): string {
  const owners = [...new Set(services.map(({ plugin }) => plugin))];
  const sections = owners.flatMap((owner) => [
    `## ${owner === undefined ? "Administration" : `Of the plugin ${owner}`}`,
    ...services.filter(({ plugin }) => plugin === owner).map(section),
  ]);
  return `${[INTRODUCTION, errorTable(), ...sections, CLOSING].join("\n\n")}\n`;
}

const CLOSING =
  "This page is generated from the services' declarations: `deno task docs:services` writes it, a test keeps it current.";

function errorTable(): string {
  const common: readonly string[] = COMMON_ERRORS;
  const rows = Object.entries(SERVICE_ERRORS).map(([code, meaning]) =>
    `| \`${code}\` | ${meaning} | ${common.includes(code) ? "any" : "those that name it"} |`
  );
  return ["## Errors", "", "| code | meaning | from |", "|---|---|---|", ...rows].join("\n");
}

function section({ service }: OwnedService): string {
  const { subject, summary, policy, request, answer, errors } = service;
  const fields = requestFields(request);
  return [
    `### \`${subject}\``,
    "",
    `${summary}.${policy === "admin" ? " Needs a token of the scope `admin`." : ""}`,
    "",
    ...(fields.length === 0
      ? ["Takes nothing."]
      : ["| field | type | default | |", "|---|---|---|---|", ...fields]),
    "",
    `Answers \`${typeText(z.toJSONSchema(answer, { io: "input", unrepresentable: "any" }))}\`.`,
    ...(errors.length === 0
      ? []
      : ["", `Errors of its own: ${errors.map((code) => `\`${code}\``).join(", ")}.`]),
  ].join("\n");
}

function requestFields(request: z.ZodType): string[] {
  const { properties = {}, required = [] } = z.toJSONSchema(request, { io: "input", unrepresentable: "any" });
  return Object.entries(properties).map(([name, schema]) => {
    if (typeof schema === "boolean") return `| \`${name}\` | anything | | |`;
    const preset = schema.default === undefined ? "" : `\`${JSON.stringify(schema.default)}\``;
    const needed = required.includes(name) ? "required" : preset;
    return `| \`${name}\` | \`${cell(typeText(schema))}\` | ${needed} | ${cell(schema.description ?? "")} |`;
  });
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}
