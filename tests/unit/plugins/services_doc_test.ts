import assert from "node:assert/strict";
import { declaredServices } from "../../../scripts/docs/declared_services.ts";
import { servicesPage } from "../../../scripts/docs/services_page.ts";
import { serviceEndpoints } from "../../../src/cli/parts/service_endpoints.ts";

/** What v0.5.0's database service answered. */
const OF_V050 = [
  "user.joined",
  "user.left",
  "message.log",
  "stats.user_count",
  "stats.high_water",
  "status.update",
  "messages.outbound.mark_sent",
  "action.pm_command",
  "messages.outbound.get",
  "stats.recent_chat.get",
  "query.channel_stats",
  "query.user_stats",
];

Deno.test("docs: the page of services is what the services declare", async () => {
  const page = await Deno.readTextFile(new URL("../../../docs/SERVICES.md", import.meta.url));
  assert.equal(page, servicesPage(await declaredServices()), "run: deno task docs:services");
});

Deno.test("services: each has a subject and a name of its own, and everything of v0.5.0 is there", async () => {
  const guard = { isOn: () => true, identify: () => Promise.resolve({ kind: "unknown" as const }) };
  const owned = await declaredServices();
  const endpoints = serviceEndpoints(owned, guard);
  const names = endpoints.map(({ name }) => name);
  assert.equal(new Set(names).size, names.length);
  for (const name of names) assert.match(name, /^[a-zA-Z0-9_-]+$/);
  const subjects = endpoints.map(({ subject }) => subject);
  for (const subject of subjects) assert.match(subject, /^rosey\.(db|database)(\.([a-z_]+|\*))+$/);
  for (const subject of OF_V050) assert.ok(subjects.includes(`rosey.db.${subject}`), subject);
  const [first] = owned;
  assert.ok(first !== undefined);
  assert.throws(() => serviceEndpoints([first, first], guard), /two services answer/);
});
