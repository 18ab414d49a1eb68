import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { programPermissions } from "../../scripts/build/permissions.ts";
import { buildPortable } from "../../scripts/build/portable.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const permissions = await programPermissions(root);

/** A machine without Deno: an empty folder, an empty home, and the system's own programs. */
class BareMachine implements AsyncDisposable {
  private constructor(readonly folder: string) {}

  static async set(): Promise<BareMachine> {
    const folder = await Deno.makeTempDir({ prefix: "rosey-portable-" });
    const machine = new BareMachine(folder);
    await Promise.all(["home", "tmp", "empty"].map((name) => Deno.mkdir(join(folder, name))));
    await Deno.link(await builtOnce(), machine.program);
    return machine;
  }

  get program(): string {
    return join(this.folder, "program");
  }

  get cache(): string {
    return join(this.folder, "home/.cache/rosey");
  }

  spawn(args: readonly string[], env: Record<string, string> = {}): Deno.ChildProcess {
    return new Deno.Command(this.program, {
      args: [...args],
      cwd: join(this.folder, "empty"),
      clearEnv: true,
      env: {
        PATH: "/usr/bin:/bin",
        HOME: join(this.folder, "home"),
        TMPDIR: join(this.folder, "tmp"),
        ...env,
      },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
  }

  async run(args: readonly string[], env: Record<string, string> = {}) {
    const { code, stdout, stderr } = await this.spawn(args, env).output();
    return { code, out: new TextDecoder().decode(stdout), error: new TextDecoder().decode(stderr) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.folder, { recursive: true });
  }
}

let built: Promise<string> | undefined;

/** Beside the tests' folders, so that each can have it as a link; removed when the process ends. */
function builtOnce(): Promise<string> {
  built ??= (async () => {
    const folder = await Deno.makeTempDir({ prefix: "rosey-portable-" });
    const output = join(folder, "program");
    globalThis.addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));
    await buildPortable({ root, entry: "tests/fixtures/portable/main.ts", output, permissions });
    return output;
  })();
  return built;
}

async function namesIn(folder: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name).sort();
}

Deno.test("portable: everything that Rosey is made of works in one file, alone in an empty folder", async () => {
  await using machine = await BareMachine.set();
  const { code, out, error } = await machine.run(["packages"]);
  assert.deepEqual({ code, out, error }, { code: 0, out: "socket.io\nalice\n<p>page</p>\n", error: "" });
  assert.deepEqual(await namesIn(join(machine.folder, "empty")), []);
});

Deno.test("portable: arguments arrive as they are, and the exit code leaves as it is", async () => {
  await using machine = await BareMachine.set();
  const words = ["two words", "--help", "-A", "--", "$HOME", "it's", '"', "", "*"];
  const { out } = await machine.run(["arguments", ...words]);
  assert.deepEqual(JSON.parse(out), words);
  assert.deepEqual(await machine.run(["late"]), { code: 7, out: "loaded late\n", error: "" });
});

Deno.test("portable: the program may do what `deno task rosey` may, and no more", async () => {
  await using machine = await BareMachine.set();
  const { out } = await machine.run(["rights"]);
  const granted = out.split("\n").filter((line) => line.endsWith(" granted")).map((line) =>
    line.split(" ")[0]
  );
  assert.deepEqual(granted, ["net", "read", "write", "env", "sys=statfs"]);
  const flags = permissions.filter((flag) => flag.startsWith("--allow-"));
  assert.deepEqual(flags, granted.map((name) => `--allow-${name}`));
});

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  Deno.test(`portable: ${signal} reaches the program, in the process that was started`, async () => {
    await using machine = await BareMachine.set();
    const child = machine.spawn(["wait"]);
    const lines = child.stdout.pipeThrough(new TextDecoderStream()).values();
    assert.equal((await lines.next()).value, `waiting as ${child.pid}\n`);
    child.kill(signal);
    assert.equal((await lines.next()).value, `${signal}\n`);
    assert.equal((await lines.next()).done, true);
    assert.equal((await child.status).code, 0);
    await child.stderr.cancel();
  });
}

