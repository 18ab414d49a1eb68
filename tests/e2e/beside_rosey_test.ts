import assert from "node:assert/strict";
import { membersOf } from "../json_values.ts";
import { join } from "node:path";
import { RoomVisitor } from "./room_visitor.ts";
import { RoseyMachine } from "./rosey_machine.ts";
import type { RoseyProcess } from "./rosey_process.ts";

const START = ["start", "--web-port", "0", "--sandbox-port", "0", "--log-level", "debug"];

async function startedIn(machine: RoseyMachine): Promise<RoseyProcess> {
  const rosey = await machine.spawn(START);
  await rosey.inRoom();
  return rosey;
}

async function alice(rosey: RoseyProcess): Promise<RoomVisitor> {
  const url = await rosey.sandboxAddress();
  return await RoomVisitor.join({ url, channel: "sandbox", name: "alice", password: "alice" });
}

/** Says a line, and waits for what Rosey says to it. */
async function answered(visitor: RoomVisitor, text: string): Promise<void> {
  const before = visitor.lines.length;
  await visitor.say(text);
  await visitor.heard(({ username }) => username === "rosey", before);
}

/** The notes that tell where a running Rosey can be asked. */
async function notes(machine: RoseyMachine): Promise<string[]> {
  const folder = machine.homeFile(".local/state/rosey/control");
  const names = await Array.fromAsync(Deno.readDir(folder), ({ name }) => join(folder, name));
  return await Promise.all(names.map((name) => Deno.readTextFile(name)));
}

Deno.test("beside Rosey: commands read her memory and ask her, and she does not notice", async () => {
  await using machine = await RoseyMachine.set();
  const rosey = await startedIn(machine);
  using visitor = await alice(rosey);
  const why = await machine.run(["why", "ping", "alice"]);
  assert.deepEqual(
    [why.code, why.out],
    [0, "Nothing stands in the way: alice may use ping.\n"],
    why.err,
  );
  const unknown = await machine.run(["why", "pnig"]);
  assert.equal(unknown.code, 3);
  assert.match(unknown.err, /There is no command "pnig"\.\n {2}Did you mean ping\?/);
  await answered(visitor, "!ping");
  // The audit is written after the answer; by the second answer the first entry is there.
  await answered(visitor, "!stats");
  const audit = await machine.run(["audit", "--user", "ALICE", "--json"]);
  assert.equal(audit.code, 0, audit.err);
  assert.equal(membersOf(JSON.parse(audit.out).entries, "command").at(-1), "ping");
  await answered(visitor, "!top");
  assert.doesNotMatch(rosey.err.text, /"level":"(warn|error)"/);
  rosey.signal("SIGTERM");
  assert.equal(await rosey.ended, 0, rosey.err.text);
});

Deno.test("beside Rosey: the secret of a run stands in its note alone, and the note goes with her", async () => {
  await using machine = await RoseyMachine.set();
  const rosey = await startedIn(machine);
  const [note = ""] = await notes(machine);
  const { secret, address } = JSON.parse(note);
  assert.equal(address, await rosey.webAddress());
  for (const authorization of [undefined, `Bearer ${secret}x`]) {
    const headers: Record<string, string> = authorization === undefined ? {} : { authorization };
    const answer: Response = await fetch(`${address}/control`, { headers });
    assert.equal(answer.status, 404);
    await answer.body?.cancel();
  }
  const asked = await machine.run(["why", "help"]);
  assert.equal(asked.code, 0, asked.err);
  rosey.signal("SIGTERM");
  assert.equal(await rosey.ended, 0, rosey.err.text);
  for (const text of [rosey.out.text, rosey.err.text, asked.out, asked.err]) {
    assert.ok(!text.includes(secret));
  }
  assert.deepEqual(await notes(machine), []);
});

Deno.test("beside Rosey: one who was killed is not taken for one who runs", async () => {
  await using machine = await RoseyMachine.set();
  const rosey = await startedIn(machine);
  await rosey.kill();
  assert.equal((await notes(machine)).length, 1);
  const asked = await machine.run(["why", "help"]);
  assert.equal(asked.code, 3);
  assert.match(asked.err, /no Rosey runs on this machine/);
  assert.equal((await machine.run(["audit"])).code, 0);
});

Deno.test("beside Rosey: what the command line wants said is said at once, and what it is told is what was heard", async () => {
  await using machine = await RoseyMachine.set();
  const rosey = await startedIn(machine);
  using visitor = await alice(rosey);
  const said = await machine.run(["say", "--wait", "Movie night", "at eight"]);
  assert.deepEqual([said.code, said.out, said.err], [0, "queued as 1\n1 sent\n", ""]);
  await visitor.heard(({ username, msg }) => username === "rosey" && msg === "Movie night at eight");
  // What begins with a / is said, and not run.
  assert.equal((await machine.run(["say", "--wait", "/kick alice"])).code, 0);
  await visitor.heard(({ username, msg }) => username === "rosey" && /^\s*\/kick alice$/.test(msg));
  rosey.signal("SIGTERM");
  assert.equal(await rosey.ended, 0, rosey.err.text);
});

Deno.test("beside Rosey: what was wanted while she was away is said when she comes, once", async () => {
  await using machine = await RoseyMachine.set();
  const first = await startedIn(machine);
  first.signal("SIGTERM");
  assert.equal(await first.ended, 0, first.err.text);
  const queued = await machine.run(["say", "--key", "tonight", "see you"]);
  assert.equal(queued.code, 0, queued.err);
  assert.match(queued.err, /it will be said when she runs/);
  const second = await startedIn(machine);
  using visitor = await alice(second);
  const again = await machine.run(["say", "--key", "tonight", "--wait", "see you"]);
  assert.deepEqual([again.code, again.out], [0, "was queued before as 1\n1 sent\n"], again.err);
  await answered(visitor, "!ping");
  assert.equal(visitor.lines.filter(({ msg }) => msg === "see you").length, 1);
});

Deno.test("beside Rosey: a token stands on the stdout of its making and nowhere else", async () => {
  await using machine = await RoseyMachine.set();
  const rosey = await startedIn(machine);
  const made = await machine.run(["token", "create", "--name", "phone", "--scope", "say"]);
  assert.equal(made.code, 0, made.err);
  const token = made.out.trim();
  assert.match(token, /^[\w-]{43}$/);
  const listed = await machine.run(["token", "list", "--json"]);
  assert.equal(JSON.parse(listed.out).tokens[0].name, "phone");
  const revoked = await machine.run(["token", "revoke", token]);
  assert.deepEqual([revoked.code, revoked.out], [0, "revoked 1 token\n"], revoked.err);
  rosey.signal("SIGTERM");
  assert.equal(await rosey.ended, 0, rosey.err.text);
  const files = await textsBelow(machine.folder);
  assert.ok(files.some((text) => text.includes(token.slice(0, 8))), "the database was looked at");
  const told = [made.err, listed.out, listed.err, revoked.err, rosey.out.text, rosey.err.text];
  for (const text of [...files, ...told]) assert.ok(!text.includes(token));
});

/** Every file below a folder, as one character a byte. */
async function textsBelow(folder: string): Promise<string[]> {
  const texts: string[] = [];
  for await (const { name, isDirectory, isFile } of Deno.readDir(folder)) {
    const path = join(folder, name);
    if (isDirectory) texts.push(...await textsBelow(path));
    if (isFile) texts.push(new TextDecoder("latin1").decode(await Deno.readFile(path)));
  }
  return texts;
}
