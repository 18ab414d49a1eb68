/**
 * Writes `docs/EVENTS.md`, `docs/events.schema.json` and `docs/asyncapi.yaml`.
 *
 * @module
 */
import { busDocuments } from "./docs/bus_documents.ts";

for (const [path, text] of await busDocuments()) {
  await Deno.writeTextFile(new URL(`../${path}`, import.meta.url), text);
}
