/**
 * Exports: each has a doc comment and a user; defaults and hand-ons only where the house wants them.
 *
 * @module
 */
import ts from "typescript";
import type { Finding } from "./finding.ts";
import { lineOf, type SourceModule } from "./module_graph.ts";

/** Rooms whose exports are read by people who did not write them. */
const DOCUMENTED = ["src/", "db/", "plugins/", "scripts/", "tests/services/"];

/** The files of a plugin's migrations: each is one default export, and its header says what that is. */
const MIGRATION = /^plugins\/\w+\/migrations\/\d{14}_\w+\.ts$/;

/** Rooms whose files are found by a list and whose default export is the point of the file. */
const DEFAULT_EXPORTS = ["plugins/", "migrations/"];

interface ExportedName {
  readonly name: string;
  readonly node: ts.Node;
  readonly documented: boolean;
}

/** Every undocumented, unused or misplaced export. */
export function checkExports(modules: readonly SourceModule[]): Finding[] {
  const used = usedNames(modules);
  return modules.flatMap((module) => {
    const { file, source, imports } = module;
    const findings: Finding[] = [];
    const add = (line: number, message: string) => findings.push({ file, line, message });
    const documented = DOCUMENTED.some((room) => file.startsWith(room));
    for (const { name, node, documented: hasDoc } of exportedNames(source)) {
      const line = lineOf(node, source);
      if (documented && !hasDoc && !MIGRATION.test(file)) {
        add(line, `"${name}" is exported without a doc comment: say what it is for.`);
      }
      if (name === "default" && !DEFAULT_EXPORTS.some((room) => file.startsWith(room))) {
        add(line, "A default export has no name to search for: export it by name.");
      } else if (documented && !isUsed(module, name, used)) {
        add(line, `"${name}" is exported and nobody imports it: remove it, or the word "export".`);
      }
    }
    for (const edge of imports) {
      if (edge.reExport && !file.endsWith("/mod.ts")) {
        add(
          edge.line,
          `Only a folder's mod.ts hands on exports: import "${edge.specifier}" where it is needed.`,
        );
      }
    }
    return findings;
  });
}

/** For each file the names that others take from it. */
function usedNames(modules: readonly SourceModule[]): Map<string, Set<string>> {
  const used = new Map<string, Set<string>>();
  for (const { target, names } of modules.flatMap(({ imports }) => imports)) {
    if (target === undefined) continue;
    const known = used.get(target) ?? new Set();
    names.forEach((name) => known.add(name));
    used.set(target, known);
  }
  return used;
}

/** Imported somewhere, or a type that another export of its own file shows. */
function isUsed({ file, source }: SourceModule, name: string, used: Map<string, Set<string>>): boolean {
  const names = used.get(file);
  if (names?.has(name) === true || names?.has("*") === true) return true;
  if (name === "default") return names?.has("default") === true;
  let mentions = 0;
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && node.text === name) mentions++;
    ts.forEachChild(node, visit);
  };
  visit(source);
  return mentions > 1;
}

/** Names exported by declarations. One that is declared twice (overloads, a type and its schema) counts once. */
function exportedNames(source: ts.SourceFile): ExportedName[] {
  const found = source.statements.flatMap((statement): ExportedName[] => {
    const documented = ts.getJSDocCommentsAndTags(statement).some((doc) => ts.isJSDoc(doc));
    if (ts.isExportAssignment(statement)) return [{ name: "default", node: statement, documented }];
    const modifiers = ts.canHaveModifiers(statement) ? ts.getModifiers(statement) ?? [] : [];
    if (!modifiers.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) return [];
    if (modifiers.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword)) {
      return [{ name: "default", node: statement, documented }];
    }
    if (ts.isVariableStatement(statement)) {
      return statement.declarationList.declarations
        .map((node) => ({ name: node.name.getText(source), node, documented }));
    }
    if (!isNamedDeclaration(statement) || statement.name === undefined) return [];
    return [{ name: statement.name.text, node: statement, documented }];
  });
  return [...Map.groupBy(found, ({ name }) => name).values()].flatMap((same) => {
    const [first] = same;
    return first === undefined ? [] : [{ ...first, documented: same.some(({ documented }) => documented) }];
  });
}

function isNamedDeclaration(node: ts.Node) {
  return ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node) || ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) || ts.isEnumDeclaration(node) || ts.isModuleDeclaration(node);
}
