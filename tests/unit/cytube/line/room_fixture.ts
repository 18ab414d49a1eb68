/**
 * A client in a room whose server is played by the test, and its line.
 *
 * @module
 */

import { plainText } from "../../../../src/domain/text.ts";
import type { RoomAction } from "../../../../src/domain/room_action.ts";
import type { Entry, Outgoing, SendFate } from "../../../../src/domain/room_line.ts";
import { ClientFixture, type JoinScene, letIn, wireLine, wireUser } from "../client_fixture.ts";
import type { FakeSocket } from "../fake_transport.ts";

/** A line of chat to be sent. */
export function chat(text: string): Outgoing {
  return { kind: "chat", text: plainText(text) };
}

/** A private message to be sent. */
export function pm(to: string, text: string): Outgoing {
  return { kind: "pm", to, text: plainText(text) };
}

/** An act to be done. */
export function act(action: RoomAction): Outgoing {
  return { kind: "action", action };
}

/** A client that is in the room, with alice. */
export async function inRoom(scene: JoinScene = {}) {
  const fixture = new ClientFixture();
  const entries: Entry[] = [];
  const { line } = fixture.client;
  line.onEntry((entry) => void entries.push(entry));
  const socket = await fixture.start();
  letIn(socket, { others: [wireUser("alice")], ...scene });
  return { fixture, socket, line, entries };
}

/** Rosey's line comes back. */
export function echo(socket: FakeSocket, html: string, time = 1000): void {
  socket.deliver("chatMsg", wireLine("rosey", html, time));
}

/** The outcome of a fate, once it is there. */
export async function outcome(fate: Promise<SendFate>): Promise<string> {
  const settled = await fate;
  if (settled.outcome === "refused") return `refused ${settled.reason}`;
  return settled.outcome === "put_back" ? `put_back ${settled.why}` : settled.outcome;
}
