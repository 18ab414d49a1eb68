/**
 * The page's way in: it shows a token once, and from then on the browser keeps it in a cookie that no script can read.
 *
 * @module
 */

import { z } from "zod";
import { defineRoute, HttpProblem, NO_BODY, NO_PARAMETERS, type Route } from "../../plugin/http_route.ts";
import { type IdentifyToken, tokenCookie } from "../api/token_gate.ts";

/** How long a browser keeps the token, in seconds: a month. */
const KEPT_SECONDS = 30 * 86_400;

const Session = z.object({
  /** `null` where nobody is logged in. */
  name: z.string().nullable(),
  scopes: z.array(z.string()),
  publicStatistics: z.boolean(),
});

/**
 * The routes of the session. The cookie is bound to the very host and port, and is sent with requests of our own page only.
 * `publicStatistics` is told to the page, so that it offers what its reader may see.
 */
export function sessionRoutes(identify: IdentifyToken, publicStatistics: boolean): readonly Route[] {
  const cookie = (origin: string, value: string, seconds: number) => {
    const secure = origin.startsWith("https:") ? "; Secure" : "";
    return `${tokenCookie(origin)}=${value}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${seconds}${secure}`;
  };
  return [
    defineRoute({
      method: "post",
      path: "/session",
      policy: "open",
      counted: "failures",
      summary: "Logs the page in with a token",
      params: NO_PARAMETERS,
      query: NO_PARAMETERS,
      body: z.strictObject({ token: z.string().regex(/^[\w-]{1,200}$/) }),
      answer: Session,
      async handle({ body, header, origin }) {
        const token = await identify(body.token);
        if (token.kind !== "good") {
          throw new HttpProblem(
            401,
            "invalid_token",
            `this token is ${token.kind === "unknown" ? "not known" : token.kind}`,
          );
        }
        header("set-cookie", cookie(origin, body.token, KEPT_SECONDS));
        return { name: token.name, scopes: [...token.scopes], publicStatistics };
      },
    }),
    defineRoute({
      method: "get",
      path: "/session",
      policy: "open",
      summary:
        "Tells whose token the page is logged in with, if any, and whether the statistics are for everybody",
      params: NO_PARAMETERS,
      query: NO_PARAMETERS,
      body: NO_BODY,
      answer: Session,
      handle: ({ caller }) => ({
        name: caller.preview === undefined ? null : caller.name,
        scopes: [...caller.scopes],
        publicStatistics,
      }),
    }),
    defineRoute({
      method: "delete",
      path: "/session",
      policy: "open",
      summary: "Logs the page out",
      params: NO_PARAMETERS,
      query: NO_PARAMETERS,
      body: NO_BODY,
      answer: z.object({}),
      handle({ header, origin }) {
        header("set-cookie", cookie(origin, "", 0));
        return {};
      },
    }),
  ];
}
