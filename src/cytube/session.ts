/**
 * The life of one connection: open, login, join, in the room, lost.
 *
 * | phase     | waits for                                   | at most |
 * | --------- | ------------------------------------------- | ------- |
 * | `connect` | the connection to stand                     | 20 s    |
 * | `login`   | the answer to the login                     | 30 s    |
 * | `join`    | the first `userlist`                        | 30 s    |
 * | `room`    | the end: liveness is watched all the time   |         |
 *
 * Rosey logs in before it joins: the server then throws an older connection of the same name out before it replays the
 * chat, so that nothing of the older one can come after the replay.
 *
 * @module
 */

import type { Clock, Timer } from "../domain/clock.ts";
import type { Secret } from "../domain/secret.ts";
import type { SessionSignals } from "./frames/rule.ts";
import { LivenessWatch } from "./liveness.ts";
import type { Loss } from "./loss_policy.ts";
import { type ClassifiedLoss, closeLoss, errorTextLoss, kickLoss, loginLoss } from "./loss_reasons.ts";
import type { OutgoingFrame } from "./outgoing.ts";
import type { RoomState } from "./room/room_state.ts";
import type { RoomSocket, RoomSocketFactory } from "./transport.ts";

/** How long each phase may take. */
export const PHASE_LIMITS_MS = { connect: 20_000, login: 30_000, join: 30_000 } as const;

/**
 * How long a demand for the channel's password is given to be taken back: moderators are let in without one, but their
 * rank is looked up only after the demand (it races with the server's database).
 */
const PASSWORD_GRACE_MS = 3000;

/** Who Rosey is on the site: an account, or a guest without a password. */
export interface Credentials {
  readonly name: string;
  readonly password: Secret | undefined;
}

/** What a connection needs to know. */
export interface SessionOptions {
  readonly channel: string;
  readonly channelPassword: Secret | undefined;
  /** `undefined`: stay anonymous, which is to watch only. */
  readonly user: Credentials | undefined;
  readonly requireRegistered: boolean;
  readonly clock: Clock;
  readonly room: RoomState;
  /** A frame came; the client reads it. */
  readonly onFrame: (event: string, payload: unknown) => void;
  /** The login and the join are complete. */
  readonly onEntered: () => void;
  /** The room is not registered. */
  readonly onNotRegistered: () => void;
}

type Phase = keyof typeof PHASE_LIMITS_MS | "room" | "over";

/** One connection. Made, run once, thrown away. */
export class Session implements SessionSignals {
  readonly #options: SessionOptions;
  #phase: Phase = "connect";
  #socket: RoomSocket | undefined;
  #limit: Timer | undefined;
  #passwordGrace: Timer | undefined;
  #liveness: LivenessWatch | undefined;
  #enteredAt: number | undefined;
  #joinSent = false;
  #resolve: (loss: Loss) => void = () => {};

  constructor(options: SessionOptions) {
    this.#options = options;
  }

