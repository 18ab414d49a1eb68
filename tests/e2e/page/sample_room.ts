/**
 * A room as it might be on a Saturday evening, as the API tells of it: for tests that look at the page.
 *
 * @module
 */

/** It is always this moment: a Saturday, 20:00 UTC. */
export const NOW = Date.UTC(2026, 10, 28, 20, 0) / 1000;

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Who is in the room. */
const USERS = [
  { name: "Rosey", rank: 3 },
  { name: "marguerite", rank: 5 },
  { name: "DrSpaceman", rank: 2 },
  { name: "alice", rank: 1 },
  { name: "bob", rank: 1, afk: true },
  { name: "popcorn_pete", rank: 1 },
  { name: "Zoë", rank: 1 },
  { name: "night_owl", rank: 1, afk: true },
  { name: "quietone", rank: 0, muted: true },
  { name: "guest_of_honour", rank: 0 },
].map((user) => ({ afk: false, muted: false, ...user }));

const LINES: readonly (readonly [string, string, string?])[] = [
  ["alice", "anyone seen the new one yet?"],
  ["bob", "which one"],
  ["alice", "https://example.org/films/the-long-night?year=1962"],
  ["DrSpaceman", "that is a classic, not new"],
  ["popcorn_pete", "takes a seat in the last row", "action"],
  ["marguerite", "five minutes to the second feature, get your drinks"],
  ["Zoë", "the sound is a bit quiet on my side, is it only me?"],
  ["bob", "same here, I turned it up"],
  ["quietone", "shh"],
  ["alice", "!stats"],
  ["Rosey", "Peak: 58 in chat, 211 connected. Top: alice 4,811, bob 3,960, marguerite 2,377."],
  ["popcorn_pete", "alice never sleeps"],
  [
    "night_owl",
    "someone has to keep an eye on the place between three and six in the morning, and you were all asleep",
  ],
  ["marguerite", "here we go"],
];

/** `GET /room`. */
export const ROOM = {
  inRoom: true,
  channel: "matinee",
  me: { name: "Rosey", rank: 3, afk: false, muted: false },
  users: USERS,
  connected: 34,
  leader: "DrSpaceman",
  playback: {
    title: "Matinee Double Feature: The Long Night (1962), restored",
    type: "yt",
    id: "id0",
    seconds: 6_130,
    positionSeconds: 1_834,
    measuredAtMs: NOW * 1000,
    paused: false,
  },
  poll: {
    title: "What next?",
    openedBy: "marguerite",
    options: [
      { text: "The short one", votes: 3 },
      { text: "The one with the train", votes: 7 },
      { text: "Cartoons", votes: 1 },
    ],
  },
  playlist: { count: 38, seconds: 61_200, locked: false },
  voteskip: { count: 2, need: 5 },
  motd: "",
};

/** `GET /chat`, the newest first. */
export const CHAT = {
  lines: LINES.map(([user, text, style = "plain"], index) => ({
    id: index + 1,
    at: NOW - (LINES.length - index) * 41,
    serverTimeMs: null,
    user,
    text,
    style,
    replayed: false,
  })).toReversed(),
  next: "older",
  searchedBackTo: null,
};

/** `GET /health`. */
export const HEALTH = {
  status: "ok",
  inChannel: true,
  channel: "matinee",
  lastFrameAgeMs: 1_200,
  database: "ok",
  nats: "ok",
  writes: { waiting: 0, waitingBytes: 0, spilled: 0, spilledBytes: 0, refused: 0 },
  version: "1.0.0",
  uptimeSeconds: 4 * DAY + 7 * HOUR,
  reconnects: 2,
};

/** `GET /stats`. */
export const STATS = {
  high_water_marks: {
    chat: { count: 58, timestamp: NOW - 31 * DAY },
    connected: { count: 211, timestamp: NOW - 31 * DAY },
  },
  total_users_seen: 1_204,
  top_chatters: [],
};

/** How full the room is at a moment, 0 to 1: evenings, and weekends more than other days. */
function fullness(at: number): number {
  const date = new Date(at * 1000);
  const evening = Math.max(0, Math.cos((date.getUTCHours() + date.getUTCMinutes() / 60 - 20) / 12 * Math.PI));
  const weekend = [0, 5, 6].includes(date.getUTCDay()) ? 1 : 0.55;
  const ripple = 0.85 + 0.15 * Math.sin(at / 2_700) * Math.cos(at / 7_300);
  return (0.12 + 0.88 * evening ** 2) * weekend * ripple;
}

