/**
 * Listening for HTTP.
 *
 * @module
 */

import { RoseyError } from "../domain/errors.ts";
import type { Visitor } from "./visitor.ts";

/** What {@link startWebServer} needs. */
export interface WebServerOptions {
  /** 0 takes any free port. */
  readonly port: number;
  /** The address of this machine that others can reach the port at. */
  readonly listen: string;
  /** Answers one request. */
  readonly handle: (request: Request, visitor: Visitor) => Response | Promise<Response>;
  /** Told of what a handler threw; the visitor gets an empty 500. */
  readonly onError: (error: unknown) => void;
}

/** A server that listens. */
export interface WebServer {
  /** `http://127.0.0.1:5000`. */
  readonly address: string;
  readonly port: number;
  /** Stops listening and hangs up. */
  stop(): Promise<void>;
}

/**
 * Starts to listen.
 *
 * @throws {RoseyError} `web.port_in_use` (exit code 27), `web.port_refused` or `web.no_such_address`, naming the flag.
 */
export function startWebServer(options: WebServerOptions): WebServer {
  const abort = new AbortController();
  try {
    const server = Deno.serve({
      port: options.port,
      hostname: options.listen,
      signal: abort.signal,
      // Its own greeting would be a line of output that nobody asked for.
      onListen() {},
      onError(error) {
        options.onError(error);
        return new Response(null, { status: 500 });
      },
    }, (request, { remoteAddr }) => options.handle(request, { address: remoteAddr.hostname }));
    const { port } = server.addr;
    return {
      address: `http://${reachableName(options.listen)}:${port}`,
      port,
      async stop() {
        // Aborted rather than shut down: a shutdown waits for open streams, and they do not end by themselves.
        abort.abort();
        await server.finished;
      },
    };
  } catch (error) {
    throw portError(options, error);
  }
}

/** How this machine itself reaches an address; all of them are no address to go to. */
function reachableName(listen: string): string {
  if (listen === "0.0.0.0" || listen === "::") return "127.0.0.1";
  return listen.includes(":") ? `[${listen}]` : listen;
}

function portError({ port, listen }: WebServerOptions, error: unknown): unknown {
  if (error instanceof Deno.errors.AddrInUse) {
    return new RoseyError(`the web port ${port} cannot be opened: another program listens on it`, {
      code: "web.port_in_use",
      hint: "End that program, or choose another port with --web-port (0 takes any free one).",
      exit: "portInUse",
      cause: error,
    });
  }
  if (error instanceof Deno.errors.PermissionDenied) {
    return new RoseyError(`the web port ${port} may not be opened by this user`, {
      code: "web.port_refused",
      hint: "Choose a port from 1024 on with --web-port.",
      exit: "usage",
      cause: error,
    });
  }
  if (error instanceof Deno.errors.AddrNotAvailable) {
    return new RoseyError(
      `the web port cannot be opened at ${listen}: this machine does not have that address`,
      {
        code: "web.no_such_address",
        hint: "Name an address of this machine with --web-listen, or 0.0.0.0 for all of them.",
        exit: "usage",
        cause: error,
      },
    );
  }
  return error;
}