Deno.test("portable: it unpacks once", async () => {
  await using machine = await BareMachine.set();
  await machine.run(["late"]);
  const [key = ""] = await namesIn(machine.cache);
  const before = await Deno.stat(join(machine.cache, key, "deno"));
  assert.equal((await machine.run(["late"])).code, 7);
  const after = await Deno.stat(join(machine.cache, key, "deno"));
  assert.deepEqual([after.ino, after.mtime], [before.ino, before.mtime]);
  assert.equal(((await Deno.stat(machine.cache)).mode ?? 0) & 0o777, 0o700);
});

Deno.test("portable: twenty first runs at once all work, and leave one copy", async () => {
  await using machine = await BareMachine.set();
  const runs = await Promise.all(Array.from({ length: 20 }, () => machine.run(["late"])));
  assert.deepEqual(runs, Array.from({ length: 20 }, () => ({ code: 7, out: "loaded late\n", error: "" })));
  const [key = "", ...others] = await namesIn(machine.cache);
  assert.deepEqual(others, []);
  const files = await namesIn(join(machine.cache, key));
  assert.deepEqual(files.filter((name) => name !== "deno_dir"), ["deno", "rosey.js"]);
});

Deno.test("portable: programs of old versions go, all but two", async () => {
  await using machine = await BareMachine.set();
  for (const [age, name] of ["three", "two", "one", "zero"].entries()) {
    await Deno.mkdir(join(machine.cache, name), { recursive: true });
    await Deno.utime(join(machine.cache, name), age * 1000, age * 1000);
  }
  await machine.run(["late"]);
  const names = await namesIn(machine.cache);
  assert.equal(names.length, 3);
  assert.deepEqual(names.filter((name) => name.length < 6), ["one", "zero"]);
});

Deno.test("portable: a home that cannot be written is no hindrance", async () => {
  await using machine = await BareMachine.set();
  assert.equal((await machine.run(["late"], { HOME: "/proc/self" })).code, 7);
  assert.equal((await machine.run(["late"], { HOME: "" })).code, 7);
  assert.equal((await namesIn(join(machine.folder, "tmp")))[0], `rosey-${Deno.uid()}`);
});

Deno.test("portable: a cache folder that is a link, or of another user, is not taken", async () => {
  await using machine = await BareMachine.set();
  const trap = join(machine.folder, "trap");
  await Deno.mkdir(join(machine.folder, "home/.cache"), { recursive: true });
  await Deno.mkdir(trap);
  await Deno.symlink(trap, machine.cache);
  assert.equal((await machine.run(["late"])).code, 7);
  assert.deepEqual(await namesIn(trap), []);

  // As another user would see the folders that this one made.
  const programs = join(machine.folder, "programs");
  await Deno.mkdir(programs);
  await Deno.writeTextFile(join(programs, "id"), "#!/bin/sh\necho 424242\n", { mode: 0o755 });
  const { code, error } = await machine.run(["late"], { PATH: `${programs}:/usr/bin:/bin` });
  assert.equal(code, 126);
  assert.match(error, /a folder of another user is not taken/);
});

Deno.test("portable: a file that was cut off leaves nothing behind", async () => {
  await using machine = await BareMachine.set();
  const whole = await Deno.readFile(machine.program);
  await Deno.remove(machine.program);
  await Deno.writeFile(machine.program, whole.subarray(0, whole.length - 1000), { mode: 0o755 });
  const { code, out } = await machine.run(["late"]);
  assert.deepEqual({ code, out }, { code: 126, out: "" });
  for (const key of await namesIn(machine.cache)) {
    assert.deepEqual((await namesIn(join(machine.cache, key))).filter((name) => name !== "deno"), []);
  }
});
