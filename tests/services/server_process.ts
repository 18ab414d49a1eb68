/**
 * A server that lives as long as the test that started it, and never longer.
 *
 * @module
 */

/** What to start, and how to see that it is ready. */
export interface ServerOptions {
  readonly command: string;
  readonly args: readonly string[];
  /** Removed at the end, together with everything in it. */
  readonly folder: string;
  /** What its log (stderr) says when it is ready. */
  readonly ready: RegExp;
  /** `KILL` and `QUIT` end it at once, because what it wrote is of no more use; `INT` and `TERM` let it finish in order. */
  readonly stopSignal: "INT" | "KILL" | "QUIT" | "TERM";
  /** Run as this user instead of ours. */
  readonly user?: { readonly uid: number; readonly gid: number } | undefined;
}

/** A server that answers. */
export interface RunningServer extends AsyncDisposable {
  /** What {@link ServerOptions.ready} matched. */
  readonly ready: RegExpExecArray;
}

/** The server ended instead of becoming ready. */
export class ServerFailed extends Error {
  override readonly name = "ServerFailed";
}

/**
 * The shell that stands between. It waits for the end of its input, which comes when the test says so, and also when
 * the test's process dies of anything (Ctrl+C, a crash, SIGKILL); then it ends the server and removes its folder.
 */
const KEEPER = `
trap '' HUP INT TERM
folder=$1 signal=$2
shift 2
"$@" </dev/null &
exec 2>/dev/null
read -r _ || :
kill -"$signal" "$!"
wait "$!"
rm -rf "$folder"
`;

/** Starts a server and waits until it is ready. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const keeper = new Deno.Command("sh", {
    args: ["-c", KEEPER, "keeper", options.folder, options.stopSignal, options.command, ...options.args],
    cwd: "/",
    stdin: "piped",
    stdout: "null",
    stderr: "piped",
    ...options.user,
  }).spawn();
  const log = readLog(keeper.stderr, options.ready);
  const stop = async () => {
    await keeper.stdin.close();
    await Promise.all([keeper.status, log.ended]);
  };
  const ready = await log.ready;
  if (ready !== undefined) return { ready, [Symbol.asyncDispose]: stop };
  await stop();
  throw new ServerFailed(`${options.command} ended before it was ready:\n${await log.ended}`);
}

/** Reads a log to its end; `ready` settles at the first match, with nothing if there is none. */
function readLog(stream: ReadableStream<Uint8Array<ArrayBuffer>>, pattern: RegExp) {
  const { promise: ready, resolve } = Promise.withResolvers<RegExpExecArray | undefined>();
  let text = "";
  const read = async () => {
    for await (const chunk of stream.pipeThrough(new TextDecoderStream())) {
      // A server that talks on for hours must not fill the memory: the start is what failures are explained by.
      if (text.length > MAX_LOG_LENGTH) continue;
      text += chunk;
      const match = pattern.exec(text);
      if (match !== null) resolve(match);
    }
    resolve(undefined);
    return text;
  };
  return { ready, ended: read() };
}

/** Characters of a log that are kept. */
const MAX_LOG_LENGTH = 100_000;
