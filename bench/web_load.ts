/**
 * What the HTTP API costs the room: how long Rosey takes to answer `!ping` while nobody asks the API, and while one token
 * asks as often as it may:
 * `deno task bench:web-load [--rounds N] [--pings N] [--lines N] [--per-second N]`.
 *
 * The program runs in a process of its own, with a filled SQLite file, in a sandbox of this process; whoever asks the API
 * is a third process. A ping is timed from when the room hears it to when the room hears the answer. Every round does
 * both, each other round in the opposite order; a round before the first is not counted.
 *
 * @module
 */

import { loadavg } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { seededRandom, systemClock } from "../src/domain/clock.ts";
import { Sandbox } from "../src/sandbox/server.ts";
import { RoomVisitor } from "../tests/e2e/room_visitor.ts";
import { RoseyMachine } from "../tests/e2e/rosey_machine.ts";
import { StreamText } from "../tests/e2e/rosey_process.ts";
import { type Estimate, estimate, ratio } from "./ratio.ts";
import { makeWebFile, reopenWebMemory } from "./web_memory.ts";

/** With it, each of the people is back after more than 10 s. */
const BETWEEN_PINGS_MS = 750;

/** So many ask in turns: who says one thing again and again is taken for a bot, and left alone for a while. */
const PEOPLE = Array.from({ length: 16 }, (_, index) => `person${index}`);

/** What a page asks that is open, and somebody who looks around. */
const PATHS = [
  "/api/v1/stats",
  "/api/v1/counts",
  "/api/v1/users?limit=50",
  "/api/v1/chat?limit=50",
  "/api/v1/chat?search=serendipity",
  "/api/v1/users/user_77",
  "/api/v1/activity",
  "/api/v1/history/24",
];

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

let pinged = 0;

async function median(visitors: readonly RoomVisitor[], pings: number): Promise<number> {
  const taken: number[] = [];
  for (let index = 0; index < pings; index++) {
    const visitor = visitors[pinged++ % visitors.length];
    if (visitor === undefined) break;
    const before = visitor.lines.length;
    await visitor.say("!ping");
    const fromMs = performance.now();
    await visitor.heard(({ username, msg }) => username === "rosey" && msg.includes("pong"), before);
    taken.push(performance.now() - fromMs);
    await pause(BETWEEN_PINGS_MS);
  }
  return estimate(taken).median;
}

interface Asked {
  readonly address: string;
  readonly token: string;
  readonly perSecond: string;
}

/** Runs `work` while the API is asked, and answers what it answers and how the API did. */
async function underLoad(
  { address, token, perSecond }: Asked,
  work: () => Promise<number>,
): Promise<{ readonly ms: number; readonly answers: string }> {
  const asker = fileURLToPath(new URL("web_asker.ts", import.meta.url));
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", asker, address, token, perSecond, ...PATHS],
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const out = new StreamText(child.stdout);
  await out.until(/asking\n/);
  const ms = await work();
  await child.stdin.close();
  await child.status;
  await out.read;
  return { ms, answers: out.text.replace("asking\n", "").trim() };
}

function shown({ median: middle, low, high, confidence }: Estimate, digits: number): string {
  return `${middle.toFixed(digits)} (${low.toFixed(digits)} to ${high.toFixed(digits)}; ${
    (confidence * 100).toFixed(0)
  } of 100 cases)`;
}

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "9" },
    pings: { type: "string", default: "8" },
    lines: { type: "string", default: "1000000" },
    "per-second": { type: "string", default: "20" },
  },
});
const load = () => loadavg().map((value) => value.toFixed(1)).join(", ");
const accounts = ["rosey", ...PEOPLE].map((name) => ({ name, password: `the ${name}` }));
const sandbox = await Sandbox.start({
  clock: systemClock,
  random: seededRandom(1),
  port: 0,
  accounts,
  channels: [{
    name: "movies",
    ranks: Object.fromEntries(accounts.map(({ name }) => [name, 2])),
    open: true,
  }],
});
await using machine = await RoseyMachine.set();
const file = machine.file("room.db");
await makeWebFile(file, { lines: Number(values.lines) });
const memory = await reopenWebMemory(`sqlite:${file}`);
const wanted = { name: "bench", scopes: ["read"], expiresMs: undefined, atMs: systemClock.now() } as const;
const token = (await memory.repositories.tokens.issue(memory.sink, wanted)).reveal();
await memory.close();
const flags = [
  "--domain",
  sandbox.url,
  "--channel",
  "movies",
  "--web-port",
  "0",
  "--database",
  "sqlite:room.db",
];
const rosey = await machine.spawn(["run", ...flags], {
  ROSEY_USER: "rosey",
  ROSEY_PASSWORD: "the rosey",
});
await rosey.inRoom();
const address = await rosey.webAddress();
// From an address each: the server takes only some of one.
const visitors: RoomVisitor[] = [];
for (const name of PEOPLE) {
  visitors.push(
    await RoomVisitor.join({
      url: `${sandbox.url}/?visitor=${name}`,
      channel: "movies",
      name,
      password: `the ${name}`,
    }),
  );
}
const alone: number[] = [];
const loaded: number[] = [];
const before = load();
for (let round = 0; round <= Number(values.rounds); round++) {
  const asked = { address, token, perSecond: values["per-second"] };
  const ping = () => median(visitors, Number(values.pings));
  const first = round % 2 === 0 ? await ping() : undefined;
  const { ms, answers } = await underLoad(asked, ping);
  const quiet = first ?? await ping();
  console.log(`round ${round}: alone ${quiet.toFixed(1)} ms, asked ${ms.toFixed(1)} ms; answers ${answers}`);
  if (round === 0) continue;
  alone.push(quiet);
  loaded.push(ms);
}
console.log(`load ${before} before, ${load()} after`);
console.log(`alone   ${shown(estimate(alone), 1)} ms`);
console.log(`asked   ${shown(estimate(loaded), 1)} ms`);
console.log(`ratio   ${shown(ratio(loaded, alone), 2)}`);
for (const visitor of visitors) visitor[Symbol.dispose]();
await rosey.kill();
await sandbox.stop();
