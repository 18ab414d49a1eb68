/**
 * Who was in the room and when, from the room's events: as changes of the memory.
 *
 * Sessions are open only while Rosey is in the room: losing it ends them all, and the list that is told on the next
 * join opens those of the people who are still there. The bot itself is not a person and has no row.
 *
 * @module
 */

import type { UserStatsRepository } from "../../db/repositories/mod.ts";
import type { EventOf, RoomView, Write } from "../../src/plugin/mod.ts";
import { sameName } from "../../src/plugin/mod.ts";

/** The changes of the memory that this needs. */
export type AttendanceMemory = Pick<
  UserStatsRepository,
  "joined" | "present" | "left" | "said" | "stillThere" | "closeSessionsExcept" | "endOpenSessions"
>;

/** What this needs to see of the room. */
export type AttendedRoom = Pick<RoomView, "inRoom" | "users" | "myName">;

/** Turns events into changes of sessions and line counts. */
export class Attendance {
  readonly #users: AttendanceMemory;
  readonly #room: AttendedRoom;
  #lastSignMs = 0;
  /** The last one that was told: an event may be recorded when the connection that brought it is gone already. */
  #ownName: string | undefined;

  constructor(users: AttendanceMemory, room: AttendedRoom) {
    this.#users = users;
    this.#room = room;
  }

  /** Everybody who is there is there; whoever is not has gone while Rosey did not look. */
  listed({ users, atMs }: EventOf<"users.listed">): readonly Write[] {
    this.alive(atMs);
    const people = users.filter(({ name }) => this.#isPerson(name));
    return [
      ...this.#users.closeSessionsExcept(people.map(({ name }) => name)),
      ...people.flatMap(({ name }) => this.#users.present({ name, atMs })),
    ];
  }

  /** Somebody came. */
  joined({ user, atMs }: EventOf<"user.joined">): readonly Write[] {
    this.alive(atMs);
    return this.#isPerson(user.name) ? this.#users.joined({ name: user.name, atMs }) : [];
  }

  /** Somebody went. */
  left({ name, atMs }: EventOf<"user.left">): readonly Write[] {
    this.alive(atMs);
    return this.#isPerson(name) ? this.#users.left({ name, atMs }) : [];
  }

  /**
   * Somebody said a line. One that Rosey missed counts as well; who said it was there at that moment, and may be a
   * stranger. Lines of shadow-muted users do not count: nobody saw them.
   */
  said({ user, own, shadow, replayed, serverTimeMs, atMs }: EventOf<"chat">): readonly Write[] {
    if (!replayed) this.alive(atMs);
    if (own || shadow || !this.#isPerson(user)) return [];
    if (!replayed) return this.#users.said({ name: user, atMs });
    const moment = { name: user, atMs: Math.min(serverTimeMs, atMs) };
    return [...this.#users.present(moment), ...this.#users.left(moment), ...this.#users.said(moment)];
  }

  /** The room is gone. A line that was found dead had been dead for a while: sessions end at its last sign of life. */
  lost({ reason, atMs }: EventOf<"room.lost">): readonly Write[] {
    return this.#users.endOpenSessions(reason === "dead_line" ? Math.min(this.#lastSignMs, atMs) : atMs);
  }

  /** Those who are there now, so that a crash costs their sessions a few minutes at most. */
  sampled(atMs: number): readonly Write[] {
    if (!this.#room.inRoom) return [];
    const names = this.#room.users.map(({ name }) => name).filter((name) => this.#isPerson(name));
    return names.length === 0 ? [] : this.#users.stillThere({ names, atMs });
  }

  /** Rosey stops, in order. */
  stopped(atMs: number): readonly Write[] {
    return this.#users.endOpenSessions(atMs);
  }

  /** The line to the server was alive at this moment. */
  alive(atMs: number): void {
    this.#lastSignMs = Math.max(this.#lastSignMs, atMs);
  }

  #isPerson(name: string): boolean {
    this.#ownName = this.#room.myName ?? this.#ownName;
    return !sameName(name, this.#ownName);
  }
}
