import assert from "node:assert/strict";

const MAIN = new URL("../../../src/cli/main.ts", import.meta.url).href;

/** Runs a command that stays, in a process of its own in which something else goes wrong. */
async function runWhile(accident: string): Promise<{ code: number; err: string }> {
  const program = `
    import { main } from ${JSON.stringify(MAIN)};
    setTimeout(() => { ${accident} }, 0);
    Deno.exit(await main(["sandbox", "--sandbox-port", "0"]));
  `;
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", "--ext=ts", "-"],
    stdin: "piped",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  const input = child.stdin.getWriter();
  await input.write(new TextEncoder().encode(program));
  await input.close();
  const { code, stderr } = await child.output();
  return { code, err: new TextDecoder().decode(stderr) };
}

for (
  const [what, accident] of [
    ["a rejection that nobody awaits", 'Promise.reject(new Error("boom"));'],
    ["an exception in a timer", 'throw new Error("boom");'],
  ]
) {
  Deno.test(`cli: ${what} ends the program as a bug, with its stack`, async () => {
    const { code, err } = await runWhile(accident ?? "");
    assert.equal(code, 1);
    assert.match(err, /^rosey: this is a bug in Rosey [^\n]* \(exit code 1\)\n/);
    assert.match(err, /Error: boom\n +at /);
  });
}
