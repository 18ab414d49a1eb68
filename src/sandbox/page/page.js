/**
 * The page to chat with: who to be, the lines, the people, the playlist.
 */
import { readLine } from "./chat_html.js";
import { connect } from "./wire.js";

/** Lines that stay on the page. */
const MAX_LINES = 300;
const RANKS = {
  "-1": "anonymous",
  0: "guest",
  1: "user",
  2: "moderator",
  3: "admin",
  4: "owner",
  5: "founder",
};

const channel = /^\/r\/([\w-]+)$/.exec(location.pathname)?.[1];
let wire;
const room = {
  name: "",
  users: new Map(),
  items: [],
  current: -1,
  to: undefined,
  inside: false,
};

function part(id) {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`the page has no #${id}`);
  return element;
}

function field(id) {
  const element = part(id);
  if (!(element instanceof HTMLInputElement)) throw new Error(`#${id} is no field`);
  return element;
}

function make(tag, text, className) {
  const element = document.createElement(tag);
  element.textContent = text;
  if (className !== undefined) element.className = className;
  return element;
}

function status(text, kind) {
  part("status").textContent = text;
  part("status").className = kind;
}

/** A number that this tab keeps, so that a reload comes from the same address. */
function visitor() {
  const known = sessionStorage.getItem("visitor");
  if (known !== null) return known;
  const fresh = crypto.randomUUID();
  sessionStorage.setItem("visitor", fresh);
  return fresh;
}

function addLine(line) {
  const lines = part("lines");
  const atEnd = lines.scrollHeight - lines.scrollTop - lines.clientHeight < 40;
  lines.append(line);
  while (lines.childElementCount > MAX_LINES) lines.firstElementChild?.remove();
  if (atEnd) lines.scrollTop = lines.scrollHeight;
}

function note(text, className = "note") {
  addLine(make("li", text, className));
}

function showText(target, html) {
  for (const { text, marks, href } of readLine(html)) {
    let node = document.createTextNode(text);
    for (const mark of [...marks].reverse()) {
      const around = document.createElement(mark === "spoiler" ? "span" : mark);
      if (mark === "spoiler") {
        around.className = "spoiler";
        around.tabIndex = 0;
      }
      around.append(node);
      node = around;
    }
    if (href !== undefined) {
      const link = document.createElement("a");
      link.href = href;
      link.target = "_blank";
      link.rel = "noopener noreferrer";
      link.append(node);
      node = link;
    }
    target.append(node);
  }
}

function chatLine(data) {
  const line = make("li", "", room.inside ? "" : "old");
  for (const name of String(data.meta?.addClass ?? "").split(" ")) {
    if (/^[\w-]+$/.test(name)) line.classList.add(name);
  }
  line.title = new Date(Number(data.time)).toLocaleTimeString();
  line.append(make("span", data.meta?.action ? `* ${data.username}` : `${data.username}:`, "name"));
  showText(line, String(data.msg));
  return line;
}

function privateLine(data) {
  const line = chatLine(data);
  line.classList.add("private");
  line.prepend(make("span", data.username === room.name ? `to ${data.to} ` : "to you ", "note"));
  return line;
}

function showUsers() {
  const list = part("users");
  const sorted = [...room.users.values()].sort((a, b) => b.rank - a.rank || a.name.localeCompare(b.name));
  list.replaceChildren(...sorted.map((user) => {
    const button = make("button", user.name, user.meta.afk ? "away" : "");
    button.setAttribute("type", "button");
    const rank = RANKS[user.rank] ?? `rank ${user.rank}`;
    const marks = [rank, user.meta.afk ? "away" : "", user.meta.muted ? "muted" : ""].filter(Boolean);
    button.append(make("span", ` ${marks.join(", ")}`, "rank"));
    button.setAttribute("aria-pressed", String(room.to === user.name));
    if (user.name === room.name) button.setAttribute("disabled", "");
    button.addEventListener("click", () => writeTo(room.to === user.name ? undefined : user.name));
    const entry = document.createElement("li");
    entry.append(button);
    return entry;
  }));
}

function writeTo(name) {
  room.to = name;
  part("to-label").textContent = name === undefined ? "To all" : `To ${name} only`;
  showUsers();
  field("line").focus();
}

function showPlaylist() {
  part("playlist-size").textContent = `(${room.items.length})`;
  part("playlist").replaceChildren(...room.items.map((item) => {
    const entry = make("li", `${item.title} (${item.duration}), by ${item.queueby}`);
    if (item.uid === room.current) entry.className = "current";
    return entry;
  }));
  if (room.items.length === 0) part("now-playing").textContent = "Nothing is playing.";
}

function readItem(item) {
  const { uid, media, queueby } = item;
  return { uid, queueby, title: String(media.title), duration: String(media.duration) };
}

function placeAfter(after) {
  if (after === "append") return room.items.length;
  return room.items.findIndex((item) => item.uid === after) + 1;
}

