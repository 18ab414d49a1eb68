import assert from "node:assert/strict";
import { configReference } from "../../../src/config/reference.ts";
import { flagOf, SETTING_NAMES, SETTINGS } from "../../../src/config/setting_facts.ts";
import { settingsSchema } from "../../../src/config/settings.ts";
import page from "../../../docs/CONFIG.md" with { type: "text" };

Deno.test("config: docs/CONFIG.md holds the reference that the program prints", () => {
  const remedy = "put the output of `deno task rosey config reference` into docs/CONFIG.md";
  assert.ok(unaligned(page).includes(unaligned(configReference())), remedy);
});

Deno.test("config: schema and facts speak of the same settings", () => {
  assert.deepEqual(settingsSchema.keyof().options.toSorted(), [...SETTING_NAMES].sort());
});

Deno.test("config: no password has a flag", () => {
  for (const name of SETTING_NAMES) {
    if ("secret" in SETTINGS[name]) assert.equal(flagOf(name), undefined, name);
  }
});

/** The formatter aligns the columns of tables. */
function unaligned(markdown: string): string {
  return markdown.replace(/ +/g, " ").replace(/-{3,}/g, "---");
}