  /** Connects and lives until the room is lost. Aborting `signal` hangs up and rejects. */
  run(factory: RoomSocketFactory, url: string, signal: AbortSignal): Promise<Loss> {
    return new Promise((resolve, reject) => {
      const onAbort = () => {
        this.#finish();
        reject(signal.reason);
      };
      if (signal.aborted) return onAbort();
      signal.addEventListener("abort", onAbort, { once: true });
      this.#resolve = (loss) => {
        signal.removeEventListener("abort", onAbort);
        resolve(loss);
      };
      const { clock } = this.#options;
      this.#enter("connect");
      const liveness = new LivenessWatch(clock, (silentMs) => {
        this.#lose({
          reason: "dead_line",
          message: `nothing was heard for ${Math.round(silentMs / 1000)} s`,
        });
      });
      this.#liveness = liveness;
      this.#socket = factory.connect(url, {
        onOpen: () => this.#opened(),
        onFrame: (event, payload) => this.#frame(event, payload),
        onActivity: () => liveness.activity(),
        onPingInterval: (intervalMs) => liveness.pingInterval(intervalMs),
        onClosed: (reason) => this.#lose(closeLoss(reason)),
      });
    });
  }

  /** Writes a frame, or returns false: outside of the room nothing is sent and nothing is kept. */
  send(frame: OutgoingFrame, onAnswer?: (answer: unknown) => void): boolean {
    return this.#phase === "room" && this.#write(frame, onAnswer);
  }

  loggedIn(name: string): void {
    this.#options.room.myName = name;
    if (this.#phase !== "login") return;
    if (this.#options.room.inRoom) this.#complete();
    else this.#join();
  }

  loginRefused(error: string): void {
    if (this.#phase !== "login") return;
    this.#lose(loginLoss(error, this.#options.user?.name ?? ""));
  }

  passwordNeeded(wrong: boolean): void {
    const message = wrong
      ? "the channel's password is wrong"
      : "the channel wants a password and none is set";
    const refuse = () =>
      this.#lose({ reason: "channel_password", message: `#${this.#options.channel}: ${message}` });
    if (this.#options.user?.password === undefined) return refuse();
    this.#passwordGrace ??= this.#options.clock.after(PASSWORD_GRACE_MS, refuse);
  }

  passwordAccepted(): void {
    this.#passwordGrace?.stop();
    this.#passwordGrace = undefined;
  }

  joined(): void {
    const { room } = this.#options;
    if (room.inRoom) return;
    this.passwordAccepted();
    room.inRoom = true;
    if (this.#phase === "join") this.#complete();
  }

  channelNotRegistered(): void {
    this.#options.room.settings.registered = false;
    if (!this.#options.requireRegistered) return this.#options.onNotRegistered();
    const message = `#${this.#options.channel} is not registered, and --require-registered is set`;
    this.#lose({ reason: "channel_not_registered", message });
  }

  kicked(reason: string): void {
    this.#lose(kickLoss(reason));
  }

  moved(): void {
    this.#lose({ reason: "partition_moved", message: "the channel moved to another server" });
  }

  errorText(message: string): void {
    const loss = errorTextLoss(
      message,
      this.#options.room.myName !== undefined || this.#options.user !== undefined,
    );
    if (loss !== undefined) this.#lose(loss);
  }

  #opened(): void {
    const { user } = this.#options;
    if (this.#phase !== "connect") return;
    if (user === undefined) return this.#join();
    this.#enter("login");
    this.#write({
      event: "login",
      payload: user.password === undefined
        ? { name: user.name }
        : { name: user.name, pw: user.password.reveal() },
    });
  }

  #join(): void {
    const { channel, channelPassword } = this.#options;
    this.#enter("join");
    if (this.#joinSent) return;
    this.#joinSent = true;
    this.#write({
      event: "joinChannel",
      payload: channelPassword === undefined
        ? { name: channel }
        : { name: channel, pw: channelPassword.reveal() },
    });
  }

  #complete(): void {
    this.#enter("room");
    this.#enteredAt = this.#options.clock.monotonic();
    this.#options.onEntered();
  }

  #frame(event: string, payload: unknown): void {
    if (this.#phase === "over") return;
    this.#options.onFrame(event, payload);
  }

  #write({ event, payload }: OutgoingFrame, onAnswer?: (answer: unknown) => void): boolean {
    return this.#socket?.emit(event, payload, onAnswer) ?? false;
  }

  #enter(phase: Exclude<Phase, "over">): void {
    this.#limit?.stop();
    this.#limit = undefined;
    this.#phase = phase;
    if (phase === "room") return;
    const limitMs = PHASE_LIMITS_MS[phase];
    this.#limit = this.#options.clock.after(limitMs, () => {
      this.#lose({ reason: "network", message: `no answer to the ${phase} within ${limitMs / 1000} s` });
    });
  }

  #lose(loss: ClassifiedLoss): void {
    if (this.#phase === "over") return;
    const enteredAt = this.#enteredAt;
    const inRoomMs = enteredAt === undefined ? undefined : this.#options.clock.monotonic() - enteredAt;
    this.#finish();
    this.#resolve({ ...loss, inRoomMs });
  }

  #finish(): void {
    if (this.#phase === "over") return;
    this.#phase = "over";
    this.#limit?.stop();
    this.#passwordGrace?.stop();
    this.#liveness?.stop();
    this.#socket?.close();
    this.#options.room.inRoom = false;
  }
}
