/**
 * A process that writes to a memory until it is killed: `load_process.ts PATH`. Prints the number of each line of chat
 * as soon as its commit was acknowledged.
 */
import { systemClock } from "../../src/domain/clock.ts";
import { openDatabase } from "../../db/open_database.ts";
import { coreLine } from "../../migrations/mod.ts";

/** Units on their way at once. */
const IN_FLIGHT = 40;

const path = Deno.args[0] ?? "";
const { repositories: { users, chat, watermark }, sink } = await openDatabase({
  target: { kind: "sqlite", path },
  lines: [coreLine],
  clock: systemClock,
  appVersion: "1",
  host: "test",
  migrate: true,
  report: (thrown) => console.error(thrown),
});
const firstLine = await chat.countBefore(Number.MAX_SAFE_INTEGER);
await sink.commit({ id: `join ${firstLine}`, writes: users.joined({ name: "Alice", atMs: 1_000 }) });

let next = firstLine;
const encoder = new TextEncoder();
const lane = async () => {
  for (;;) {
    const number = next++;
    await sink.commit({
      id: `line ${number}`,
      writes: [
        ...users.said({ name: "Alice", atMs: 1_000 }),
        ...chat.addedPlain({ user: "Alice", html: `line ${number}`, atMs: 1_000 }),
        ...watermark.moved(number),
      ],
    });
    Deno.stdout.writeSync(encoder.encode(`${number}\n`));
  }
};
await Promise.all(Array.from({ length: IN_FLIGHT }, lane));
