/**
 * Rosey, killed again and again while she speaks: the built program, a real server, a real file.
 *
 * @module
 */

import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { visitDatabase, type VisitedDatabase } from "../../db/visit_database.ts";
import { RunningRosey } from "../../src/cli/control/running_rosey.ts";
import { programTables } from "../../src/cli/program_tables.ts";
import { type Random, seededRandom, systemClock } from "../../src/domain/clock.ts";
import { plainText } from "../../src/domain/text.ts";
import { RoomVisitor } from "../e2e/room_visitor.ts";
import { RoseyMachine } from "../e2e/rosey_machine.ts";
import { ACCOUNT_PASSWORD, openSite } from "../e2e/site.ts";

/** Lines that are wanted before each kill. */
const LINES_A_LIFE = 3;

/** A kill comes at most so long after its lines were queued: some have been said by then, and some not. */
const KILL_WITHIN_MS = 250;

/** What others say while nobody is there: the history holds 15 lines, three of Rosey's among them. */
const LINES_AN_OUTAGE = 8;

/** How often a kill came in the middle of a line's way. */
export interface KillFigures {
  readonly lines: number;
  /** Lines that only the room's history showed to have been said. */
  readonly provedByHistory: number;
  /** Lines that were written to the server again, because the history lacked them. */
  readonly saidAgain: number;
}

/** Kills Rosey so often, and checks that everybody heard every line once. */
export async function killSpeaker(kills: number, seed: number): Promise<KillFigures> {
  await using site = await openSite();
  site.sandbox.changeSettings({ connectionLimit: false });
  await using machine = await RoseyMachine.set();
  const random = seededRandom(seed);
  const target = { kind: "sqlite", path: machine.file("room.db") } as const;
  const run = async () => {
    const process = await machine.spawn(
      [
        "run",
        "--domain",
        site.url,
        "--channel",
        "movies",
        "--web-port",
        "0",
        "--database",
        `sqlite:${target.path}`,
      ],
      { ROSEY_USER: "rosey", ROSEY_PASSWORD: ACCOUNT_PASSWORD },
    );
    await process.inRoom();
    return process;
  };
  using alice = await RoomVisitor.join({
    url: site.url,
    channel: "movies",
    name: "alice",
    password: "alice",
  });
  let rosey = await run();
  for (let kill = 1; kill <= kills; kill++) {
    const texts = Array.from({ length: LINES_A_LIFE }, (_, line) => `life ${kill}, line ${line + 1}`);
    await visitDatabase(
      { target, lines: programTables().lines, clock: systemClock, host: "test" },
      async (memory) => {
        await queue(memory, texts);
      },
    );
    const stateFolder = machine.homeFile(".local/state/rosey");
    await (await RunningRosey.find({ stateFolder, database: target, clock: systemClock }))?.wake();
    await someTime(random);
    await rosey.kill();
    for (let line = 0; line < Math.floor(random() * LINES_AN_OUTAGE); line++) {
      await alice.say(`${kill} and ${line}`);
    }
    // Rosey counts her connects, so that a crash loop does not trip the server's limit: this one is on purpose.
    using database = new DatabaseSync(target.path);
    database.exec("DELETE FROM connect_attempts");
    rosey = await run();
  }
  const wanted = Array.from(
    { length: kills * LINES_A_LIFE },
    (_, line) => `life ${Math.floor(line / LINES_A_LIFE) + 1}, line ${line % LINES_A_LIFE + 1}`,
  );
  for (const text of wanted) await alice.heard(({ username, msg }) => username === "rosey" && msg === text);
  rosey.signal("SIGTERM");
  assert.equal(await rosey.ended, 0, rosey.err.text);
  const said = alice.lines.filter(({ username }) => username === "rosey").map(({ msg }) => msg);
  assert.deepEqual(said.toSorted(byLine), wanted, "each line once");
  using database = new DatabaseSync(target.path, { readOnly: true });
  const count = (where: string) =>
    Number(database.prepare(`SELECT count(*) AS n FROM outbound_messages WHERE ${where}`).get()?.["n"]);
  assert.deepEqual([count("state = 'sent'"), count("state <> 'sent'")], [wanted.length, 0]);
  return {
    lines: wanted.length,
    provedByHistory: count("reason = 'replayed'"),
    saidAgain: count("sends > 1"),
  };
}

async function queue(
  { repositories: { outbox }, sink }: VisitedDatabase,
  texts: readonly string[],
): Promise<void> {
  for (const text of texts) {
    const request = {
      group: text,
      outgoing: [{ kind: "chat", text: plainText(text) }],
      lane: "chat",
      class: "message",
      producer: "cli",
      atMs: systemClock.now(),
    } as const;
    await sink.commit({ id: text, writes: outbox.queued(request) });
  }
}

/** Kills are to come at any moment: that is what is tested. */
function someTime(random: Random): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.floor(random() * KILL_WITHIN_MS)));
}

function byLine(left: string, right: string): number {
  return left.localeCompare(right, "en", { numeric: true });
}
