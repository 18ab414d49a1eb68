/**
 * `event_schema.ts FILE TYPE` prints the JSON Schema of an exported TypeScript type.
 *
 * In this Deno project, because what it needs would otherwise come with everyone's first start of the bot.
 *
 * @module
 */
import { createGenerator } from "ts-json-schema-generator";

const [path, type] = Deno.args;
if (path === undefined || type === undefined) throw new Error("usage: event_schema.ts FILE TYPE");

const tsconfig = await Deno.makeTempFile({ suffix: ".json" });
try {
  // Those of `deno.json` that change a type.
  await Deno.writeTextFile(
    tsconfig,
    JSON.stringify({
      compilerOptions: {
        strict: true,
        exactOptionalPropertyTypes: true,
        allowImportingTsExtensions: true,
        noEmit: true,
        module: "esnext",
        moduleResolution: "bundler",
        target: "esnext",
        lib: ["esnext"],
      },
    }),
  );
  const generator = createGenerator({
    path,
    type,
    tsconfig,
    skipTypeCheck: true,
    additionalProperties: true,
    jsDoc: "extended",
  });
  console.log(JSON.stringify(generator.createSchema(type)));
} finally {
  await Deno.remove(tsconfig);
}
