/**
 * The portable program: one file that carries Deno itself, for machines of this kind, made without any download.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { runDeno } from "./run_deno.ts";
import header from "./portable_header.sh" with { type: "text" };

const pack = promisify(gzip);

/** What to build. */
export interface PortableOptions {
  /** The folder with deno.json. */
  readonly root: string;
  /** The file that is run, relative to `root`. */
  readonly entry: string;
  readonly output: string;
  /** Flags that say what the program may do. */
  readonly permissions: readonly string[];
}

/** Writes the portable program. */
export async function buildPortable({ root, entry, output, permissions }: PortableOptions): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "rosey-bundle-" });
  try {
    const bundle = join(folder, "rosey.js");
    await runDeno(["bundle", "--quiet", "--platform", "deno", "--output", bundle, entry], { cwd: root });
    const [deno, program] = await Promise.all([Deno.execPath(), bundle].map(async (path) => {
      return await pack(await Deno.readFile(path), { level: 6 });
    }));
    if (deno === undefined || program === undefined) throw new Error("nothing was packed");
    await Deno.mkdir(dirname(output), { recursive: true });
    // Written beside and renamed: a running rosey keeps its own file.
    await Deno.writeFile(
      `${output}.part`,
      concatenate([portableHeader(deno, program, permissions), deno, program]),
    );
    await Deno.chmod(`${output}.part`, 0o755);
    await Deno.rename(`${output}.part`, output);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** The script in front; its key changes with everything that is behind it. */
function portableHeader(deno: Uint8Array, program: Uint8Array, permissions: readonly string[]): Uint8Array {
  const key = createHash("sha256").update(header).update(deno).update(program).update(permissions.join(" "));
  const text = header
    .replace("@KEY@", key.digest("hex").slice(0, 24))
    .replace("@HEADER_LINES@", String(header.split("\n").length))
    .replace("@DENO_BYTES@", String(deno.byteLength))
    .replace("@BUNDLE_BYTES@", String(program.byteLength))
    .replace("@PERMISSIONS@", permissions.join(" "));
  return new TextEncoder().encode(text);
}

function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(parts));
}
