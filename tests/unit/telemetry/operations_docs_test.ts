import assert from "node:assert/strict";
import { parse } from "yaml";
import { z } from "zod";
import { declaredFigures, figureRows } from "../../../scripts/docs/figures_table.ts";

const FOLDER = new URL("../../../docs/operations/", import.meta.url);

const Dashboard = z.object({
  panels: z.array(z.object({ title: z.string(), targets: z.array(z.object({ expr: z.string() })) })),
});
const Rules = z.object({
  groups: z.array(z.object({
    rules: z.array(z.object({
      alert: z.string(),
      expr: z.string(),
      annotations: z.object({ summary: z.string(), action: z.string() }),
    })),
  })),
});

/** Every name that `/metrics` can tell: a histogram has three. */
async function toldNames(): Promise<ReadonlySet<string>> {
  const figures = await declaredFigures();
  return new Set(figures.flatMap(({ name, kind }) => {
    return kind === "histogram" ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name];
  }));
}

function namesIn(expression: string): string[] {
  return expression.match(/rosey_\w+/g) ?? [];
}

Deno.test("operations: every panel of the dashboard asks for figures that there are", async () => {
  const text = await Deno.readTextFile(new URL("grafana_dashboard.json", FOLDER));
  const { panels } = Dashboard.parse(JSON.parse(text));
  const told = await toldNames();
  assert.ok(panels.length > 10);
  for (const { title, targets } of panels) {
    for (const { expr } of targets) {
      assert.ok(namesIn(expr).length > 0, `${title}: ${expr} asks for nothing`);
      for (const name of namesIn(expr)) assert.ok(told.has(name), `${title}: there is no ${name}`);
    }
  }
});

Deno.test("operations: every alert rule asks for figures that there are, and says what to do", async () => {
  const text = await Deno.readTextFile(new URL("alert_rules.yml", FOLDER));
  const told = await toldNames();
  const rules = Rules.parse(parse(text)).groups.flatMap((group) => group.rules);
  assert.ok(rules.length > 8);
  for (const { alert, expr, annotations } of rules) {
    for (const name of namesIn(expr)) assert.ok(told.has(name), `${alert}: there is no ${name}`);
    assert.notEqual(annotations.action, "");
  }
});

Deno.test("operations: the page lists every figure", async () => {
  const page = await Deno.readTextFile(new URL("README.md", FOLDER));
  const rows = figureRows(await declaredFigures());
  assert.ok(page.includes(rows), `the table of figures must be:\n${rows}`);
});
