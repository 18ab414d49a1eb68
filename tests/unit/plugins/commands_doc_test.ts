import assert from "node:assert/strict";
import { plugins } from "../../../plugins/mod.ts";
import { commandsPage } from "../../../scripts/docs/commands_page.ts";
import { declaredCommands } from "../../../scripts/docs/declared_commands.ts";

Deno.test("docs: the page of commands is what the commands declare", async () => {
  const page = await Deno.readTextFile(new URL("../../../docs/COMMANDS.md", import.meta.url));
  assert.equal(page, commandsPage(await declaredCommands()), "run: deno task docs:commands");
});

Deno.test("docs: every command says what it does and has an example; plugins have names of their own", async () => {
  for (const { facts } of await declaredCommands()) {
    assert.ok(facts.summary.length > 5, facts.name);
    assert.ok(facts.examples.length > 0, facts.name);
  }
  const names = plugins.map(({ name }) => name);
  assert.equal(new Set(names).size, names.length);
});
