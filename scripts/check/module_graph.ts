/**
 * Every source file with what it imports and exports, read by syntax alone: quick, and true without types.
 *
 * @module
 */
import { dirname, join, normalize } from "node:path";
import ts from "typescript";

/** One import, re-export or `import()` of a file. */
export interface ImportEdge {
  /** As written. */
  readonly specifier: string;
  /** The file it means, relative to the root; `undefined` for a package or a builtin. */
  readonly target: string | undefined;
  readonly line: number;
  /** Vanishes when compiled: `import type`, or only `type` names in the braces. */
  readonly typeOnly: boolean;
  /** The names taken from the target; `"*"` when it may be any of them. */
  readonly names: readonly string[];
  /** Hands the names on: `export ... from`. */
  readonly reExport: boolean;
}

/** A source file as the checks see it. */
export interface SourceModule {
  /** Relative to the root. */
  readonly file: string;
  readonly source: ts.SourceFile;
  readonly imports: readonly ImportEdge[];
}

/** Parses `files` (relative to `root`). */
export async function loadModules(root: string, files: readonly string[]): Promise<SourceModule[]> {
  return await Promise.all(
    files.map(async (file) => parseModule(file, await Deno.readTextFile(join(root, file)))),
  );
}

/** Parses one file from its text. */
export function parseModule(file: string, text: string): SourceModule {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ESNext, true);
  const imports: ImportEdge[] = [];
  const visit = (node: ts.Node): void => {
    const edge = importOf(node, file, source);
    if (edge !== undefined) imports.push(edge);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return { file, source, imports };
}

/** The line of a node, from 1. */
export function lineOf(node: ts.Node, source: ts.SourceFile): number {
  return source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
}

function importOf(node: ts.Node, file: string, source: ts.SourceFile): ImportEdge | undefined {
  const edge = (specifier: ts.Node | undefined, typeOnly: boolean, names: string[], reExport = false) =>
    specifier !== undefined && ts.isStringLiteralLike(specifier)
      ? {
        specifier: specifier.text,
        target: specifier.text.startsWith(".") ? normalize(join(dirname(file), specifier.text)) : undefined,
        line: lineOf(node, source),
        typeOnly,
        names,
        reExport,
      }
      : undefined;
  if (ts.isImportDeclaration(node)) {
    return edge(node.moduleSpecifier, isTypeOnly(node.importClause), importedNames(node.importClause));
  }
  if (ts.isExportDeclaration(node)) {
    return edge(node.moduleSpecifier, node.isTypeOnly, reExportedNames(node), true);
  }
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
    return edge(node.argument.literal, true, ["*"]);
  }
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    return edge(node.arguments[0], false, ["*"]);
  }
  return undefined;
}

function isTypeOnly(clause: ts.ImportClause | undefined): boolean {
  if (clause === undefined) return false;
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  const bindings = clause.namedBindings;
  if (clause.name !== undefined || bindings === undefined || !ts.isNamedImports(bindings)) return false;
  return bindings.elements.length > 0 && bindings.elements.every((element) => element.isTypeOnly);
}

function importedNames(clause: ts.ImportClause | undefined): string[] {
  if (clause === undefined) return [];
  const own = clause.name === undefined ? [] : ["default"];
  const bindings = clause.namedBindings;
  if (bindings === undefined) return own;
  if (ts.isNamespaceImport(bindings)) return ["*"];
  return [...own, ...bindings.elements.map((element) => (element.propertyName ?? element.name).text)];
}

function reExportedNames({ exportClause }: ts.ExportDeclaration): string[] {
  if (exportClause === undefined || ts.isNamespaceExport(exportClause)) return ["*"];
  return exportClause.elements.map((element) => (element.propertyName ?? element.name).text);
}
