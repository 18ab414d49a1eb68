import assert from "node:assert/strict";
import { io } from "socket.io-client";
import { RoomVisitor } from "./room_visitor.ts";
import { RoseyMachine } from "./rosey_machine.ts";
import { withLimit } from "./rosey_process.ts";

const SANDBOX = ["sandbox", "--sandbox-port", "0"];
const ALICE = { channel: "sandbox", name: "alice", password: "alice" };

Deno.test("sandbox: serves a page, keeps what it is told to keep, and forgets the rest", async () => {
  await using machine = await RoseyMachine.set();
  const lines: string[][] = [];
  for (const flags of [["--keep", "room.json"], ["--keep", "room.json"], []]) {
    const process = await machine.spawn([...SANDBOX, ...flags]);
    const url = await process.sandboxAddress();
    const page = await fetch(`${url}/`);
    assert.equal(page.status, 200);
    assert.match(await page.text(), /<html/i);
    using alice = await RoomVisitor.join({ url, ...ALICE });
    lines.push(alice.lines.map(({ msg }) => msg));
    await alice.say("remember me");
    process.signal("SIGTERM");
    assert.equal(await process.ended, 0, process.err.text);
  }
  assert.deepEqual(lines, [[], ["remember me"], []]);
});

Deno.test("sandbox: --refuse turns everybody away with the text", async () => {
  await using machine = await RoseyMachine.set();
  const process = await machine.spawn([...SANDBOX, "--refuse", "closed for repairs"]);
  const socket = io(await process.sandboxAddress(), { transports: ["websocket"], reconnection: false });
  const refused = new Promise<string>((resolve) =>
    socket.once("connect_error", (error) => resolve(error.message))
  );
  assert.equal(await withLimit(refused, () => "nobody was refused"), "closed for repairs");
  socket.disconnect();
  process.signal("SIGINT");
  assert.equal(await process.ended, 0);
});

Deno.test("sandbox: --duplicate 1 brings every line twice", async () => {
  await using machine = await RoseyMachine.set();
  const process = await machine.spawn([...SANDBOX, "--duplicate", "1", "--seed", "7"]);
  const url = await process.sandboxAddress();
  using alice = await RoomVisitor.join({ url, ...ALICE });
  await alice.say("echo");
  await alice.heard(({ msg }) => msg === "echo", alice.lines.findIndex(({ msg }) => msg === "echo") + 1);
  process.signal("SIGTERM");
  assert.equal(await process.ended, 0);
});

Deno.test("sandbox: a file that is not its own is refused", async () => {
  await using machine = await RoseyMachine.set();
  await Deno.writeTextFile(machine.file("room.json"), '{"format":1}');
  const { code, err } = await machine.run([...SANDBOX, "--keep", "room.json"]);
  assert.equal(code, 2, err);
  assert.match(err, /^rosey: cannot use the sandbox file room\.json/);
});
