/** A million hostile texts through every path that repeats what users write, in rooms that begin anew. */
import { writeHostileLines } from "./fuzzed_room.ts";

const ROOMS = 50;
const LINES_IN_A_ROOM = 20_000;

Deno.test("texts: of a million hostile lines at every command none becomes a command of the server", async () => {
  for (let room = 0; room < ROOMS; room += 1) await writeHostileLines(LINES_IN_A_ROOM, 1_000 + room);
});
