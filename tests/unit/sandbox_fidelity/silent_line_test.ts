import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { SilentLine } from "../../integration/sandbox_fidelity/silent_line.ts";

Deno.test("fidelity: a silent line holds back, then delivers all in order; a cut one ends both sides", async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  assert.ok(address !== null && typeof address === "object");
  const line = await SilentLine.open(address.port);
  const accepted = new Promise<Socket>((resolve) => server.once("connection", resolve));
  const client = connect(line.port, "127.0.0.1");
  const far = await accepted;

  let text = "";
  far.on("data", (bytes: Uint8Array) => text += new TextDecoder().decode(bytes));
  client.write("one ");
  await once(far, "data");
  line.freeze();
  far.write("unheard");
  client.write("two ");
  client.write("three");
  line.thaw();
  await once(client, "data");
  while (text.length < "one two three".length) await once(far, "data");
  assert.equal(text, "one two three");

  const ends = Promise.all([once(client, "close"), once(far, "close")]);
  line.cut();
  await ends;
  await line.close();
  await new Promise<void>((resolve) => server.close(() => resolve()));
});
