/**
 * The rules that need types: promises that nobody awaits, conditions that are promises, values of type `any`.
 *
 * Deno's own linter does not know types; these are typescript-eslint's rules, run inside Deno.
 *
 * This folder is a Deno project of its own: `deno task` fetches all locked packages before it runs anything, and
 * these ninety would come with everyone's first start of the bot. So it is run as a process:
 * `promises.ts ROOT FILE...` prints its findings as JSON.
 *
 * @module
 */
import { join, relative } from "node:path";
import { Linter } from "eslint";
import { parser, plugin } from "typescript-eslint";
import type { Finding } from "../check/finding.ts";
import { typedProgram } from "./typed_program.ts";

/** What is refused everywhere. */
const RULES: Linter.RulesRecord = {
  "typescript/await-thenable": "error",
  "typescript/ban-ts-comment": "error",
  "typescript/no-explicit-any": "error",
  "typescript/no-floating-promises": "error",
  "typescript/no-misused-promises": "error",
  "typescript/no-non-null-assertion": "error",
  "typescript/no-unsafe-call": "error",
  "typescript/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
  "no-restricted-syntax": ["error", {
    selector: "TSAsExpression > TSAsExpression.expression[typeAnnotation.type='TSUnknownKeyword']",
    message: "A cast through `unknown` hides a wrong type: parse or narrow the value instead.",
  }],
};

/**
 * What is refused in the program besides. Tests may read what a socket or `JSON.parse` hands them without parsing it
 * first: a wrong guess fails the test. Contracts are tests that both databases run. They may not call it, for what comes back could be a promise.
 */
const PROGRAM_RULES: Linter.RulesRecord = {
  "typescript/no-unsafe-argument": "error",
  "typescript/no-unsafe-assignment": "error",
  "typescript/no-unsafe-member-access": "error",
  "typescript/no-unsafe-return": "error",
};

/** Looks at `files` (relative to `root`) with their types. */
async function checkPromises(root: string, files: readonly string[]): Promise<Finding[]> {
  const paths = files.map((file) => join(root, file));
  await using typed = await typedProgram(root, paths);
  const linter = new Linter({ configType: "flat", cwd: root });
  const config = [{
    files: ["**/*.ts"],
    plugins: { typescript: plugin },
    languageOptions: { parser, parserOptions: { programs: [typed.program] } },
    linterOptions: { noInlineConfig: true },
    rules: RULES,
  }, {
    files: ["**/*.ts"],
    ignores: ["tests/**/*_test.ts", "tests/contract/**", "bench/**"],
    rules: PROGRAM_RULES,
  }];
  const findings: Finding[] = typed.unresolved.map(({ file, specifier }) => ({
    file: relative(root, file),
    line: 0,
    message: `"${specifier}" cannot be found, so nothing that comes from it can be checked.`,
  }));
  for (const [index, file] of files.entries()) {
    const path = paths[index] ?? file;
    for (const message of linter.verify(await Deno.readTextFile(path), config, { filename: path })) {
      findings.push({
        file,
        line: message.line,
        message: `${message.message} (${message.ruleId ?? "parser"})`,
      });
    }
  }
  return findings;
}

const [root = ".", ...files] = Deno.args;
console.log(JSON.stringify(await checkPromises(root, files)));
