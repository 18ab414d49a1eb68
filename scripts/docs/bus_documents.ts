/**
 * The documents of what goes over NATS, by their paths.
 *
 * @module
 */
import { z } from "zod";
import deno from "../../deno.json" with { type: "json" };
import { asyncApiDocument, asyncApiText } from "./asyncapi.ts";
import { declaredServices } from "./declared_services.ts";
import { eventSchema, publishedEvents } from "./event_schema.ts";
import { eventsPage } from "./events_page.ts";

const { version } = z.object({ version: z.string() }).parse(deno);

/** Makes them: each path with its text. */
export async function busDocuments(): Promise<ReadonlyMap<string, string>> {
  const events = await publishedEvents();
  const asyncApi = asyncApiDocument(events, await declaredServices(), version);
  return new Map([
    ["docs/EVENTS.md", eventsPage(events)],
    ["docs/events.schema.json", `${JSON.stringify(eventSchema(events), null, 2)}\n`],
    ["docs/asyncapi.yaml", asyncApiText(asyncApi)],
  ]);
}
