/**
 * A process that records lines of chat and publishes them until it is killed: `bus_process.ts PATH NATS_URL`. Prints the
 * id of each event as soon as it was recorded.
 */
import { systemClock } from "../../src/domain/clock.ts";
import { openDatabase } from "../../db/open_database.ts";
import { coreLine } from "../../migrations/mod.ts";
import { BusRoom } from "../integration/nats/bus_memory.ts";
import { chatEvent } from "../unit/bus/chat_events.ts";

/** Events on their way at once. */
const IN_FLIGHT = 20;

const [path = "", url = ""] = Deno.args;
const { repositories, sink } = await openDatabase({
  target: { kind: "sqlite", path },
  lines: [coreLine],
  clock: systemClock,
  appVersion: "1",
  host: "test",
  migrate: true,
  report: (thrown) => console.error(thrown),
});
const { outside } = new BusRoom({ repositories, sink }, url);
const run = crypto.randomUUID();
const encoder = new TextEncoder();
let seq = 0;
const lane = async () => {
  for (;;) {
    const event = chatEvent({ id: `${run}-${++seq}`, seq, atMs: systemClock.now() }, { text: `line ${seq}` });
    const { user, html, text, style, serverTimeMs, replayed, shadow, atMs, id: eventId } = event;
    const line = { user, html, text, style, serverTimeMs, replayed, shadow, atMs, eventId };
    await sink.commit({ id: eventId, writes: [...repositories.chat.added(line), ...outside.kept(event)] });
    Deno.stdout.writeSync(encoder.encode(`${eventId}\n`));
    outside.passed(event);
  }
};
await Promise.all(Array.from({ length: IN_FLIGHT }, lane));
