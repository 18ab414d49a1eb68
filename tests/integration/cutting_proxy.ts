/** A way to a server that can be cut at the worst moment. */

/** Stands between a client and a server on this machine. */
export interface CuttingProxy extends AsyncDisposable {
  readonly port: number;
  /**
   * From now on answers are held back; when one holds `word`, the connection is cut without it. Resolves then.
   */
  cutBeforeAnswer(word: string): Promise<void>;
}

/** Starts one in front of a port of this machine. */
export function startCuttingProxy(serverPort: number): CuttingProxy {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const open = new Set<Deno.TcpConn>();
  let cut: { word: string; done: () => void } | undefined;

  const pump = async (
    from: Deno.TcpConn,
    to: Deno.TcpConn,
    onChunk: (text: string) => "pass" | "hold" | "cut",
  ) => {
    const buffer = new Uint8Array(64 * 1024);
    try {
      for (let count = await from.read(buffer); count !== null; count = await from.read(buffer)) {
        const chunk = buffer.slice(0, count);
        const verdict = onChunk(new TextDecoder("latin1").decode(chunk));
        if (verdict === "cut") break;
        for (let sent = verdict === "hold" ? count : 0; sent < count;) {
          sent += await to.write(chunk.subarray(sent));
        }
      }
    } catch {
      // The other direction has closed it.
    }
    for (const connection of [from, to]) {
      if (open.delete(connection)) connection.close();
    }
  };

  const onAnswer = (text: string) => {
    if (cut === undefined) return "pass";
    if (!text.includes(cut.word)) return "hold";
    cut.done();
    cut = undefined;
    return "cut";
  };

  const serve = async () => {
    const pumps: Promise<void>[] = [];
    for await (const client of listener) {
      const server = await Deno.connect({ hostname: "127.0.0.1", port: serverPort });
      open.add(client).add(server);
      pumps.push(pump(client, server, () => "pass"), pump(server, client, onAnswer));
    }
    await Promise.all(pumps);
  };
  const served = serve();

  return {
    port: listener.addr.port,
    cutBeforeAnswer: (word) => new Promise((done) => cut = { word, done }),
    async [Symbol.asyncDispose]() {
      listener.close();
      for (const connection of open) connection.close();
      open.clear();
      await served;
    },
  };
}
