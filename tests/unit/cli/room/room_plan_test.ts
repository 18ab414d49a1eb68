import assert from "node:assert/strict";
import { sandboxPlan, sitePlan } from "../../../../src/cli/room/room_plan.ts";
import { loadConfig } from "../../../../src/config/load_config.ts";
import { RoseyError } from "../../../../src/domain/errors.ts";

const PLACE = {
  url: "http://127.0.0.1:8080",
  channel: "sandbox",
  account: { name: "rosey", password: "rosey" },
  databasePath: "/state/sandbox.db",
};

Deno.test("plan: a site's channel, with the configured user and database", async () => {
  const environment = {
    ROSEY_CHANNEL: "movies",
    ROSEY_USER: "bot",
    ROSEY_PASSWORD: "secret-one",
    ROSEY_CHANNEL_PASSWORD: "secret-two",
    DATABASE_URL: "sqlite:room.db",
  };
  const plan = sitePlan(await loadConfig({ flags: {}, environment }));
  assert.equal(plan.server, "https://cytu.be");
  assert.deepEqual(plan.owner, { domain: "https://cytu.be", channel: "movies" });
  assert.deepEqual(plan.database, { kind: "sqlite", path: "room.db" });
  assert.equal(plan.user?.name, "bot");
  assert.equal(plan.user?.password?.reveal(), "secret-one");
  assert.equal(plan.channelPassword?.reveal(), "secret-two");
  assert.deepEqual([plan.migrate, plan.remembersConnects], [false, true]);
});

Deno.test("plan: without a user Rosey only watches, without a password she is a guest", async () => {
  const flags = { channel: "movies" };
  assert.equal(sitePlan(await loadConfig({ flags, environment: {} })).user, undefined);
  const guest = sitePlan(await loadConfig({ flags: { ...flags, user: "bot" }, environment: {} }));
  assert.deepEqual(guest.user, { name: "bot", password: undefined });
});

Deno.test("plan: no channel is refused, with where to name one", async () => {
  const config = await loadConfig({ flags: {}, environment: {} });
  assert.throws(() => sitePlan(config), (error: unknown) => {
    assert.ok(error instanceof RoseyError);
    assert.deepEqual([error.code, error.exit], ["config.no_channel", "usage"]);
    assert.match(error.hint ?? "", /--channel, ROSEY_CHANNEL/);
    return true;
  });
});

Deno.test("plan: the sandbox's memory is its own, whatever the environment and the file say", async () => {
  const environment = { DATABASE_URL: "sqlite:real.db", ROSEY_USER: "bot", ROSEY_PASSWORD: "x" };
  const plan = sandboxPlan(await loadConfig({ flags: {}, environment }), PLACE);
  assert.deepEqual(plan.database, { kind: "sqlite", path: "/state/sandbox.db" });
  assert.deepEqual(plan.owner, { domain: "sandbox", channel: "sandbox" });
  assert.equal(plan.user?.name, "rosey");
  assert.deepEqual([plan.migrate, plan.remembersConnects], [true, false]);
});

Deno.test("plan: --database gives the sandbox another memory", async () => {
  const config = await loadConfig({ flags: { database_url: "sqlite:play.db" }, environment: {} });
  assert.deepEqual(sandboxPlan(config, PLACE).database, { kind: "sqlite", path: "play.db" });
});

Deno.test("plan: the configured NATS hears of a real room alone, the sandbox of that which --nats-url names", async () => {
  const environment = { NATS_URL: "nats://real", ROSEY_CHANNEL: "movies" };
  const configured = await loadConfig({ flags: {}, environment });
  assert.deepEqual(sitePlan(configured).nats?.servers, ["nats://real:4222"]);
  assert.equal(sandboxPlan(configured, PLACE).nats, undefined);
  const flagged = await loadConfig({ flags: { nats_url: "nats://play" }, environment });
  assert.deepEqual(sandboxPlan(flagged, PLACE).nats?.servers, ["nats://play:4222"]);
});
