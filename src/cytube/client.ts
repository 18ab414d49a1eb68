/**
 * The CyTube client: keeps Rosey in one room, turns frames into events, and says things. One object a room.
 *
 * @module
 */

import { type Clock, type Random, sleep } from "../domain/clock.ts";
import { errorText, EXIT_CODES, type ExitReason, RoseyError } from "../domain/errors.ts";
import type { RoomEvent } from "../domain/events.ts";
import { sameName } from "../domain/names.ts";
import type { RoomView } from "../domain/room.ts";
import type { RoomLine } from "../domain/room_line.ts";
import type { Secret } from "../domain/secret.ts";
import { ConnectGovernor, type ConnectLog } from "./connect_governor.ts";
import { discoverServer, type DiscoveryFetch } from "./discovery.ts";
import type { EventDraft, EventStamps } from "./event_stamps.ts";
import { type FrameCounts, FrameReader } from "./frames/frame_reader.ts";
import type { ClientLog } from "./log_port.ts";
import { decide, type Loss, NO_LOSSES, type UnwantedLoss } from "./loss_policy.ts";
import { LeadKeeper } from "./lead_keeper.ts";
import { Line } from "./line/line.ts";
import type { OutgoingFrame } from "./outgoing.ts";
import { PlaylistCheck } from "./playlist_check.ts";
import { RoomState } from "./room/room_state.ts";
import { Sender } from "./sender.ts";
import { type Credentials, Session } from "./session.ts";
import type { Speaker } from "./speaker.ts";
import type { RoomSocketFactory } from "./transport.ts";

/** Which room, as whom, and by what means. */
export interface CytubeClientOptions {
  /** The site, such as `https://cytu.be`; `https://` may be left out. */
  readonly domain: string;
  readonly channel: string;
  readonly channelPassword: Secret | undefined;
  /** An account, or a guest if it has no password; without one, Rosey only watches. */
  readonly user: Credentials | undefined;
  /** Stop (exit 25) when the channel is not registered. */
  readonly requireRegistered?: boolean;
  /** Stop (exit 26) at the first failure to get in. */
  readonly failFast?: boolean;
  readonly clock: Clock;
  readonly random: Random;
  readonly transport: RoomSocketFactory;
  readonly fetch: DiscoveryFetch;
  readonly connectLog: ConnectLog;
  readonly log: ClientLog;
  /** Shared with everyone who makes events in this process. */
  readonly stamps: EventStamps;
  /** Gets every event, in order, one at a time. */
  readonly sink: (event: RoomEvent) => void;
}

/** How {@link CytubeClient.run} ended. */
export interface ExitOutcome {
  /** `done` when it was asked to stop. */
  readonly exit: ExitReason;
  /** For people: why. */
  readonly message: string;
}

/** What the client counts. */
export interface ClientStatistics extends FrameCounts {
  /** Connections that were begun. */
  readonly connects: number;
  /** How often the model of the playlist was found wrong and asked for anew. */
  readonly playlistRequests: number;
  /** Losses of the room and failures to get in, by reason. */
  readonly losses: ReadonlyMap<UnwantedLoss, number>;
}

/** Keeps Rosey in a room. */
export class CytubeClient {
  readonly #options: CytubeClientOptions;
  readonly #room: RoomState;
  readonly #reader: FrameReader;
  readonly #governor: ConnectGovernor;
  readonly #line: Line;
  readonly #sender: Sender;
  readonly #playlistCheck: PlaylistCheck;
  readonly #leadKeeper: LeadKeeper;
  readonly #losses = new Map<UnwantedLoss, number>();
  #connects = 0;
  #session: Session | undefined;
  /** A moderator is whispered of a ban, their own included, just before it strikes (CyTube 3.86, source). */
  #ownBanTold = false;
  #lastFrameAtMs: number | undefined;

