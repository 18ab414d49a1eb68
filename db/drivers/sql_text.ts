/**
 * The text of SQLite's own `CREATE` statements: SQLite tells of checks and collations in no other way.
 *
 * @module
 */

/** White space and comments; or something that counts. */
const TOKEN =
  /\s+|--[^\n]*|\/\*[\s\S]*?\*\/|('(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\]|[\p{L}_][\p{L}\p{N}_$]*|\d+(?:\.\d+)?|[<>=!|]{2}|[\s\S])/gu;

interface Token {
  /** In small letters and without quotes, unless it is a text. */
  readonly word: string;
  readonly start: number;
  readonly end: number;
}

/** A column as it was written. */
export interface WrittenColumn {
  readonly name: string;
  readonly definition: string;
  readonly collation: string | undefined;
  readonly autoincrement: boolean;
  readonly unique: boolean;
  readonly checks: readonly string[];
  /** What follows `REFERENCES`. */
  readonly references: string | undefined;
}

/** A table as it was written. */
export interface WrittenTable {
  readonly columns: readonly WrittenColumn[];
  /** Conditions that belong to no column, each with its first words: `check (...)`, `unique (...)`. */
  readonly constraints: readonly { readonly name: string | undefined; readonly text: string }[];
  /** What follows the parentheses, such as `strict`. */
  readonly options: string;
}

/** An index as it was written. */
export interface WrittenIndex {
  readonly unique: boolean;
  /** What stands in the parentheses, and the condition where there is one. */
  readonly on: string;
}

/** SQL without comments, needless spaces, capitals and quotes: equal for what means the same to SQLite. */
export function plainSql(sql: string): string {
  return joined(tokensOf(sql));
}

/** Reads a `CREATE TABLE`; a virtual table has nothing in it. */
export function readCreateTable(sql: string): WrittenTable {
  const tokens = tokensOf(sql);
  const open = tokens.findIndex(({ word }) => word === "(");
  if (open < 0 || tokens[1]?.word === "virtual") return { columns: [], constraints: [], options: "" };
  const close = closing(tokens, open);
  const parts = splitAtCommas(tokens.slice(open + 1, close));
  const isConstraint = (part: readonly Token[]) =>
    /^(constraint|primary|unique|check|foreign)$/.test(part[0]?.word ?? "") &&
    !/^["`[]/.test(sql.slice(part[0]?.start));
  return {
    columns: parts.filter((part) => !isConstraint(part)).map((part) => readColumn(part, sql)),
    constraints: parts.filter(isConstraint).map((part) =>
      part[0]?.word === "constraint"
        ? { name: part[1]?.word, text: joined(part.slice(2)) }
        : { name: undefined, text: joined(part) }
    ).filter(({ text }) => !text.startsWith("primary")),
    options: joined(tokens.slice(close + 1)),
  };
}

/** Reads a `CREATE INDEX`. */
export function readCreateIndex(sql: string): WrittenIndex {
  const tokens = tokensOf(sql);
  const on = tokens.findIndex(({ word }) => word === "on");
  const open = tokens.findIndex(({ word }, at) => at > on && word === "(");
  const close = closing(tokens, open);
  const condition = joined(tokens.slice(close + 1));
  return {
    unique: tokens[1]?.word === "unique",
    on: joined(tokens.slice(open + 1, close)) + (condition === "" ? "" : ` ${condition}`),
  };
}

/** Whether a statement mentions a name. */
export function mentions(sql: string, name: string): boolean {
  return tokensOf(sql).some(({ word }) => word === name.toLowerCase());
}

function readColumn(tokens: readonly Token[], sql: string): WrittenColumn {
  const [first] = tokens;
  const checks: string[] = [];
  let collation: string | undefined;
  let references: string | undefined;
  let autoincrement = false;
  let unique = false;
  for (let at = 1; at < tokens.length; at++) {
    const word = tokens[at]?.word;
    if (word === "constraint") at++;
    else if (word === "(") at = closing(tokens, at);
    else if (word === "check") {
      const close = closing(tokens, at + 1);
      checks.push(joined(tokens.slice(at + 2, close)));
      at = close;
    } else if (word === "collate") collation = tokens[++at]?.word;
    else if (word === "autoincrement") autoincrement = true;
    else if (word === "unique") unique = true;
    else if (word === "references") {
      references = joined(tokens.slice(at + 1));
      break;
    }
  }
  const definition = sql.slice(first?.start, tokens.at(-1)?.end);
  return { name: first?.word ?? "", definition, collation, autoincrement, unique, checks, references };
}

function tokensOf(sql: string): Token[] {
  const tokens: Token[] = [];
  for (const match of sql.matchAll(TOKEN)) {
    const [, text] = match;
    if (text === undefined || text === ";") continue;
    tokens.push({ word: wordOf(text), start: match.index, end: match.index + text.length });
  }
  return tokens;
}

function wordOf(text: string): string {
  if (text.startsWith("'")) return text;
  const quoted = text.length > 1 && /^["`[]/.test(text);
  return (quoted ? text.slice(1, -1).replaceAll('""', '"') : text).toLowerCase();
}

/** Where the parenthesis at `open` is closed. */
function closing(tokens: readonly Token[], open: number): number {
  let depth = 0;
  for (let at = Math.max(open, 0); at < tokens.length; at++) {
    if (tokens[at]?.word === "(") depth++;
    else if (tokens[at]?.word === ")" && --depth === 0) return at;
  }
  return tokens.length;
}

function splitAtCommas(tokens: readonly Token[]): Token[][] {
  const parts: Token[][] = [[]];
  for (let at = 0, depth = 0; at < tokens.length; at++) {
    const token = tokens[at];
    if (token === undefined) break;
    if (token.word === "(") depth++;
    if (token.word === ")") depth--;
    if (token.word === "," && depth === 0) parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts.filter((part) => part.length > 0);
}

function joined(tokens: readonly Token[]): string {
  let text = "";
  let before = "";
  for (const { word } of tokens) {
    const tight = text === "" || before === "(" || /^[),]$/.test(word) ||
      (word === "(" && /^[\p{L}_]/u.test(before) && !/^(check|unique|key|in|and|or|where)$/.test(before));
    text += tight ? word : ` ${word}`;
    before = word;
  }
  return text;
}
