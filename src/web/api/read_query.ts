/**
 * The query of a request, and what old scripts may send beyond what is known.
 *
 * @module
 */

import type { HonoRequest } from "hono";
import type { z } from "zod";
import { HttpProblem } from "../../plugin/http_route.ts";

/**
 * Each parameter with its value.
 *
 * @throws {HttpProblem} `invalid_request` for one that is there twice: nobody can know which is meant.
 */
export function readQuery(req: Pick<HonoRequest, "queries">): Record<string, string> {
  const all = Object.entries(req.queries());
  const twice = all.find(([, values]) => values.length > 1);
  if (twice !== undefined) {
    throw new HttpProblem(
      400,
      "invalid_request",
      `query.${twice[0]}: is given ${twice[1].length} times: give it once`,
    );
  }
  return Object.fromEntries(all.map(([name, [value = ""]]) => [name, value]));
}

/** The same without the members that a schema does not know: v0.5.0 passed over them. */
export function withoutUnknown(schema: z.ZodType, raw: unknown): unknown {
  if (typeof raw !== "object" || raw === null || Array.isArray(raw)) return raw;
  const issues = schema.safeParse(raw).error?.issues ?? [];
  const unknown = new Set(
    issues.flatMap((issue) =>
      issue.code === "unrecognized_keys" && issue.path.length === 0 ? issue.keys : []
    ),
  );
  return Object.fromEntries(Object.entries(raw).filter(([name]) => !unknown.has(name)));
}
