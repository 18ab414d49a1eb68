/**
 * Somebody in the room, with a plain socket.io client and nothing of ours.
 *
 * @module
 */

import { io, type Socket } from "socket.io-client";
import { z } from "zod";
import { withLimit } from "./rosey_process.ts";

const ChatFrame = z.object({ username: z.string(), msg: z.string(), time: z.number() });

/** A line that the visitor heard. */
export type HeardLine = z.infer<typeof ChatFrame>;

/** Whom to be, and where. */
export interface VisitorOptions {
  readonly url: string;
  readonly channel: string;
  readonly name: string;
  readonly password?: string;
}

/** See the module. */
export class RoomVisitor implements Disposable {
  readonly lines: HeardLine[] = [];
  readonly #socket: Socket;
  readonly #waiting: (() => void)[] = [];

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("chatMsg", (frame: unknown) => {
      this.lines.push(ChatFrame.parse(frame));
      for (const wake of this.#waiting.splice(0)) wake();
    });
  }

  /** Logs in and joins; resolves in the room. */
  static async join({ url, channel, name, password }: VisitorOptions): Promise<RoomVisitor> {
    const socket = io(url, { transports: ["websocket"], reconnection: false, forceNew: true });
    const visitor = new RoomVisitor(socket);
    await next(socket, "connect");
    const login = next(socket, "login");
    socket.emit("login", password === undefined ? { name } : { name, pw: password });
    await login;
    const inside = next(socket, "userlist");
    socket.emit("joinChannel", { name: channel });
    await inside;
    return visitor;
  }

  /** Says a line, and resolves when the server has said it to everybody. */
  async say(text: string): Promise<void> {
    const before = this.lines.length;
    this.#socket.emit("chatMsg", { msg: text, meta: {} });
    await this.heard((line) => line.msg === text, before);
  }

  /** Resolves with the first line from index `from` on that fits. */
  async heard(fits: (line: HeardLine) => boolean, from = 0): Promise<HeardLine> {
    for (;;) {
      const found = this.lines.slice(from).find(fits);
      if (found !== undefined) return found;
      await withLimit(
        new Promise<void>((resolve) => this.#waiting.push(resolve)),
        () => `the line did not come; what came: ${JSON.stringify(this.lines)}`,
      );
    }
  }

  [Symbol.dispose](): void {
    this.#socket.disconnect();
  }
}

function next(socket: Socket, event: string): Promise<void> {
  return withLimit(new Promise((resolve) => socket.once(event, () => resolve())), () => `no ${event} came`);
}
