import assert from "node:assert/strict";
import { METRICS_PATH, METRICS_POLICY } from "../../../src/web/app.ts";
import { appUnderTest } from "./app_under_test.ts";

Deno.test("web: the figures are told to whoever may read, and to nobody else", async () => {
  const { ask } = appUnderTest();
  assert.equal(METRICS_POLICY, "read");
  assert.equal((await ask(METRICS_PATH)).status, 401);
  assert.equal((await ask(METRICS_PATH, { token: "token-say" })).status, 403);
  assert.equal((await ask(METRICS_PATH, { token: "token-revoked" })).status, 401);
  const answer = await ask(METRICS_PATH, { token: "token-read" });
  assert.equal(answer.status, 200);
  assert.match(answer.headers.get("content-type") ?? "", /^text\/plain; version=0\.0\.4/);
  assert.equal(await answer.text(), "rosey_up 1\n");
});
