import assert from "node:assert/strict";
import { aborted } from "../../../src/cli/until_stopped.ts";

const HOST = new URL("../../../src/cli/host.ts", import.meta.url).href;

Deno.test("cli: a reader that goes away in the middle (`| head`) is no failure", async () => {
  const program = `
    import { processHost } from ${JSON.stringify(HOST)};
    const { out, err } = processHost();
    for (let line = 0; line < 20_000; line++) out.write("x".repeat(100) + "\\n");
    err.write("done");
  `;
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", "--ext=ts", "-"],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const input = child.stdin.getWriter();
  await input.write(new TextEncoder().encode(program));
  await input.close();
  const reader = child.stdout.getReader();
  assert.ok(((await reader.read()).value?.length ?? 0) > 0);
  await reader.cancel();
  const said = await new Response(child.stderr).text();
  assert.equal(said, "done");
  assert.equal((await child.status).code, 0);
});

Deno.test("cli: waiting for the end resolves when it comes, or has come", async () => {
  const abort = new AbortController();
  const waiting = aborted(abort.signal);
  abort.abort();
  await waiting;
  await aborted(abort.signal);
});