/** `GET /counts`, for any span: nothing was counted during one night, when Rosey was away. */
export function counts(query: Readonly<Record<string, string>>) {
  const [from, to, points] = [Number(query["from"]), Number(query["to"]), Number(query["points"])];
  const bucketSeconds = Math.max(300, Math.ceil((to - from) / points / 300) * 300);
  const data = [];
  for (let at = Math.ceil(from / bucketSeconds) * bucketSeconds; at <= to; at += bucketSeconds) {
    const away = at > NOW - 15 * HOUR && at < NOW - 11 * HOUR;
    if (away) continue;
    const chatUsersMax = Math.round(2 + 30 * fullness(at));
    const connectedMax = Math.round(5 + 75 * fullness(at));
    data.push({
      at,
      chatUsers: Math.max(1, chatUsersMax - 1),
      connected: connectedMax - 2,
      chatUsersMax,
      connectedMax,
    });
  }
  const best = data.reduce<typeof data[number] | undefined>(
    (most, point) => point.connectedMax > (most?.connectedMax ?? -1) ? point : most,
    undefined,
  );
  const peak = best === undefined
    ? null
    : { at: best.at, chatUsers: best.chatUsersMax, connected: best.connectedMax };
  return { from, to, bucketSeconds, peak, data };
}

/** `GET /activity`. */
export function activity(query: Readonly<Record<string, string>>) {
  const [from, to] = [Number(query["from"]), Number(query["to"])];
  const hours = [];
  for (let at = Math.ceil(from / HOUR) * HOUR; at < to; at += HOUR) {
    hours.push({ at, lines: Math.round(240 * fullness(at) ** 1.6) });
  }
  return { from, to, hours };
}

const CHATTERS: readonly (readonly [string, number, number, number])[] = [
  ["alice", 4_811, 812 * HOUR, 0],
  ["bob", 3_960, 644 * HOUR, 0],
  ["marguerite", 2_377, 1_204 * HOUR, 0],
  ["popcorn_pete", 1_902, 398 * HOUR, 0],
  ["DrSpaceman", 1_555, 511 * HOUR, 0],
  ["Zoë", 871, 120 * HOUR, 0],
  ["vhs_forever", 640, 92 * HOUR, 3 * DAY],
  ["night_owl", 512, 333 * HOUR, 0],
  ["a_name_of_20_letters", 97, 11 * HOUR, 40 * DAY],
  ["drive_by", 3, 9 * MINUTE, 400 * DAY],
];

/** `GET /users`, with its search. */
export function users({ search = "" }: Readonly<Record<string, string>>) {
  const found = CHATTERS.filter(([name]) => name.toLowerCase().includes(search.toLowerCase()));
  return { users: found.map((chatter) => person(chatter)), next: null };
}

/** `GET /users/:name`; `undefined` for somebody unknown. */
export function userOf(name: string) {
  const found = CHATTERS.find((chatter) => chatter[0].toLowerCase() === name.toLowerCase());
  return found === undefined ? undefined : person(found);
}

function person([name, lines, connectedSeconds, since]: typeof CHATTERS[number]) {
  const lastSeen = NOW - since;
  return { name, lines, connectedSeconds, firstSeen: NOW - 500 * DAY, lastSeen, here: since === 0 };
}

/** `GET /playlist`. */
export function playlist(query: Readonly<Record<string, string>>) {
  const offset = Number(query["offset"] ?? 0);
  const limit = Number(query["limit"] ?? 50);
  const titles = [
    "The Long Night (1962), restored",
    "Intermission: popcorn, dancing",
    "A Train to Nowhere",
    "Live: the lobby",
  ];
  const items = Array.from({ length: 130 }, (_, index) => ({
    uid: index + 1,
    position: index + 1,
    title: `${titles[index % titles.length]}${
      index < titles.length ? "" : `, part ${Math.floor(index / 4) + 1}`
    }`,
    type: "yt",
    id: `id${index}`,
    seconds: index % 4 === 3 ? 0 : 1_800 + (index * 977) % 5_000,
    queuedBy: CHATTERS[index % 6]?.[0] ?? "",
    temporary: index % 5 === 1,
  }));
  return { items: items.slice(offset, offset + limit), current: 1, total: items.length };
}

const OUTBOX: readonly (readonly [string, string, string | null, string | null])[] = [
  ["queued", "The second feature begins in five minutes.", null, null],
  ["sent", "Peak: 58 in chat, 211 connected. Top: alice 4,811, bob 3,960, marguerite 2,377.", null, null],
  ["sent", "Your quote is number 12.", "alice", null],
  [
    "parked",
    "An announcement from before the upgrade",
    null,
    "taken over from the old bot: nobody knows whether it was said",
  ],
  ["rejected", "buy cheap watches at https://example.org/watches", null, "the room's filter refused it"],
  ["expired", "Tonight at eight: cartoons!", null, "it was to be said before 20:00"],
  ["sent", "Rosey kicked spammer42: advertising", null, null],
];

/** `GET /outbox`. */
export function outbox({ state = "" }: Readonly<Record<string, string>>) {
  const entries = OUTBOX.map(([state, text, to, detail], index) => ({
    id: 4_211 - index,
    at: NOW - index * 7 * MINUTE,
    state,
    expiresAt: NOW + HOUR,
    changedAt: null,
    kind: index === 6 ? "action" : to === null ? "chat" : "pm",
    class: "reply",
    reason: null,
    sends: 1,
    text,
    to,
    producer: "core",
    detail,
    truncated: false,
    shadowed: false,
    hidden: false,
  }));
  const counts = Object.fromEntries(
    [...new Set(OUTBOX.map(([state]) => state))].map((
      name,
    ) => [name, { count: OUTBOX.filter(([state]) => state === name).length, oldest: NOW - HOUR }]),
  );
  return { entries: entries.filter((entry) => state === "" || entry.state === state), counts, next: null };
}

