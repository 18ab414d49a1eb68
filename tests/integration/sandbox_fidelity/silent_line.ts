/**
 * A line between client and server that can fall silent, as networks do: nothing arrives, and nobody is told.
 *
 * @module
 */
import { connect, createServer, type Server, type Socket } from "node:net";

/** Bytes held back while the line is silent; the few frames of a scenario stay far below. */
const HELD_BACK_LIMIT_BYTES = 1_048_576;

/** A TCP relay on a port of its own. */
export class SilentLine {
  readonly #server: Server;
  readonly #ends = new Set<Socket>();
  #heldBack: Array<{ readonly to: Socket; readonly bytes: Uint8Array }> | undefined;

  private constructor(targetPort: number) {
    this.#server = createServer((client) => {
      const target = connect(targetPort, "127.0.0.1");
      this.#join(client, target);
      this.#join(target, client);
    });
  }

  /** Opens a relay to a port of this machine. */
  static async open(targetPort: number): Promise<SilentLine> {
    const line = new SilentLine(targetPort);
    await new Promise<void>((resolve) => line.#server.listen(0, "127.0.0.1", resolve));
    return line;
  }

  /** The port to connect to in the server's place. */
  get port(): number {
    const address = this.#server.address();
    if (address === null || typeof address === "string") throw new Error("the line is not open");
    return address.port;
  }

  /** From now on nothing gets through; it is held back, not lost. */
  freeze(): void {
    this.#heldBack ??= [];
  }

  /** What was held back arrives, and the line works again. */
  thaw(): void {
    const heldBack = this.#heldBack ?? [];
    this.#heldBack = undefined;
    for (const { to, bytes } of heldBack) to.write(bytes);
  }

  /** Tears every connection on the line. */
  cut(): void {
    for (const end of this.#ends) end.destroy();
  }

  /** Tears what is left and gives the port back. */
  async close(): Promise<void> {
    this.cut();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #join(from: Socket, to: Socket): void {
    this.#ends.add(from);
    from.setNoDelay(true);
    from.on("data", (bytes: Uint8Array) => {
      if (this.#heldBack === undefined) return void to.write(bytes);
      const held = this.#heldBack.reduce((sum, one) => sum + one.bytes.length, bytes.length);
      if (held > HELD_BACK_LIMIT_BYTES) {
        throw new Error("more was sent over a silent line than a scenario may send");
      }
      this.#heldBack.push({ to, bytes });
    });
    // A torn connection is the purpose of this class; the other end learns of it by the close below.
    from.on("error", () => to.destroy());
    from.on("close", () => {
      this.#ends.delete(from);
      to.destroy();
    });
  }
}
