import assert from "node:assert/strict";
import { parse } from "yaml";
import { busDocuments } from "../../../scripts/docs/bus_documents.ts";
import { faultsOf } from "../../../scripts/docs/lint_project.ts";

function onDisk(path: string): Promise<string> {
  return Deno.readTextFile(new URL(`../../../${path}`, import.meta.url));
}

Deno.test("docs: what is said of events, commands and services over NATS is what the program declares", async () => {
  for (const [path, text] of await busDocuments()) {
    assert.equal(await onDisk(path), text, `${path} is old: deno task docs:events`);
  }
});

Deno.test("docs: the AsyncAPI document is one by the official schema, and all it refers to is there", async () => {
  const document: unknown = parse(await onDisk("docs/asyncapi.yaml"));
  assert.deepEqual(await faultsOf("asyncapi", [document, { asyncapi: "3.0.0" }]), [[], [
    ": must have required property 'info'",
  ]]);
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path]) => path);
  assert.ok(references.length > 100);
  for (const path of new Set(references)) {
    const found = (path ?? "").split("/").reduce<unknown>(
      (node, name) => typeof node === "object" && node !== null ? Reflect.get(node, name) : undefined,
      document,
    );
    assert.ok(found !== undefined, `#/${path} is not there`);
  }
});
