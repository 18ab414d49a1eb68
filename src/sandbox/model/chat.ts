/**
 * Chat of one channel: from the frame to the line that everybody gets, with the limiter, the mutes, the
 * slash commands and the replay buffer.
 *
 * @module
 */

import type { Away } from "./away.ts";
import { BUFFER_LINES, type ChatLine, type ChatMeta } from "./chat_line.ts";
import { type Connection, isNamed, type NamedConnection } from "./connection.ts";
import type { Drinks } from "./drinks.ts";
import type { ChatFilter } from "./filters.ts";
import { cutText, formatLine } from "./formatting.ts";
import type { FrameOf } from "./frame_shape.ts";
import { CHAT_RULE, type FloodRule } from "./limiter.ts";
import { MODERATOR_RANK, type Room } from "./room.ts";

/** `chatMsg` as clients send it. */
export const CHAT_FRAME = { msg: "string", meta: "object,optional" } as const;

/** Runs one slash command: `text` is the line after the command's name and a space. */
export type ChatCommand = (from: NamedConnection, text: string, meta: ChatMeta) => void;

/** The chat of one channel. */
export class Chat {
  readonly #room: Room;
  readonly #away: Away;
  readonly #drinks: Drinks;
  readonly #commands: ReadonlyMap<string, ChatCommand>;
  #buffer: ChatLine[];
  /** The channel's filters, in the order in which they run. */
  filters: ChatFilter[];

  constructor(
    room: Room,
    parts: {
      readonly away: Away;
      readonly drinks: Drinks;
      readonly commands: ReadonlyMap<string, ChatCommand>;
    },
    kept: { readonly buffer: readonly ChatLine[]; readonly filters: readonly ChatFilter[] },
  ) {
    this.#room = room;
    this.#away = parts.away;
    this.#drinks = parts.drinks;
    this.#commands = parts.commands;
    this.#buffer = [...kept.buffer];
    this.filters = [...kept.filters];
  }

  /** The newest lines, oldest first: what somebody who joins is shown. */
  get buffer(): readonly ChatLine[] {
    return this.#buffer;
  }

  /** Forgets the lines, as `/clear` does. */
  clear(): void {
    this.#buffer = [];
  }

  /** Takes a `chatMsg` frame. What may not speak is mostly not answered at all. */
  receive(from: Connection, frame: FrameOf<typeof CHAT_FRAME>): void {
    const room = this.#room;
    if (!isNamed(from) || !room.allows(from, "chat")) return;
    const cut = cutText(frame.msg, room.services.settings().maxChatMessageLength);
    const text = room.options.allow_ascii_control ? cut : withoutControlCharacters(cut);
    if (text.trim() === "") return;
    if (from.mute === "muted") {
      from.send("noflood", { action: "chat", msg: "You have been muted on this channel." });
      return;
    }
    const flair = frame.meta?.["modflair"];
    const meta: ChatMeta = from.rank >= MODERATOR_RANK && flair === from.rank ? { modflair: from.rank } : {};
    const drink = this.#drinks.call(from, text, meta);
    if (drink.kind === "notADrink") this.say(from, text, meta);
    else if (drink.kind === "line") this.say(from, drink.text, drink.meta);
  }

  /** Says a line in somebody's name: through the limiter, and as a command if it is one. */
  say(from: NamedConnection, text: string, meta: ChatMeta): void {
    const room = this.#room;
    if (this.namesBlacklistedDomain(text)) return from.kick(undefined);
    if (!text.includes("/afk")) this.#away.set(from, false);
    const rule = this.#rule(from);
    if (!from.chatLimiter.accept(rule, room.now())) {
      from.send("cooldown", 1000 / rule.sustained);
      return;
    }
    const line = this.format(from.name, text, meta);
    if (from.mute === "shadow") return this.#sendShadow(from, line);
    const command = /^\/([^ ]*)/.exec(text)?.[1];
    const run = command === undefined ? undefined : this.#commands.get(command);
    if (command === undefined || run === undefined) return this.#send(line);
    run(from, text.slice(command.length + 2), meta);
  }

  /** Formats a line; text that starts with `>` is green. */
  format(username: string, text: string, meta: ChatMeta): ChatLine {
    return {
      username,
      msg: formatLine(text, this.filters, this.#room.options.enable_link_regex),
      meta: text.startsWith(">") && meta.addClass === undefined ? { ...meta, addClass: "greentext" } : meta,
      time: this.#room.now(),
    };
  }

  /** Whether the text has a link to a domain that the site does not want. */
  namesBlacklistedDomain(text: string): boolean {
    const lower = text.toLowerCase();
    return this.#room.services.settings().blacklistedDomains.some((domain) =>
      lower.includes(domain.toLowerCase())
    );
  }

  /** Says something in the name of a part of the server, such as `[voteskip]`; kept like any line. */
  announce(username: string, text: string): void {
    this.#send(this.format(username, text, {}));
  }

  #send(line: ChatLine): void {
    this.#room.broadcast("chatMsg", line);
    this.#buffer.push(line);
    if (this.#buffer.length > BUFFER_LINES) this.#buffer.shift();
    this.#room.log(`<${line.username}> ${line.msg}`);
  }

  /** To moderators with a mark; to those who are kept in the dark (and nameless viewers) without. */
  #sendShadow(from: NamedConnection, line: ChatLine): void {
    for (const member of [...this.#room.members]) {
      if (member.rank >= MODERATOR_RANK) {
        member.send("chatMsg", { ...line, meta: { ...line.meta, shadow: true } });
      } else if (member === from || member.mute === "shadow" || !isNamed(member)) {
        member.send("chatMsg", line);
      }
    }
  }

  #rule(from: Connection): FloodRule {
    const { chat_antiflood, chat_antiflood_params } = this.#room.options;
    return chat_antiflood && from.rank < MODERATOR_RANK ? chat_antiflood_params : CHAT_RULE;
  }
}

/** Each run of control characters (below space) becomes one space. */
function withoutControlCharacters(text: string): string {
  let clean = "";
  let inRun = false;
  for (const character of text) {
    const isControl = character < " ";
    if (!isControl) clean += character;
    else if (!inRun) clean += " ";
    inRun = isControl;
  }
  return clean;
}
