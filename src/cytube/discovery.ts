/**
 * Which socket server carries a channel. Sites with several servers move channels between them, so this is asked
 * again before every connect and never remembered.
 *
 * @module
 */

import { z } from "zod";
import type { Clock } from "../domain/clock.ts";
import { errorText, RoseyError } from "../domain/errors.ts";

/** How long the site may take to answer. */
export const DISCOVERY_TIMEOUT_MS = 10_000;

/** Longest answer that is looked at; the real one has some hundred characters. */
const ANSWER_LIMIT = 100_000;

/** What discovery needs of `fetch`. */
export type DiscoveryFetch = (
  url: string,
  options: { readonly signal: AbortSignal },
) => Promise<{ readonly status: number; text(): Promise<string> }>;

/** Which channel is looked for, and by what means. */
export interface DiscoveryRequest {
  readonly domain: string;
  readonly channel: string;
  readonly fetch: DiscoveryFetch;
  readonly clock: Clock;
  /** Ends the question early. */
  readonly signal: AbortSignal;
}

const Answer = z.object({
  servers: z.array(z.object({
    url: z.string().min(1),
    secure: z.boolean().default(false),
    ipv6: z.boolean().default(false),
    ipv6Only: z.boolean().default(false),
  })),
});

/** The site's address without a trailing slash; `https://` is put in front where the scheme is missing. */
export function siteAddress(domain: string): string {
  const text = domain.trim();
  return (/^https?:\/\//i.test(text) ? text : `https://${text}`).replace(/\/+$/, "");
}

/**
 * Asks the site for the channel's socket server and returns its address. A secure one wins; an entry for IPv6 only is
 * taken if there is no other.
 *
 * @throws {RoseyError} `discovery.*`, each saying which address was asked and what came back.
 */
export async function discoverServer(request: DiscoveryRequest): Promise<string> {
  const url = `${siteAddress(request.domain)}/socketconfig/${encodeURIComponent(request.channel)}.json`;
  const body = await ask(url, request);
  const parsed = Answer.safeParse(json(url, body));
  if (!parsed.success) {
    throw refusal(
      "discovery.wrong_shape",
      `${url} answered with JSON that lists no socket servers`,
      NOT_CYTUBE,
    );
  }
  const servers = parsed.data.servers.filter((server) => isWebAddress(server.url));
  const reachable = servers.filter((server) => !server.ipv6Only && !server.ipv6);
  const candidates = reachable.length > 0 ? reachable : servers;
  const chosen = candidates.find((server) => server.secure) ?? candidates[0];
  if (chosen === undefined) {
    throw refusal("discovery.no_server", `${url} names no socket server for the channel`, "Try again later.");
  }
  return chosen.url;
}

function isWebAddress(text: string): boolean {
  const scheme = URL.parse(text)?.protocol;
  return scheme === "https:" || scheme === "http:" || scheme === "wss:" || scheme === "ws:";
}

const NOT_CYTUBE = "Check --domain: it must be the address of a CyTube site, such as https://cytu.be.";

async function ask(url: string, request: DiscoveryRequest): Promise<string> {
  const abort = new AbortController();
  const stop = () => abort.abort(request.signal.reason);
  request.signal.throwIfAborted();
  request.signal.addEventListener("abort", stop, { once: true });
  let timedOut = false;
  const timer = request.clock.after(DISCOVERY_TIMEOUT_MS, () => {
    timedOut = true;
    abort.abort(new Error("timed out"));
  });
  try {
    const answer = await request.fetch(url, { signal: abort.signal });
    const text = await answer.text();
    if (answer.status === 404) {
      throw refusal(
        "discovery.not_found",
        `${url} does not exist (404)`,
        `${NOT_CYTUBE} Check the channel's name.`,
      );
    }
    if (answer.status !== 200) {
      throw refusal("discovery.status", `${url} answered with status ${answer.status}`, "Try again later.");
    }
    return text;
  } catch (thrown) {
    request.signal.throwIfAborted();
    if (thrown instanceof RoseyError) throw thrown;
    if (timedOut) {
      const seconds = DISCOVERY_TIMEOUT_MS / 1000;
      throw refusal("discovery.timeout", `${url} did not answer within ${seconds} s`, REACHABLE, thrown);
    }
    throw refusal(
      "discovery.unreachable",
      `${url} cannot be reached: ${networkProblem(thrown)}`,
      REACHABLE,
      thrown,
    );
  } finally {
    timer.stop();
    request.signal.removeEventListener("abort", stop);
  }
}

/** How many errors may stand around the one that says what happened. */
const CAUSES_LIMIT = 5;

/** What happened: the error around it says "fetch failed", and the text before it repeats the address. */
function networkProblem(thrown: unknown): string {
  let inner = thrown;
  for (
    let depth = 0;
    depth < CAUSES_LIMIT && inner instanceof Error && inner.cause !== undefined;
    depth += 1
  ) {
    inner = inner.cause;
  }
  return errorText(inner).replace(/^error sending request for url \(\S*\): /, "");
}

const REACHABLE = "Check --domain and the network of this machine.";

function json(url: string, body: string): unknown {
  try {
    if (body.length > ANSWER_LIMIT) throw new Error("too long");
    return JSON.parse(body);
  } catch (thrown) {
    const start = body.slice(0, 40).replace(/\s+/g, " ");
    throw refusal(
      "discovery.not_json",
      `${url} did not answer with JSON but with "${start}"`,
      NOT_CYTUBE,
      thrown,
    );
  }
}

function refusal(code: string, message: string, hint: string, cause?: unknown): RoseyError {
  return new RoseyError(message, { code, hint, exit: "serverUnreachable", cause });
}
