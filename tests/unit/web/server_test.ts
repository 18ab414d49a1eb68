import assert from "node:assert/strict";
import { RoseyError } from "../../../src/domain/errors.ts";
import { appUnderTest } from "./app_under_test.ts";
import { startWebServer, type WebServerOptions } from "../../../src/web/server.ts";

function start(options: Partial<WebServerOptions> = {}) {
  const onError = (error: unknown) => assert.fail(String(error));
  return startWebServer({
    port: 0,
    listen: "127.0.0.1",
    handle: () => new Response("fine"),
    onError,
    ...options,
  });
}

Deno.test("web: listens on this machine alone, and on the address that it tells", async () => {
  const server = start();
  assert.equal(server.address, `http://127.0.0.1:${server.port}`);
  assert.equal(await (await fetch(server.address)).text(), "fine");
  await server.stop();
});

Deno.test("web: a port that is taken is told with its number and the flag", async () => {
  const first = start();
  assert.throws(() => start({ port: first.port }), (error: unknown) => {
    assert.ok(error instanceof RoseyError);
    assert.equal(error.exit, "portInUse");
    assert.match(error.message, new RegExp(`web port ${first.port} `));
    assert.match(error.hint ?? "", /--web-port/);
    return true;
  });
  await first.stop();
});

Deno.test("web: a stop ends open streams, and the port is free again", async () => {
  let cancelled = false;
  const stream = () =>
    new ReadableStream({
      start: (sink) => sink.enqueue(new Uint8Array(1)),
      cancel: () => void (cancelled = true),
    });
  const server = start({ handle: () => new Response(stream()) });
  const response = await fetch(server.address);
  const reader = response.body?.getReader();
  assert.equal((await reader?.read())?.value?.length, 1);
  const rest = reader?.read();
  await server.stop();
  await assert.rejects(async () => await rest);
  await start({ port: server.port }).stop();
  assert.ok(cancelled);
});

Deno.test("web: a handler that throws is a 500 without a word, and is reported", async () => {
  const errors: unknown[] = [];
  const server = start({
    handle: () => {
      throw new Error("canary");
    },
    onError: (error) => void errors.push(error),
  });
  const response = await fetch(server.address);
  assert.equal(response.status, 500);
  assert.equal(await response.text(), "");
  assert.deepEqual(errors.map(String), ["Error: canary"]);
  await server.stop();
});

Deno.test("web: an address that this machine does not have is told with the flag", () => {
  assert.throws(() => start({ listen: "203.0.113.7" }), (error: unknown) => {
    assert.ok(error instanceof RoseyError);
    assert.deepEqual([error.exit, error.code], ["usage", "web.no_such_address"]);
    assert.match(`${error.message} ${error.hint}`, /203\.0\.113\.7.*--web-listen/);
    return true;
  });
});

Deno.test("web: where all addresses are listened on, the one that is told is this machine's own", async () => {
  const server = start({ listen: "0.0.0.0" });
  assert.equal(server.address, `http://127.0.0.1:${server.port}`);
  assert.equal(await (await fetch(server.address)).text(), "fine");
  await server.stop();
});

Deno.test("web: who asks is known by the connection, whatever a header says", async () => {
  const server = start({ handle: (_request, { address }) => new Response(address) });
  const answer = await fetch(server.address, { headers: { "x-forwarded-for": "203.0.113.7" } });
  assert.equal(await answer.text(), "127.0.0.1");
  await server.stop();
});

Deno.test("web: answering makes Deno say nothing of its own", async () => {
  const warnings: unknown[] = [];
  const { warn } = console;
  console.warn = (...words: unknown[]) => void warnings.push(words);
  const { app } = appUnderTest();
  const server = start({ handle: (request, visitor) => app.fetch(request, visitor) });
  try {
    const answer = await fetch(`${server.address}/api/v1/session`, {
      headers: { "x-api-token": "token-read" },
    });
    assert.deepEqual([answer.status, (await answer.json()).name], [200, "the read token"]);
    await server.stop();
  } finally {
    console.warn = warn;
  }
  assert.deepEqual(warnings, []);
});
