/** What the events on their way to NATS promise on every database. */
import assert from "node:assert/strict";
import { type MakeDatabase, type Memory, withMemory } from "./memory_under_test.ts";

export function busEventsContract(on: string, make: MakeDatabase): void {
  const test = (promise: string, run: (memory: Memory) => Promise<void>) =>
    Deno.test(`bus events on ${on}: ${promise}`, () => withMemory(make, run));

  const event = (number: number) => ({
    eventId: `event-${number}`,
    subject: "rosey.events.chat",
    payload: JSON.stringify({ number, text: "\0 ☃ 🎬" }),
  });

  test("they wait in the order of the commits, letter for letter", async ({ repositories, sink }) => {
    const { busEvents } = repositories;
    const numbers = Array.from({ length: 250 }, (_, index) => index);
    await Promise.all(
      numbers.map((number) => sink.commit({ id: `unit ${number}`, writes: busEvents.kept(event(number)) })),
    );
    assert.equal(await busEvents.count(), 250);
    const waiting = await busEvents.oldest(1_000);
    assert.deepEqual(waiting.map(({ id: _, ...kept }) => kept), numbers.map(event));
    assert.deepEqual(waiting.map(({ id }) => id), waiting.map(({ id }) => id).toSorted((a, b) => a - b));
    assert.deepEqual(await busEvents.oldest(3), waiting.slice(0, 3));
  });

  test("those are gone that are named, and a number is never given again", async ({ repositories, write }) => {
    const { busEvents } = repositories;
    for (const number of [0, 1, 2, 3]) await write(busEvents.kept(event(number)));
    const [first, second, third, fourth] = (await busEvents.oldest(10)).map(({ id }) => id);
    assert.ok(first !== undefined && second !== undefined && third !== undefined && fourth !== undefined);
    await write(busEvents.left({ fromId: second, toId: third }));
    assert.deepEqual((await busEvents.oldest(10)).map(({ eventId }) => eventId), ["event-0", "event-3"]);
    await write(
      busEvents.left({ fromId: first, toId: first }),
      busEvents.left({ fromId: fourth, toId: fourth }),
    );
    assert.equal(await busEvents.count(), 0);
    await write(busEvents.kept(event(4)));
    const [next] = await busEvents.oldest(1);
    assert.ok(next !== undefined && next.id > fourth);
  });
}
