/**
 * Ports for programs that cannot choose one by themselves.
 *
 * @module
 */
import { ServerFailed } from "./server_process.ts";

/** How often another port is tried when somebody took the free one first. */
const MAX_STARTS = 5;

/** A TCP port of this machine that nobody listened on a moment ago. */
export function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

/** Starts a server on a free port, and on another one when its log says that somebody else has it by now. */
export async function startOnFreePort<Server>(start: (port: number) => Promise<Server>): Promise<Server> {
  for (let attempt = 1;; attempt++) {
    try {
      return await start(freePort());
    } catch (error) {
      const taken = error instanceof ServerFailed && /Address already in use/i.test(error.message);
      if (!taken || attempt === MAX_STARTS) throw error;
    }
  }
}
