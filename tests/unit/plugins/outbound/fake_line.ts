/**
 * A room that hears what is said through a line: it has a buffer of 15 lines as CyTube has, and does to the sender what
 * the test says.
 *
 * @module
 */
import type {
  Entry,
  Lane,
  Outgoing,
  Readiness,
  RoomLine,
  SeenLine,
  SendFate,
} from "../../../../src/domain/room_line.ts";

/** Lines in CyTube's buffer. */
export const BUFFER_LINES = 15;

/** The room: it outlives any process that speaks in it. */
export class HeardRoom {
  /** Everything that everybody heard, oldest first. */
  readonly heard: SeenLine[] = [];
  readonly pms: { readonly to: string; readonly text: string }[] = [];
  readonly acts: Extract<Outgoing, { readonly kind: "action" }>["action"][] = [];
  #timeMs = 1_000;
  #buffer: SeenLine[] = [];

  get buffer(): readonly SeenLine[] {
    return this.#buffer;
  }

  /** What Rosey said, as texts. */
  get texts(): readonly string[] {
    return this.heard.filter(({ own }) => own).map(({ text }) => text);
  }

  /** Somebody says something. */
  say(user: string, text: string, own = false): SeenLine {
    this.#timeMs += 10;
    const line = { user, text, html: text, serverTimeMs: this.#timeMs, own };
    this.heard.push(line);
    this.#buffer = [...this.#buffer, line].slice(-BUFFER_LINES);
    return line;
  }

  /** The chat is cleared: the buffer is empty. */
  clear(): void {
    this.#buffer = [];
  }
}

/** What the server does with something that reaches it. */
export type Treatment = "take" | "lose" | "shadow" | SendFate;

/** The line of one process. */
export class FakeLine implements RoomLine {
  readonly room: HeardRoom;
  lastSeen: SeenLine | undefined;
  muted = false;
  shadowMuted: boolean | undefined;
  inside = false;
  /** How long nothing may be sent. */
  waitMs = 0;
  /** What becomes of what is sent. `take`: heard and echoed; `lose`: neither, in doubt; `shadow`: echoed only. */
  treat: (outgoing: Outgoing) => Treatment = () => "take";
  /** What it may not send, and why. */
  refuse: (outgoing: Outgoing) => Extract<Readiness, { readonly kind: "refused" }> | undefined = () =>
    undefined;
  /** Held up before the server has it, and before its answer is here. */
  beforeWrite: () => Promise<void> = () => Promise.resolve();
  beforeAnswer: () => Promise<void> = () => Promise.resolve();
  readonly sent: Outgoing[] = [];
  readonly #busy = new Set<Lane>();
  readonly #changes = new Set<() => void>();
  readonly #entries = new Set<(entry: Entry) => void>();

  constructor(room = new HeardRoom()) {
    this.room = room;
  }

  readonly lane = (outgoing: Outgoing): Lane =>
    outgoing.kind !== "action" ||
      ["kick", "ban", "mute", "unmute", "clear_chat", "afk"].includes(outgoing.action.kind)
      ? "chat"
      : "room";

  readiness(outgoing: Outgoing): Readiness {
    const lane = this.lane(outgoing);
    if (!this.inside) return { kind: "paused", why: "outside" };
    if (this.muted && lane === "chat" && outgoing.kind !== "pm") return { kind: "paused", why: "muted" };
    if (this.#busy.has(lane)) return { kind: "paused", why: "busy" };
    const refused = this.refuse(outgoing);
    if (refused !== undefined) return refused;
    return this.waitMs > 0 ? { kind: "wait", waitMs: this.waitMs } : { kind: "ready" };
  }

  async send(outgoing: Outgoing): Promise<SendFate> {
    const readiness = this.readiness(outgoing);
    if (readiness.kind !== "ready") return { outcome: "put_back", why: "outside" };
    const lane = this.lane(outgoing);
    this.#busy.add(lane);
    this.sent.push(outgoing);
    await this.beforeWrite();
    const treatment = this.treat(outgoing);
    const fate = typeof treatment === "string" ? this.#heard(outgoing, treatment) : treatment;
    await this.beforeAnswer();
    this.#busy.delete(lane);
    this.changed();
    return fate;
  }

  /** Somebody else says something that this process hears. */
  hears(user: string, text: string): SeenLine {
    this.lastSeen = this.room.say(user, text);
    return this.lastSeen;
  }

  enter(): void {
    this.inside = true;
    const replay = this.room.buffer;
    this.lastSeen = replay.at(-1) ?? this.lastSeen;
    for (const listener of [...this.#entries]) listener({ replay });
    this.changed();
  }

  lose(): void {
    this.inside = false;
    this.changed();
  }

  changed(): void {
    for (const listener of [...this.#changes]) listener();
  }

  onChange(listener: () => void): () => void {
    this.#changes.add(listener);
    return () => void this.#changes.delete(listener);
  }

  onEntry(listener: (entry: Entry) => void): () => void {
    this.#entries.add(listener);
    return () => void this.#entries.delete(listener);
  }

  /** How many listen: a test of what was given up. */
  get listeners(): number {
    return this.#changes.size + this.#entries.size;
  }

  #heard(outgoing: Outgoing, treatment: "take" | "lose" | "shadow"): SendFate {
    if (treatment === "lose") return { outcome: "in_doubt", message: "no echo within 10 s" };
    let serverTimeMs: number | undefined;
    if (outgoing.kind === "pm") this.room.pms.push(outgoing);
    else if (outgoing.kind === "action") this.room.acts.push(outgoing.action);
    else if (treatment === "shadow") serverTimeMs = 999_999;
    else {
      this.lastSeen = this.room.say("Rosey", outgoing.text, true);
      serverTimeMs = this.lastSeen.serverTimeMs;
    }
    return { outcome: "done", serverTimeMs, truncated: false, item: undefined, warning: undefined };
  }
}
