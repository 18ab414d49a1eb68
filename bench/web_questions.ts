/**
 * What the HTTP API is asked in benchmarks: of each path what people usually ask, and what is dear.
 *
 * @module
 */

import { z } from "zod";
import { YEAR } from "./web_memory.ts";

/** One question. */
export interface Question {
  readonly path: string;
  /** How the answer is limited, where that is what makes it dear. */
  readonly note?: string;
}

/** Asks the app; answers the status and the text. */
export type Ask = (path: string) => Promise<{ readonly status: number; readonly text: string }>;

const Document = z.object({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) });

const Page = z.object({ next: z.string().nullish() });

/** Not asked: a stream never ends. */
const STREAMS = ["/api/v1/events"];

/** Outside of the document. */
const MORE = ["/metrics", "/healthz", "/readyz", "/", "/api/openapi.json"];

/** Pages that are turned to come to a late one. */
const PAGES_TURNED = 40;

/** What stands in a path where a parameter is. */
const PARAMETERS: Readonly<Record<string, readonly string[]>> = {
  name: ["user_77", "nobody_at_all"],
  hours: ["24", "168"],
  id: ["1500", "99999999"],
};

/** The parameter by which the next page is asked for, where it is not `cursor`. */
const NEXT: Readonly<Record<string, string>> = {
  "/api/v1/chat": "before",
  "/api/v1/outbox": "before",
  "/api/v1/audit": "before",
  "/api/v1/quotes": "before",
};

/** Queries of each path, beside none. A `{cursor}` is that of a late page of the same question. */
function queries(now: number): Readonly<Record<string, readonly string[]>> {
  const year = `from=${now - YEAR}&to=${now}`;
  return {
    "/api/v1/counts": [
      `${year}&points=1000`,
      `${year}&points=1`,
      `from=${now - 41 * 86_400}&to=${now}&points=1000`,
    ],
    "/api/v1/activity": [year],
    "/api/v1/users": [
      ...["lines", "time", "seen", "name"].flatMap((sort) => [
        `sort=${sort}&limit=200`,
        `sort=${sort}&limit=200&cursor={cursor}`,
      ]),
      "search=nobody_at_all",
      "search=_4",
    ],
    "/api/v1/chat": [
      "limit=200",
      "limit=200&before={cursor}",
      "search=xyzzy",
      "search=serendipity",
      "search=lol&limit=200",
      "user=user_77",
      "user=nobody_at_all",
      "user=user_77&search=xyzzy",
      `after=${now - YEAR}&search=xyzzy`,
    ],
    "/api/v1/playlist": ["limit=200", "offset=100000"],
    "/api/v1/outbound/recent": ["limit=200"],
    "/api/v1/outbox": [
      "limit=200",
      "limit=200&before={cursor}",
      "state=parked&limit=200",
      "state=queued",
      "producer=bench%203",
      "producer=nobody",
    ],
    "/api/v1/audit": [
      "limit=200",
      "limit=200&before={cursor}",
      "search=xyzzy",
      "user=user_77",
      "user=nobody_at_all",
      "kind=moderation_kick",
      "kind=nothing",
      `since=${now - YEAR}&search=xyzzy`,
    ],
    "/api/v1/quotes": [
      "limit=200",
      "limit=200&before={cursor}",
      "search=xyzzy",
      "search=serendipity",
      "author=user_77",
    ],
  };
}

/** Every question: each path of the program's own document with its parameters filled in, with no query and with each. */
export async function allQuestions(ask: Ask, nowMs: number): Promise<Question[]> {
  const known = queries(Math.floor(nowMs / 1000));
  const { paths } = Document.parse(JSON.parse((await ask("/api/openapi.json")).text));
  const questions: Question[] = [];
  for (const [template, methods] of Object.entries(paths)) {
    if (methods["get"] === undefined || STREAMS.includes(template) || isOldAlias(template, paths)) continue;
    for (const path of filled(template)) {
      questions.push({ path });
      for (const query of known[template] ?? []) {
        const question = await completed(`${path}?${query}`, NEXT[template] ?? "cursor", ask);
        if (question !== undefined) questions.push(question);
      }
    }
  }
  return [...questions, ...MORE.map((path) => ({ path }))];
}

/** The path of v0.5.0 of a route that is asked by its own. */
function isOldAlias(template: string, paths: Readonly<Record<string, unknown>>): boolean {
  return !template.startsWith("/api/v1") && template.replace("/api", "/api/v1") in paths;
}

function filled(template: string): readonly string[] {
  const parameter = /\{(\w+)\}/.exec(template)?.[1];
  if (parameter === undefined) return [template];
  return (PARAMETERS[parameter] ?? ["1"]).map((value) => template.replace(/\{\w+\}/, value));
}

/** Turns pages until a late one. */
async function completed(path: string, parameter: string, ask: Ask): Promise<Question | undefined> {
  if (!path.includes("{cursor}")) return { path };
  const first = path.replace(`&${parameter}={cursor}`, "");
  let late: string | undefined;
  let pages = 0;
  while (pages < PAGES_TURNED) {
    const { status, text } = await ask(
      late === undefined ? first : `${first}&${parameter}=${encodeURIComponent(late)}`,
    );
    if (status !== 200) return { path: first, note: `page ${pages + 1} was refused` };
    const { next } = Page.parse(JSON.parse(text));
    if (!next) break;
    pages += 1;
    late = next;
  }
  return late === undefined
    ? undefined
    : { path: `${first}&${parameter}=${encodeURIComponent(late)}`, note: `page ${pages + 1}` };
}
