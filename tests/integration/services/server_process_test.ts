import assert from "node:assert/strict";
import { join } from "node:path";
import { ServerFailed, startServer } from "../../services/server_process.ts";

const NATS_MODULE = new URL("../../services/nats.ts", import.meta.url).href;

/** Starts a server, says where it is, and never ends by itself. */
const STARTER = `
const { startNats } = await import("${NATS_MODULE}");
const server = await startNats({ own: true });
console.log(server.url);
await new Promise(() => setInterval(() => {}, 1000));
`;

async function firstChunk(stream: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<string> {
  for await (const chunk of stream.pipeThrough(new TextDecoderStream())) return chunk;
  throw new Error("nothing was printed");
}

for (const signal of ["SIGINT", "SIGKILL"] as const) {
  Deno.test(`services: a server ends with the process that started it, by ${signal} too`, async () => {
    const starter = new Deno.Command(Deno.execPath(), {
      args: ["eval", STARTER],
      stdout: "piped",
      stderr: "null",
    }).spawn();
    const url = await firstChunk(starter.stdout);
    const connection = await Deno.connect({ hostname: "127.0.0.1", port: Number(new URL(url.trim()).port) });
    starter.kill(signal);
    await starter.status;
    // The end of this connection is the end of the server.
    await new Response(connection.readable).text().catch((error: unknown) => {
      if (!(error instanceof Deno.errors.ConnectionReset)) throw error;
    });
  });
}

Deno.test("services: a server that does not start says why, and leaves nothing", async () => {
  const folder = await Deno.makeTempDir();
  await Deno.writeTextFile(join(folder, "file"), "");
  const start = startServer({
    command: "sh",
    args: ["-c", "echo no port left >&2; exit 3"],
    folder,
    ready: /never/,
    stopSignal: "KILL",
  });
  await assert.rejects(
    start,
    (error) => error instanceof ServerFailed && error.message.includes("no port left"),
  );
  await assert.rejects(Deno.stat(folder), Deno.errors.NotFound);
});
