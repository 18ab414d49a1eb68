import assert from "node:assert/strict";
import { RoseyError } from "../../../src/domain/errors.ts";
import { Secret } from "../../../src/domain/secret.ts";
import type { ControlSources } from "../../../src/web/control.ts";
import { appUnderTest } from "./app_under_test.ts";

const SECRET = "s3cret-of-this-run";

const PATHS = [["/control", "GET"], ["/control/wake", "POST"], ["/control/why?command=kick", "GET"]] as const;

function doorOf(changes: { readonly open?: boolean } = {}) {
  const woken: string[] = [];
  const sources: ControlSources = {
    secret: new Secret(SECRET),
    introduction: { pid: 7, version: "1.2.3", channel: "movies" },
    wake: () => void woken.push("wake"),
    why: ({ command, user = "rosey", via, target }) => {
      if (command === "nothing") {
        throw new RoseyError("There is no such command.", {
          code: "command.unknown",
          exit: "usage",
          hint: "Look.",
        });
      }
      return {
        command,
        user: `${user} by ${via} on ${target}`,
        allowed: false,
        check: "rank",
        reason: "No.",
        fix: "Yes.",
      };
    },
  };
  const { app } = appUnderTest({ control: () => changes.open === false ? undefined : sources });
  const ask = (path: string, authorization?: string, method = "GET") =>
    app.request(path, {
      method,
      headers: { host: "127.0.0.1:5000", ...authorization === undefined ? {} : { authorization } },
    });
  return { ask, woken };
}

Deno.test("control: who knows the secret is told who answers, and may wake the outbox", async () => {
  const { ask, woken } = doorOf();
  const who = await ask("/control", `Bearer ${SECRET}`);
  assert.deepEqual([who.status, await who.json()], [200, { pid: 7, version: "1.2.3", channel: "movies" }]);
  assert.equal(who.headers.get("cache-control"), "no-store");
  const wake = await ask("/control/wake", `Bearer ${SECRET}`, "POST");
  assert.deepEqual([wake.status, woken], [204, ["wake"]]);
});

Deno.test("control: to everybody else there is nothing at these paths", async () => {
  const { ask } = doorOf();
  const nothing = await (await ask("/nothing")).text();
  const given = [
    undefined,
    "",
    "Bearer",
    "Bearer ",
    `Basic ${SECRET}`,
    `Bearer ${SECRET}x`,
    `Bearer ${SECRET.slice(1)}`,
  ];
  for (const authorization of given) {
    for (const [path, method] of PATHS) {
      const answer = await ask(path, authorization, method);
      assert.deepEqual([answer.status, await answer.text()], [404, nothing], `${path} ${authorization}`);
    }
  }
});

Deno.test("control: the door is shut before Rosey can answer, whatever is said at it", async () => {
  const { ask } = doorOf({ open: false });
  for (const [path, method] of PATHS) {
    assert.equal((await ask(path, `Bearer ${SECRET}`, method)).status, 404, path);
  }
});

Deno.test("control: a page cannot wake anything by a link, and no path but the known ones answers", async () => {
  const { ask, woken } = doorOf();
  assert.equal((await ask("/control/wake", `Bearer ${SECRET}`)).status, 404);
  assert.deepEqual(woken, []);
  assert.equal((await ask("/control/secret", `Bearer ${SECRET}`)).status, 404);
});

Deno.test("control: why is asked with everything that matters, and answered or refused as Rosey does", async () => {
  const { ask } = doorOf();
  const why = async (query: string) => {
    const answer = await ask(`/control/why${query}`, `Bearer ${SECRET}`);
    return [answer.status, answer.status === 404 ? undefined : await answer.json()];
  };
  const told = { allowed: false, check: "rank", reason: "No.", fix: "Yes." };
  assert.deepEqual(await why("?command=kick&user=alice&via=pm&target=bob"), [
    200,
    { command: "kick", user: "alice by pm on bob", ...told },
  ]);
  assert.deepEqual(await why("?command=kick"), [
    200,
    { command: "kick", user: "rosey by chat on undefined", ...told },
  ]);
  assert.deepEqual(await why("?command=nothing"), [
    422,
    { error: "There is no such command.", code: "command.unknown", hint: "Look." },
  ]);
  assert.deepEqual(await why(""), [404, undefined]);
});
