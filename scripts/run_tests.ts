/**
 * `deno task test`: everything that must hold. Without arguments the check, the portable build and all tests; with
 * paths only the tests in those; with `--long` only the longer runs. The last line is the count: `N passed, N failed`.
 *
 * @module
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startNats } from "../tests/services/nats.ts";
import { startPostgres } from "../tests/services/postgres.ts";
import { buildPortable } from "./build/portable.ts";
import { programPermissions } from "./build/permissions.ts";
import { type Count, runChecks } from "./check/all_checks.ts";
import { listFiles } from "./check/project_files.ts";
import { countTests } from "./junit.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const binary = join(root, "dist/rosey");

const wantsLong = Deno.args.includes("--long");
const wanted = Deno.args.filter((argument) => argument !== "--long");
const counts: Count[] = [];

if (!wantsLong && wanted.length === 0) {
  announce("check");
  counts.push(await runChecks(root));
}
announce("portable build");
counts.push(await build());
announce(wantsLong ? "long tests" : "tests");
counts.push(await runTests(wantsLong ? await longTests() : wanted));

const passed = counts.reduce((sum, count) => sum + count.passed, 0);
const failed = counts.reduce((sum, count) => sum + count.failed, 0);
console.log(`\n${passed} passed, ${failed} failed`);
Deno.exit(failed === 0 ? 0 : 1);

function announce(what: string): void {
  console.log(`\n--- ${what} ---`);
}

/** One success or one failure; the tests that need the file say so by themselves. */
async function build(): Promise<Count> {
  try {
    await buildPortable({
      root,
      entry: "main.ts",
      output: binary,
      permissions: await programPermissions(root),
    });
    console.log(`ok      ${binary}`);
    return { passed: 1, failed: 0 };
  } catch (error) {
    console.log(`FAILED  ${error instanceof Error ? error.message : String(error)}`);
    return { passed: 0, failed: 1 };
  }
}

async function longTests(): Promise<string[]> {
  return (await listFiles(root)).filter((file) => file.startsWith("tests/") && file.endsWith("_long.ts"));
}

async function runTests(files: readonly string[]): Promise<Count> {
  if (wantsLong && files.length === 0) {
    console.log("there are none yet");
    return { passed: 0, failed: 0 };
  }
  const folder = await Deno.makeTempDir({ prefix: "rosey-test-" });
  const report = join(folder, "junit.xml");
  try {
    await using postgres = await startPostgres();
    await using nats = await startNats();
    const tests = new Deno.Command(Deno.execPath(), {
      // Types were checked before; two lanes, because the tests wait more than they compute.
      args: [
        "test",
        "-A",
        "--no-check",
        "--parallel",
        "--junit-path",
        report,
        ...(files.length === 0 ? ["tests"] : files),
      ],
      cwd: root,
      env: { ROSEY_BINARY: binary, TEST_POSTGRES_URL: postgres.url, TEST_NATS_URL: nats.url, NO_COLOR: "1" },
    }).spawn();
    using _stop = stopWith(tests, folder);
    const { success } = await tests.status;
    return countTests(await readReport(report), success);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function readReport(path: string): Promise<string> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  }
}

/** Ctrl+C and SIGTERM reach the tests, and end this program with its servers. */
function stopWith(child: Deno.ChildProcess, folder: string): Disposable {
  const listeners = ([["SIGINT", 130], ["SIGTERM", 143]] as const).map(([signal, code]) => {
    const stop = () => {
      child.kill("SIGTERM");
      Deno.removeSync(folder, { recursive: true });
      Deno.exit(code);
    };
    Deno.addSignalListener(signal, stop);
    return () => Deno.removeSignalListener(signal, stop);
  });
  return { [Symbol.dispose]: () => listeners.forEach((remove) => remove()) };
}
