/**
 * A connection without any library: text frames over a websocket, as engine.io and socket.io put them.
 *
 * @module
 */
import { z } from "zod";
import type { ClientConnection, ConnectionListener, Traffic } from "./connection.ts";
import type { Transcript, TranscriptLine } from "./transcript.ts";

/** Versions of engine.io that the server speaks: 4 today, 3 for old clients. */
export type WireVersion = 3 | 4;

/** An event on the wire: its name, then its arguments. */
const eventFrame = z.tuple([z.string()], z.unknown());

/** The name under which a frame goes that is no event: it is sent as it stands. */
const VERBATIM = "(frame)";

/** Speaks engine.io and socket.io by hand. */
export class BareConnection implements ClientConnection {
  readonly #socket: WebSocket;
  readonly #listener: ConnectionListener;
  readonly #version: WireVersion;
  #engineId: string | undefined;
  #admitted = false;
  #ended = false;
  readonly #gone: Promise<void>;
  #awaitsPong = false;
  #sent = 0;
  #received = 0;
  line: "works" | "silent" | "torn" = "works";

  constructor(url: string, version: WireVersion, listener: ConnectionListener) {
    this.#listener = listener;
    this.#version = version;
    this.#socket = new WebSocket(
      `${url.replace("http:", "ws:")}/socket.io/?EIO=${version}&transport=websocket`,
    );
    this.#socket.onopen = () => {
      if (version === 4) this.#write("40");
    };
    this.#socket.onmessage = ({ data }) => this.#onFrame(String(data));
    this.#gone = new Promise((resolve) => this.#socket.addEventListener("close", () => resolve()));
    this.#socket.onclose = ({ code, reason }) => {
      this.#ended = true;
      listener.sys("close", () => ({ code, reason }));
    };
  }

  get ended(): boolean {
    return this.#ended;
  }

  get engineId(): string | undefined {
    return this.#engineId;
  }

  get ready(): boolean {
    return this.#admitted && !this.#awaitsPong && this.#socket.readyState === WebSocket.OPEN;
  }

  get traffic(): Traffic {
    return { sent: this.#sent, received: this.#received };
  }

  send(name: string, args: readonly unknown[], wantsAck = false): void {
    if (this.#ended) return;
    if (name === VERBATIM) this.#write(String(args[0]));
    else this.#write(`42${wantsAck ? "0" : ""}${JSON.stringify([name, ...args])}`);
  }

  close(): void {
    this.#socket.close();
  }

  gone(): Promise<void> {
    return this.#gone;
  }

  #write(frame: string): void {
    if (frame.startsWith("4")) this.#sent++;
    if (frame === "2") this.#awaitsPong = true;
    this.#socket.send(frame);
  }

  #onFrame(frame: string): void {
    if (frame.startsWith("4")) this.#received++;
    const line = readFrame(frame);
    if (line?.event === "handshake") this.#engineId = /"sid":"([^"]+)"/.exec(frame)?.[1];
    if (line?.event === "admitted") this.#admitted = true;
    if (line?.event === "pong") this.#awaitsPong = false;
    if (line?.direction === "in") this.#listener.event(line.event, line.args);
    else if (line !== undefined) this.#listener.sys(line.event, () => toRecord(line.args[0]));
    else if (frame === "2" && this.#version === 4) this.#write("3");
  }
}

/** A recording of bare frames, told as events, so that it reads like every other one. */
export function fromBareFrames(transcript: Transcript): Transcript {
  const lines = transcript.lines.flatMap((line): TranscriptLine[] => {
    if (line.event !== "frame") return [line];
    const frame = String(line.args[0]);
    if (line.direction === "in") {
      const read = readFrame(frame);
      return read === undefined ? [] : [{ ...line, ...read }];
    }
    const [, ack, event] = /^42(\d*)(\[.*)$/s.exec(frame) ?? [];
    if (event !== undefined) return [{ ...line, ...readEvent(event), ack: ack !== "" }];
    // The opening 40 is the connection's own, and 3 answers a ping of the server, which runs on the machine's clock.
    return frame === "40" || frame === "3" ? [] : [{ ...line, event: VERBATIM, args: [frame] }];
  });
  return { ...transcript, lines };
}

type ReadFrame = Pick<TranscriptLine, "direction" | "event" | "args">;

/** What a frame of the server says; nothing, if it is a ping. */
function readFrame(frame: string): ReadFrame | undefined {
  if (frame.startsWith("42")) return { direction: "in", ...readEvent(frame.slice(2)) };
  if (frame.startsWith("40")) {
    return { direction: "sys", event: "admitted", args: [frame === "40" ? {} : JSON.parse(frame.slice(2))] };
  }
  if (frame.startsWith("0")) {
    return { direction: "sys", event: "handshake", args: [JSON.parse(frame.slice(1))] };
  }
  return frame === "3" ? { direction: "sys", event: "pong", args: [{}] } : undefined;
}

function readEvent(json: string): Pick<TranscriptLine, "event" | "args"> {
  const [event, ...args] = eventFrame.parse(JSON.parse(json));
  return { event, args };
}

function toRecord(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
