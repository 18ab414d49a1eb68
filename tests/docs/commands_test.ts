import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { listFiles } from "../../scripts/check/project_files.ts";
import { roseyBinary } from "../e2e/binary.ts";
import { freePort } from "../services/ports.ts";
import { documents, root } from "./documents.ts";
import { type CommandBlock, commandBlocks, type FileBlock, fileBlocks } from "./markdown.ts";

/** How long one block may take, downloads included, before it is ended and has failed. */
const LIMIT_MS = 180_000;

/** What belongs to the network that the machine stands in, and is the same for a newcomer. */
const OF_THE_NETWORK =
  /^(npm_config_registry|https?_proxy|no_proxy|NODE_EXTRA_CA_CERTS|SSL_CERT_FILE|DENO_CERT)$/i;

/**
 * A newcomer's machine: a fresh copy of the project, an empty home, `npx` from Node, and for those who read on, `deno`
 * and `rosey` on the path.
 */
class Newcomer implements AsyncDisposable {
  private constructor(readonly folder: string) {}

  static async arrive(): Promise<Newcomer> {
    const folder = await Deno.makeTempDir({ prefix: "rosey-docs-" });
    for (const file of await listFiles(root)) {
      const copy = join(folder, "rosey", file);
      await Deno.mkdir(dirname(copy), { recursive: true });
      await Deno.copyFile(join(root, file), copy);
    }
    await Promise.all(["home", "programs"].map((name) => Deno.mkdir(join(folder, name))));
    await Deno.symlink(Deno.execPath(), join(folder, "programs/deno"));
    await Deno.symlink(roseyBinary(), join(folder, "programs/rosey"));
    return new Newcomer(folder);
  }

  spawn(text: string): Deno.ChildProcess {
    return new Deno.Command("sh", {
      args: ["-euc", text],
      cwd: join(this.folder, "rosey"),
      clearEnv: true,
      env: {
        ...Object.fromEntries(
          Object.entries(Deno.env.toObject()).filter(([name]) => OF_THE_NETWORK.test(name)),
        ),
        HOME: join(this.folder, "home"),
        PATH: `${join(this.folder, "programs")}:${Deno.env.get("PATH") ?? ""}`,
        // The usual ports may be taken while the tests run.
        ROSEY_WEB_PORT: String(freePort()),
        ROSEY_SANDBOX_PORT: String(freePort()),
        NO_COLOR: "1",
      },
      // Its own process group, so that everything a block started can be ended as Ctrl+C would.
      detached: true,
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
  }

  /** As a reader does who is told to write a file so. */
  async write({ path, text }: FileBlock): Promise<void> {
    await Deno.writeTextFile(join(this.folder, "rosey", path), `${text}\n`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.folder, { recursive: true });
  }
}

async function follow(newcomer: Newcomer, { text, treatment }: CommandBlock): Promise<void> {
  if (treatment.kind === "not run") return;
  const child = newcomer.spawn(text);
  let printed = "";
  let asked = false;
  const listen = async (stream: ReadableStream<Uint8Array<ArrayBuffer>>) => {
    for await (const chunk of stream.pipeThrough(new TextDecoderStream())) {
      printed += chunk;
      if (asked || treatment.kind !== "until" || !printed.includes(treatment.output)) continue;
      asked = true;
      Deno.kill(-child.pid, "SIGINT");
    }
  };
  const limit = setTimeout(() => Deno.kill(-child.pid, "SIGKILL"), LIMIT_MS);
  const [{ code, signal }] = await Promise.all([child.status, listen(child.stdout), listen(child.stderr)]);
  clearTimeout(limit);
  assert.notEqual(signal, "SIGKILL", `it took more than ${LIMIT_MS / 1000} s:\n${text}\n${printed}`);
  if (treatment.kind === "until") {
    assert.ok(asked, `"${treatment.output}" was not printed:\n${text}\n${printed}`);
  } else assert.equal(code, treatment.exitCode, `${text}\n${printed}`);
}

const readings = await Promise.all((await documents()).map(async (document) => {
  return { document, markdown: await Deno.readTextFile(join(root, document)) };
}));

Deno.test("docs: every command that a newcomer reads does what it says", async (t) => {
  await using newcomer = await Newcomer.arrive();
  for (const { document, markdown } of readings) {
    const blocks = [...commandBlocks(markdown), ...fileBlocks(markdown, "file")];
    for (const block of blocks.toSorted((left, right) => left.line - right.line)) {
      if ("path" in block) {
        await t.step(`${document}:${block.line} (${block.path})`, () => newcomer.write(block));
        continue;
      }
      const note = block.treatment.kind === "not run" ? ` (not run: ${block.treatment.reason})` : "";
      await t.step(`${document}:${block.line}${note}`, () => follow(newcomer, block));
    }
  }
});
