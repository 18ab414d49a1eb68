/**
 * A TypeScript program over Deno code in which npm packages keep their types.
 *
 * TypeScript knows neither `deno.json` nor Deno's cache. So the packages of the lock file are laid out once as a
 * `node_modules` in a temporary folder (links into the cache, half a second), and every bare import of ours is
 * looked up there, by the import map's name for it.
 *
 * @module
 */
import { dirname, join } from "node:path";
import ts from "typescript";
import { z } from "zod";
import { runDeno } from "../build/run_deno.ts";

/** A program and the folder that it needs while it is in use. */
export interface TypedProgram extends AsyncDisposable {
  readonly program: ts.Program;
  /** Imports of ours that could not be followed: behind each, every type would silently be `any`. */
  readonly unresolved: readonly { readonly file: string; readonly specifier: string }[];
}

/** The part of `deno.json` that decides how a file is read. */
const DenoConfig = z.object({
  imports: z.record(z.string(), z.string()),
  compilerOptions: z.record(z.string(), z.unknown()).default({}),
});

type DenoConfig = z.infer<typeof DenoConfig>;

/** The types behind `node:` imports: Deno has its own inside, but does not hand them out. */
const NODE_TYPES = "npm:@types/node@26.6.6";

/** What an import `with { type: "text" }` brings. */
const TEXT_MODULE = "declare const text: string;\nexport default text;\n";

/** Loads `files` (absolute) as one program, with the import map and compiler options of `root`'s deno.json. */
export async function typedProgram(root: string, files: readonly string[]): Promise<TypedProgram> {
  const folder = await Deno.realPath(await Deno.makeTempDir({ prefix: "rosey-types-" }));
  const dispose = () => Deno.remove(folder, { recursive: true });
  try {
    const config = DenoConfig.parse(JSON.parse(await Deno.readTextFile(join(root, "deno.json"))));
    await layOutPackages(root, folder, config);
    const globals = join(folder, "deno.d.ts");
    await Deno.writeTextFile(globals, await runDeno(["types"], { cwd: folder }));
    const textModule = join(folder, "text_module.d.ts");
    await Deno.writeTextFile(textModule, TEXT_MODULE);
    const options = compilerOptions(config);
    const host = ts.createCompilerHost(options, true);
    const unresolved: { file: string; specifier: string }[] = [];
    host.resolveModuleNameLiterals = (literals, containingFile) =>
      literals.map((literal) => {
        if (importsText(literal)) return resolved(textModule);
        const isOurs = !containingFile.startsWith(folder);
        const isPackage = isOurs && !literal.text.startsWith(".");
        const found = isPackage
          ? ts.resolveModuleName(
            packageName(literal.text, config.imports),
            join(folder, "root.ts"),
            options,
            host,
          )
          : ts.resolveModuleName(literal.text, containingFile, options, host);
        if (isOurs && found.resolvedModule === undefined && !literal.text.startsWith("node:")) {
          unresolved.push({ file: containingFile, specifier: literal.text });
        }
        return found;
      });
    const nodeTypes = join(folder, "node_modules/@types/node/index.d.ts");
    return {
      program: ts.createProgram([globals, nodeTypes, ...files], options, host),
      unresolved,
      [Symbol.asyncDispose]: dispose,
    };
  } catch (error) {
    await dispose();
    throw error;
  }
}

/** The npm name behind an import: `nats` is `@nats-io/transport-node`, `hono/cors` stays as it is. */
export function packageName(specifier: string, imports: Record<string, string>): string {
  const inline = /^npm:\/?(@?[^@]+)@[^/]+(\/.*)?$/.exec(specifier);
  if (inline !== null) return `${inline[1]}${inline[2] ?? ""}`;
  const keys = Object.keys(imports).sort((a, b) => b.length - a.length);
  const key = keys.find((known) => specifier === known || specifier.startsWith(`${known}/`));
  if (key === undefined) return specifier;
  return `${packageName(imports[key] ?? key, {})}${specifier.slice(key.length)}`;
}

/** Makes `folder/node_modules` of exactly the locked packages. */
async function layOutPackages(root: string, folder: string, config: DenoConfig): Promise<void> {
  await Deno.copyFile(join(root, "deno.lock"), join(folder, "deno.lock"));
  await Deno.writeTextFile(
    join(folder, "deno.json"),
    JSON.stringify({ imports: { "@types/node": NODE_TYPES, ...config.imports } }),
  );
  await runDeno(["install", "--quiet", "--node-modules-dir=auto"], { cwd: folder });
}

function compilerOptions(config: DenoConfig): ts.CompilerOptions {
  const { options } = ts.convertCompilerOptionsFromJson(
    {
      ...config.compilerOptions,
      target: "esnext",
      module: "esnext",
      moduleResolution: "bundler",
      customConditions: ["deno", "node"],
      lib: ["esnext"],
      types: [],
      allowImportingTsExtensions: true,
      allowJs: true,
      maxNodeModuleJsDepth: 0,
      resolveJsonModule: true,
      skipLibCheck: true,
      noEmit: true,
    },
    dirname("."),
  );
  return options;
}

function importsText(literal: ts.StringLiteralLike): boolean {
  const { parent } = literal;
  if (!ts.isImportDeclaration(parent) && !ts.isExportDeclaration(parent)) return false;
  return (parent.attributes?.elements ?? []).some(
    ({ name, value }) => name.text === "type" && ts.isStringLiteral(value) && value.text === "text",
  );
}

function resolved(path: string): ts.ResolvedModuleWithFailedLookupLocations {
  const resolvedModule = {
    resolvedFileName: path,
    extension: ts.Extension.Dts,
    isExternalLibraryImport: false,
  };
  return { resolvedModule };
}
