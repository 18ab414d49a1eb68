// @ts-check
/**
 * The room as it is: what plays, who is there, what is said, how Rosey is; and a way to say something.
 */
import { get } from "../api.js";
import { ChatList } from "../chat_list.js";
import { card, empty, figures, make, quiet, unseen } from "../dom.js";
import { mediaCard } from "../media_card.js";
import { sayForm } from "../say_form.js";
import { format, personLink, setOwnName } from "../text.js";

/** @typedef {import("../answers.js").Room} Room */

const REFRESHING = [
  "user.joined",
  "user.left",
  "user.changed",
  "users.listed",
  "users.counted",
  "leader.changed",
  "media.changed",
  "media.progressed",
  "poll.opened",
  "poll.counted",
  "poll.closed",
  "playlist.current",
  "playlist.added",
  "playlist.removed",
  "playlist.locked",
  "voteskip.counted",
  "room.entered",
  "room.lost",
];

const LINES = 30;
const MODERATOR = 2;
const HEALTH_PERIOD_MS = 10_000;

/** @param {import("../views.js").ViewContext} context */
export async function now(context) {
  const { place, stream, signal, has, attempt } = context;
  const people = make("div");
  const poll = make("div");
  const health = make("div");
  const pollCard = card("Poll", poll);
  const chat = new ChatList("Chat", LINES * 3);
  const media = mediaCard(signal);
  const draw = (/** @type {Room} */ room) => {
    if (room.me !== null) setOwnName(room.me.name);
    media.draw(room);
    drawPeople(people, room);
    pollCard.hidden = room.poll === null;
    drawPoll(poll, room.poll);
  };
  const [room, page] = await Promise.all([
    get("/room", {}, signal),
    get("/chat", { limit: LINES }, signal),
    drawHealth(health, signal),
  ]);
  draw(room);
  chat.begin(page.lines);
  const chatCard = card("Chat", chat.element);
  if (has("say")) chatCard.append(sayForm(context));
  place.replaceChildren(make(
    "div",
    { class: "columns" },
    make("div", { class: "stack" }, media.element, chatCard),
    make("div", { class: "stack" }, card("People", people), pollCard, card("Rosey", health)),
  ));
  chat.toEnd();
  chat.follow(stream, signal);
  stream.refresh(REFRESHING, signal, async () => draw(await get("/room", {}, signal)));
  const check = setInterval(() => attempt(() => drawHealth(health, signal)), HEALTH_PERIOD_MS);
  signal.addEventListener("abort", () => clearInterval(check));
}

/**
 * @param {HTMLElement} place
 * @param {Room} room
 */
function drawPeople(place, { users, connected, leader, inRoom }) {
  if (!inRoom) {
    return place.replaceChildren(empty("Rosey is not in the room, so she cannot see who is."));
  }
  const list = make("ul", { class: "plain crowd" });
  const sorted = [...users].sort((one, other) =>
    other.rank - one.rank || format.compare(one.name, other.name)
  );
  for (const { name, rank, afk, muted } of sorted) {
    const notes = [
      name === leader ? "leads" : "",
      afk ? "away" : "",
      muted ? "muted" : "",
    ].filter((note) => note !== "");
    list.append(make(
      "li",
      { class: afk ? "away" : undefined },
      rank >= MODERATOR
        ? make("span", { class: "star", title: "Moderator" }, "★", unseen("Moderator"))
        : undefined,
      personLink(name),
      ...notes.map((note) => make("span", { class: "note" }, note)),
    ));
  }
  place.replaceChildren(
    figures([["in chat", format.count(users.length)], ["connected", format.count(connected)]]),
    list,
  );
}

/**
 * @param {HTMLElement} place
 * @param {Room["poll"]} poll
 */
function drawPoll(place, poll) {
  if (poll === null) return;
  const all = poll.options.reduce((sum, { votes }) => sum + (votes ?? 0), 0);
  const options = poll.options.map(({ text, votes }) =>
    make(
      "li",
      {},
      make("span", { class: "words" }, text),
      make("span", { class: "note" }, votes === null ? "hidden" : format.count(votes)),
      make("meter", { min: 0, max: Math.max(1, all), value: votes ?? 0, "aria-label": `Votes for ${text}` }),
    )
  );
  place.replaceChildren(
    make("p", {}, make("strong", {}, poll.title)),
    make("ul", { class: "plain poll" }, ...options),
  );
}

/**
 * @param {HTMLElement} place
 * @param {AbortSignal} signal
 */
async function drawHealth(place, signal) {
  const health = await get("/health", {}, signal);
  const { lastFrameAgeMs, writes } = health;
  const nats = /** @type {const} */ (["NATS", health.nats]);
  place.replaceChildren(
    figures([
      ["up for", format.duration(health.uptimeSeconds)],
      ["memory", health.database],
      ...(health.nats === "off" ? [] : [nats]),
      [
        "heard the server",
        lastFrameAgeMs === null ? "not now" : `${format.duration(lastFrameAgeMs / 1000)} ago`,
      ],
      ["reconnects", format.count(health.reconnects)],
    ]),
    writes.waiting + writes.spilled === 0 ? "" : make(
      "p",
      { class: "warn" },
      `${format.count(writes.waiting + writes.spilled)} changes wait for the memory.`,
    ),
    quiet(`Version ${health.version}`),
  );
}
