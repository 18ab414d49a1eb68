/**
 * A process that writes lines until it is killed or its standard input ends, whatever becomes of its database:
 * `outage_process.ts DATABASE SPILL LINES_PER_SECOND`. Prints the number of each line as soon as it was acknowledged, and
 * `away` and `back` in between. Prints `recovered N` first.
 */
import { parseDatabaseTarget } from "../../src/config/database_target.ts";
import { systemClock } from "../../src/domain/clock.ts";
import { openDatabase } from "../../db/open_database.ts";
import { coreLine } from "../../migrations/mod.ts";
import { joinUnit, lineUnit } from "./lines.ts";

const [database = "", folder = "", perSecond = "0"] = Deno.args;
const encoder = new TextEncoder();
const tell = (text: string) => void Deno.stdout.writeSync(encoder.encode(`${text}\n`));

const { repositories, sink, spilling, close } = await openDatabase({
  target: parseDatabaseTarget(database),
  lines: [coreLine],
  clock: systemClock,
  appVersion: "1",
  host: "test",
  migrate: true,
  report: (thrown) => console.error(thrown),
  outage: {
    random: Math.random,
    spill: { folder, owner: { domain: "https://cytu.be", channel: "movies" } },
    watch: {
      away: () => tell("away"),
      back: () => tell("back"),
      stuck: (reason) => console.error("stuck", reason),
      refused: (error) => tell(`lost: ${error.message}`),
      damaged: ({ path, lines }) => tell(`lost: ${path}, lines ${lines}`),
    },
  },
});
tell(`recovered ${await spilling?.recover()}`);

let next = await repositories.chat.countBefore(Number.MAX_SAFE_INTEGER);
if (next === 0) await sink.commit(joinUnit(repositories));
const line = async () => {
  const number = next++;
  await sink.commit(lineUnit(repositories, number));
  tell(String(number));
};

const stopped = Promise.withResolvers<void>();
let isStopped = false;
const untilStdinEnds = async () => {
  for await (const _ of Deno.stdin.readable);
  isStopped = true;
  stopped.resolve();
};
void untilStdinEnds();

if (Number(perSecond) > 0) {
  const begun: Promise<void>[] = [];
  const timer = systemClock.every(1000 / Number(perSecond), () => void begun.push(line()));
  await stopped.promise;
  timer.stop();
  await Promise.all(begun);
} else {
  const lane = async () => {
    while (!isStopped) await line();
  };
  await Promise.all(Array.from({ length: 100 }, lane));
}
await close();
