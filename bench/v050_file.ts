/**
 * Makes a file as the old bot would have left it after years: `deno run -A bench/v050_file.ts PATH [LINES]`.
 *
 * @module
 */

import { DatabaseSync } from "node:sqlite";
import { seededRandom } from "../src/domain/clock.ts";
import tablesOfV050 from "../migrations/20251121000000_tables_of_v050.ts";

/** The last second in such a file. */
const NOW = 1_763_841_600;

const WORDS =
  "the a movie what lol this is great &lt;3 &#39;night next skip who :) 映画 привет scene again yes no".split(
    " ",
  );

/** What a file holds for so many lines of chat; about as many as a real one, and some that fit nowhere. */
export function makeV050File(path: string, lines: number): void {
  const file = new DatabaseSync(path);
  const random = seededRandom(1);
  const upTo = (count: number) => Math.floor(random() * count);
  try {
    for (const pragma of ["journal_mode = OFF", "synchronous = OFF"]) file.prepare(`PRAGMA ${pragma}`).all();
    for (const statement of tablesOfV050.up.sqlite) file.exec(statement);
    file.exec("BEGIN");
    const people = Math.max(10, Math.floor(lines / 200));
    const user = file.prepare("INSERT INTO user_stats VALUES (?, ?, ?, ?, ?, ?)");
    for (let index = 0; index < people; index++) {
      user.run(
        index % 997 === 996 ? null : `user_${index}`,
        NOW - upTo(50_000_000),
        NOW - upTo(5_000_000),
        upTo(5_000),
        index % 501 === 500 ? -upTo(500) - 1 : upTo(900_000),
        index % 300 === 0 ? NOW - upTo(4_000) : null,
      );
    }
    const line = file.prepare("INSERT INTO recent_chat (timestamp, username, message) VALUES (?, ?, ?)");
    for (let index = 0; index < lines; index++) {
      const message = Array.from({ length: 3 + upTo(12) }, () => WORDS[upTo(WORDS.length)]).join(" ");
      line.run(
        NOW - lines + index,
        `user_${upTo(people)}`,
        index % 50_000 === 49_999 ? `${message}\0${message}` : message,
      );
    }
    const sample = file.prepare(
      "INSERT INTO user_count_history (timestamp, chat_users, connected_users) VALUES (?, ?, ?)",
    );
    for (let index = 0; index < lines / 5; index++) sample.run(NOW - 300 * index, upTo(60), upTo(90));
    const action = file.prepare(
      "INSERT INTO user_actions (timestamp, username, action_type, details) VALUES (?, ?, ?, ?)",
    );
    for (let index = 0; index < lines / 20; index++) {
      action.run(NOW - index, `user_${upTo(people)}`, "kick", null);
    }
    file.exec("INSERT INTO channel_stats VALUES (1, 60, 1763000000, 90, 1763000000, 1763000000)");
    file.exec("INSERT INTO current_status (id, bot_name, bot_rank) VALUES (1, 'Rosey', 3)");
    file.exec("COMMIT");
  } finally {
    file.close();
  }
}

if (import.meta.main) {
  const [path = "bot_data.db", lines = "1000000"] = Deno.args;
  makeV050File(path, Number(lines));
}