/** `GET /audit`. */
export const AUDIT = {
  entries: [
    { id: 5, at: NOW - 90, user: "alice", kind: "chat_command", outcome: "success", details: "!stats" },
    {
      id: 4,
      at: NOW - 500,
      user: "bob",
      kind: "chat_command",
      outcome: "refused",
      details: "!kick alice: needs the permission to kick",
    },
    {
      id: 3,
      at: NOW - 4_000,
      user: "DrSpaceman",
      kind: "moderation_kick",
      outcome: "success",
      details: "spammer42: advertising",
    },
    {
      id: 2,
      at: NOW - DAY,
      user: "marguerite",
      kind: "pm_command",
      outcome: "error",
      details: "setmotd: the server did not answer",
    },
    {
      id: 1,
      at: NOW - 2 * DAY,
      user: "token:backup",
      kind: "http_say",
      outcome: null,
      details: "The second feature begins in five minutes.",
    },
  ],
  next: null,
};

/** `GET /quotes`. */
export const QUOTES = {
  quotes: [
    {
      id: 12,
      text: "I do not fall asleep during films, I test the seats.",
      author: "popcorn_pete",
      at: NOW - 2 * DAY,
      addedBy: "alice",
      votes: 14,
    },
    {
      id: 11,
      text: "The butler did it. He always does it. Why do we keep hiring him?",
      author: "Zoë",
      at: NOW - 9 * DAY,
      addedBy: "bob",
      votes: 3,
    },
    { id: 7, text: "brb, forever", author: "drive_by", at: NOW - 300 * DAY, addedBy: "bob", votes: -1 },
  ],
  next: null,
};

/** `GET /plugins`. */
export const PLUGINS = {
  plugins: [
    {
      name: "stats",
      summary: "Counts who is here, for how long, and what they say",
      enabled: true,
      essential: false,
      settingsSchema: {},
      settings: {},
      commands: ["stats", "top"],
    },
    {
      name: "quotes",
      summary: "Keeps what people said, and tells it again",
      enabled: true,
      essential: false,
      settingsSchema: {
        type: "object",
        properties: {
          maxLength: {
            type: "integer",
            minimum: 1,
            maximum: 2_000,
            default: 400,
            description: "Letters of one quote",
          },
          anybodyMayAdd: { type: "boolean", default: true },
          greeting: { type: "string", default: "Kept." },
          ignored: { type: "array", items: { type: "string" }, default: [] },
        },
        additionalProperties: false,
      },
      settings: { maxLength: 400, anybodyMayAdd: true, greeting: "Kept.", ignored: ["Rosey"] },
      commands: ["quote", "addquote", "findquote", "quoteme", "delquote"],
    },
    {
      name: "history",
      summary: "Keeps the chat, the user counts of every 5 minutes, and the peaks",
      enabled: true,
      essential: true,
      settingsSchema: {
        type: "object",
        properties: {
          chatRetentionHours: { type: "number", minimum: 1 },
          countRetentionDays: { type: "number", minimum: 1 },
        },
        additionalProperties: false,
      },
      settings: { countRetentionDays: 30 },
      commands: [],
    },
    {
      name: "dice",
      summary: "Rolls dice and flips coins",
      enabled: false,
      essential: false,
      settingsSchema: {},
      settings: { mostDice: 100 },
      commands: ["roll", "flip"],
    },
    {
      name: "audit",
      summary: "Writes down every command and act of power",
      enabled: true,
      essential: true,
      settingsSchema: {},
      settings: {},
      commands: [],
    },
  ],
};

/** `GET /database`. */
export const DATABASE = {
  at: NOW,
  kind: "sqlite",
  engine: "SQLite 3.53",
  location: "/var/lib/rosey/bot_data.db",
  sizeBytes: 148_377_600,
  tables: [
    { name: "user_stats", rows: 1_204 },
    { name: "recent_chat", rows: 1_018_442 },
    { name: "user_count_history", rows: 105_120 },
    { name: "outbound_messages", rows: 4_211 },
  ],
  migrations: [
    { line: "core", applied: 9, pending: 0, newest: "20261128000000_outbox" },
    { line: "quotes", applied: 2, pending: 0, newest: "20261127000000_quotes" },
  ],
};

/** `GET /tokens`. */
export const TOKENS = {
  tokens: [
    {
      preview: "rsy_4f1c",
      name: "my-browser",
      description: "my-browser",
      scopes: ["admin"],
      created_at: NOW - 30 * DAY,
      last_used: NOW - 20,
      expires_at: null,
      revoked: 0,
      token_preview: "as above",
    },
    {
      preview: "rsy_90ab",
      name: "backup script",
      description: "backup script",
      scopes: ["read", "say"],
      created_at: NOW - 90 * DAY,
      last_used: null,
      expires_at: NOW + 275 * DAY,
      revoked: 0,
      token_preview: "as above",
    },
  ],
};
