/**
 * A real NATS with JetStream for tests.
 *
 * @module
 */
import { natsProgram } from "./nats_program.ts";
import { startServer } from "./server_process.ts";

/** How to start. */
export interface NatsOptions {
  /** A server that no other test talks to, also where `TEST_NATS_URL` names one. */
  readonly own?: boolean;
}

/** A server that answers. */
export interface TestNats extends AsyncDisposable {
  readonly url: string;
}

/**
 * The server named by `TEST_NATS_URL`; without it, or if the options ask for it, one of its own on a free port,
 * ended by disposing it or with this process. Tests that share one must use subjects and streams of their own.
 */
export async function startNats(options: NatsOptions = {}): Promise<TestNats> {
  const given = Deno.env.get("TEST_NATS_URL");
  if (given && options.own !== true) return { url: given, [Symbol.asyncDispose]: () => Promise.resolve() };
  const folder = await Deno.makeTempDir({ prefix: "rosey-nats-" });
  const server = await startServer({
    command: await natsProgram(),
    args: ["--addr", "127.0.0.1", "--port", "-1", "--jetstream", "--store_dir", folder],
    folder,
    ready: /Listening for client connections on 127\.0\.0\.1:(\d+)[^]*Server is ready/,
    stopSignal: "KILL",
  });
  return { url: `nats://127.0.0.1:${server.ready[1]}`, [Symbol.asyncDispose]: server[Symbol.asyncDispose] };
}