  constructor(options: CytubeClientOptions) {
    this.#options = options;
    this.#room = new RoomState(options.channel);
    this.#reader = new FrameReader(options.log);
    this.#governor = new ConnectGovernor(options.clock, options.connectLog, options.log);
    const { clock, log } = options;
    const base = { clock, room: this.#room };
    this.#line = new Line({ ...base, send: (frame, onAnswer) => this.#send(frame, onAnswer) });
    this.#leadKeeper = new LeadKeeper({
      ...base,
      send: (frame) => this.#send(frame),
      acting: () => this.#line.acting,
    });
    this.#playlistCheck = new PlaylistCheck({
      ...base,
      log,
      request: () => this.#send({ event: "requestPlaylist", payload: undefined }),
    });
    this.#sender = new Sender({ ...base, line: this.#line });
  }

  /** The room as it is now. */
  get room(): RoomView {
    return this.#room;
  }

  /** The line to the room, for whoever keeps what is to be said on their own. */
  get line(): RoomLine {
    return this.#line;
  }

  /** Says things in the room, from memory. */
  get speaker(): Speaker {
    return this.#sender;
  }

  /** When the last frame came, Rosey's clock in milliseconds; `undefined` before the first. */
  get lastFrameAtMs(): number | undefined {
    return this.#lastFrameAtMs;
  }

  get statistics(): ClientStatistics {
    return {
      ...this.#reader.counts,
      connects: this.#connects,
      playlistRequests: this.#playlistCheck.requests,
      losses: this.#losses,
    };
  }

  /**
   * Joins the room and stays, as long as the policies of `loss_policy.ts` allow, or until `signal` aborts. Run once.
   * Resolves with how it ended; no event comes after that.
   */
  async run(signal: AbortSignal): Promise<ExitOutcome> {
    try {
      return await this.#stay(signal);
    } catch (thrown) {
      if (!signal.aborted) throw thrown;
      if (this.#session !== undefined) {
        this.#emit({ kind: "room.lost", reason: "stopped", message: "Rosey stops", retryInMs: undefined });
      }
      return { exit: "done", message: "stopped as asked" };
    } finally {
      this.#playlistCheck.stop();
      this.#leadKeeper.stop();
      this.#line.stop();
      this.#sender.stop();
    }
  }

  async #stay(signal: AbortSignal): Promise<ExitOutcome> {
    const { clock, random, failFast = false, log, channel } = this.#options;
    let history = NO_LOSSES;
    for (;;) {
      const loss = await this.#attempt(signal);
      signal.throwIfAborted();
      this.#session = undefined;
      this.#playlistCheck.stop();
      this.#losses.set(loss.reason, (this.#losses.get(loss.reason) ?? 0) + 1);
      const verdict = decide(loss, history, clock.monotonic(), { failFast }, random);
      const retryInMs = verdict.kind === "retry" ? Math.round(verdict.afterMs) : undefined;
      this.#emitOwnModeration(loss);
      this.#emit({ kind: "room.lost", reason: loss.reason, message: loss.message, retryInMs });
      log.warn(loss.inRoomMs === undefined ? "could not get into the room" : "the room is lost", {
        channel,
        reason: loss.reason,
        message: loss.message,
        retryInMs,
      });
      if (verdict.kind === "stop") {
        return { exit: verdict.exit, message: `${loss.message}. ${EXIT_CODES[verdict.exit].meaning}` };
      }
      history = verdict.history;
      await sleep(clock, Math.round(verdict.afterMs), signal);
    }
  }

  /** One attempt to be in the room: from the question for the server to the loss. */
  async #attempt(signal: AbortSignal): Promise<Loss> {
    const { clock, domain, channel, fetch, transport, log } = this.#options;
    await this.#governor.connectAllowed(signal);
    let url: string;
    try {
      url = await discoverServer({ domain, channel, fetch, clock, signal });
    } catch (thrown) {
      if (!(thrown instanceof RoseyError)) throw thrown;
      const message = thrown.hint === undefined ? thrown.message : `${thrown.message}. ${thrown.hint}`;
      return { reason: "network", message, inRoomMs: undefined };
    }
    log.info("connecting", { channel, url });
    this.#connects++;
    this.#room.reset();
    this.#ownBanTold = false;
    const session = this.#newSession();
    this.#session = session;
    return await session.run(transport, url, signal);
  }

  #send(frame: OutgoingFrame, onAnswer?: (answer: unknown) => void): boolean {
    return this.#session?.send(frame, onAnswer) ?? false;
  }

  #newSession(): Session {
    const { channel, channelPassword, user, requireRegistered = false, clock, log } = this.#options;
    const session: Session = new Session({
      channel,
      channelPassword,
      user,
      requireRegistered,
      clock,
      room: this.#room,
      onFrame: (event, payload) => this.#frame(session, event, payload),
      onEntered: () => {
        const { myName: name, myRank: rank, registered } = this.#room;
        log.info("in the room", { channel, name, rank });
        this.#emit({ kind: "room.entered", channel, name, rank, registered });
      },
      onNotRegistered: () => {
        const message = `#${channel} is not registered: the server forgets it when the last one leaves`;
        log.warn(message);
        this.#emit({ kind: "server.notice", message, code: "CHANNEL_NOT_REGISTERED" });
      },
    });
    return session;
  }

  #frame(session: Session, event: string, payload: unknown): void {
    const { clock } = this.#options;
    this.#lastFrameAtMs = clock.now();
    this.#reader.read(event, payload, {
      room: this.#room,
      session,
      nowMs: () => clock.now(),
      emit: (draft) => this.#emit(draft),
      answer: (answer) => this.#line.notice(answer),
    });
    this.#playlistCheck.frame(event);
  }

  /** Being thrown out of the room is moderation too; the server does not tell Rosey by whom. */
  #emitOwnModeration({ reason, message, inRoomMs }: Loss): void {
    if (inRoomMs === undefined || (reason !== "kicked" && reason !== "banned")) return;
    const action = reason === "kicked" ? "kick" : "ban";
    if (action === "ban" && this.#ownBanTold) return;
    this.#emit({ kind: "moderation", action, target: this.#room.myName, by: undefined, detail: message });
  }

  #emit(draft: EventDraft): void {
    const event: RoomEvent = { ...draft, ...this.#options.stamps.next() };
    this.#ownBanTold ||= event.kind === "moderation" && event.action === "ban" &&
      sameName(event.target, this.#room.myName);
    this.#line.notice(event);
    this.#leadKeeper.notice(event);
    // A fault of a listener must not cost the connection, whose frames this is called from.
    try {
      this.#options.sink(event);
    } catch (thrown) {
      this.#options.log.warn("an event was not taken", { kind: event.kind, problem: errorText(thrown) });
    }
  }
}