const events = {
  login(data) {
    if (!data.success) return giveUp(String(data.error));
    room.name = String(data.name);
    wire?.send("joinChannel", { name: channel ?? document.body.dataset["channel"] });
  },
  chatMsg: (data) => addLine(chatLine(data)),
  pm: (data) => addLine(privateLine(data)),
  clearchat() {
    part("lines").replaceChildren();
  },
  userlist(data) {
    room.users = new Map(data.map((user) => [user.name, user]));
    if (!room.inside) {
      room.inside = true;
      status(`In the room as ${room.name}`, "on");
      field("line").focus();
    }
    showUsers();
  },
  addUser(data) {
    room.users.set(data.name, data);
    note(`${data.name} came in.`);
    showUsers();
  },
  userLeave(data) {
    room.users.delete(data.name);
    note(`${data.name} left.`);
    if (room.to === data.name) writeTo(undefined);
    showUsers();
  },
  setUserRank(data) {
    const user = room.users.get(data.name);
    if (user !== undefined) user.rank = data.rank;
    showUsers();
  },
  setUserMeta(data) {
    const user = room.users.get(data.name);
    if (user !== undefined) user.meta = data.meta;
    showUsers();
  },
  usercount: (data) => part("count").textContent = `(${data} connected)`,
  playlist(data) {
    room.items = data.map(readItem);
    showPlaylist();
  },
  queue(data) {
    room.items.splice(placeAfter(data.after), 0, readItem(data.item));
    showPlaylist();
  },
  delete(data) {
    room.items = room.items.filter((item) => item.uid !== data.uid);
    showPlaylist();
  },
  moveVideo(data) {
    const item = room.items.find((other) => other.uid === data.from);
    room.items = room.items.filter((other) => other !== item);
    if (item !== undefined) room.items.splice(placeAfter(data.after), 0, item);
    showPlaylist();
  },
  setCurrent(data) {
    room.current = data;
    showPlaylist();
  },
  changeMedia: (data) => part("now-playing").textContent = `Playing: ${data.title} (${data.duration})`,
  newPoll: (data) =>
    note(`${data.initiator} asks: ${plain(data.title)} (${data.options.map(plain).join(" / ")})`),
  closePoll: () => note("The poll is closed."),
  cooldown: () => note("Too fast: that line was lost. Wait a moment.", "failure"),
  noflood: (data) => note(String(data.msg), "failure"),
  queueFail: (data) => note(`Not queued: ${plain(data.msg)}`, "failure"),
  errorMsg: (data) => note(String(data.msg), "failure"),
  costanza: (data) => note(String(data.msg), "failure"),
  kick: (data) => giveUp(data.reason ? `You were sent away: ${data.reason}` : "You were sent away."),
};

function plain(html) {
  return readLine(String(html)).map(({ text }) => text).join("");
}

let farewell;

function giveUp(why) {
  farewell = why;
  wire?.close();
}

function enter(who) {
  part("welcome-error").textContent = "";
  status("Connecting…", "");
  farewell = undefined;
  room.users.clear();
  room.items = [];
  room.inside = false;
  part("lines").replaceChildren();
  writeTo(undefined);
  part("welcome").hidden = true;
  part("room").hidden = false;
  part("leave").hidden = false;
  wire = connect(location.origin.replace(/^http/, "ws"), visitor(), {
    onOpen: () => wire?.send("login", who),
    onEvent: (event, data) => events[event]?.(data),
    onClose(why) {
      wire = undefined;
      part("welcome").hidden = false;
      part("room").hidden = true;
      part("leave").hidden = true;
      status("Not connected", "off");
      part("welcome-error").textContent = why === "You left." ? farewell ?? "" : why;
    },
  });
}

function accountButton(account) {
  const button = make("button", "");
  button.setAttribute("type", "button");
  const rank = account.ranks[channel ?? document.body.dataset["channel"] ?? ""] ?? account.globalRank;
  button.append(
    make("strong", account.name),
    make("span", RANKS[rank] ?? `rank ${rank}`, "rank"),
    make("span", `password: ${account.password}`, "password"),
  );
  button.addEventListener("click", () => enter({ name: account.name, pw: account.password }));
  const entry = document.createElement("li");
  entry.append(button);
  return entry;
}

async function begin() {
  const answer = await fetch("/sandbox/setup.json");
  const setup = await answer.json();
  document.body.dataset["channel"] = setup.channels[0] ?? "sandbox";
  part("accounts").replaceChildren(...setup.accounts.map(accountButton));
  field("guest-name").value = `guest${Math.floor(Math.random() * 900) + 100}`;
}

part("guest").addEventListener("submit", (event) => {
  event.preventDefault();
  enter({ name: field("guest-name").value });
});
part("say").addEventListener("submit", (event) => {
  event.preventDefault();
  const msg = field("line").value;
  if (msg.trim() === "") return;
  field("line").value = "";
  if (room.to === undefined) wire?.send("chatMsg", { msg, meta: {} });
  else wire?.send("pm", { to: room.to, msg, meta: {} });
});
part("line").addEventListener("keydown", (event) => {
  if (event.key === "Escape" && room.to !== undefined) writeTo(undefined);
});
part("queue").addEventListener("submit", (event) => {
  event.preventDefault();
  wire?.send("queue", { type: "yt", id: field("queue-id").value.trim(), pos: "end", temp: true });
  field("queue-id").value = "";
});
part("leave").addEventListener("click", () => giveUp("You left the room."));

begin().catch(() => {
  part("welcome-error").textContent =
    "The sandbox does not answer. Is it still running? Then reload this page.";
});
