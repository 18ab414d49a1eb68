/** A process that is killed in the middle of its work has lost nothing of what it was told is stored. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { openMemory } from "../contract/memory_under_test.ts";

const PROGRAM = new URL("./load_process.ts", import.meta.url).pathname;

/** Starts the program, kills it after it has acknowledged some lines, and answers all that it acknowledged. */
async function loadAndKill(path: string, linesBeforeKill: number): Promise<number[]> {
  const process = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", PROGRAM, path],
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  let text = "";
  let killed = false;
  for await (const chunk of process.stdout.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    if (killed || text.split("\n").length <= linesBeforeKill) continue;
    killed = true;
    process.kill("SIGKILL");
  }
  assert.equal((await process.status).signal, "SIGKILL");
  // The last line may be cut off by the kill.
  return text.split("\n").slice(0, -1).map(Number);
}

Deno.test("faults: kill -9 under load loses no acknowledged unit and splits none", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const path = join(folder, "rosey.db");
    const acknowledged: number[] = [];
    for (const linesBeforeKill of [1, 150, 700]) {
      acknowledged.push(...await loadAndKill(path, linesBeforeKill));
      const { repositories: { chat, users, watermark }, close } = await openMemory({ kind: "sqlite", path });
      const stored = (await chat.recent(-1)).map(({ html }) => Number(html.slice("line ".length)));
      // Each line once, without a hole, and with all that belongs to its unit.
      assert.deepEqual(stored, stored.map((_, index) => index));
      assert.deepEqual(acknowledged.filter((number) => number >= stored.length), []);
      assert.equal((await users.find("Alice"))?.chatLines, stored.length);
      assert.equal(await watermark.get(), stored.length - 1);
      await close();
    }
    assert.ok(acknowledged.length >= 850, `only ${acknowledged.length} were acknowledged`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
