/**
 * What was said and counted in each hour, from what is kept of the lines and the samples.
 *
 * @module
 */

import type { Migration } from "../../../db/plugin_storage/mod.ts";

const fill = `INSERT INTO history_hours
    (hour_start, lines, samples, chat_users, chat_users_max, connected, connected_max)
  SELECT hour_start, sum(lines), sum(samples), sum(chat_users), max(chat_users_max), sum(connected), max(connected_max)
  FROM (
    SELECT timestamp - timestamp % 3600 AS hour_start, count(*) AS lines,
      0 AS samples, 0 AS chat_users, 0 AS chat_users_max, 0 AS connected, 0 AS connected_max
    FROM recent_chat WHERE shadow = 0 GROUP BY timestamp - timestamp % 3600
    UNION ALL
    SELECT timestamp - timestamp % 3600, 0,
      count(*), sum(chat_users), max(chat_users), sum(connected_users), max(connected_users)
    FROM user_count_history GROUP BY timestamp - timestamp % 3600
  ) AS parts
  GROUP BY hour_start`;

const down = ["DROP TABLE history_hours"];

/** The line of a plugin also runs alone, where nothing is remembered: then nothing is to be counted. */
const FIND_CHAT = {
  sqlite: "SELECT name FROM sqlite_master WHERE name = 'recent_chat'",
  postgres: "SELECT relname AS name FROM pg_class WHERE oid = to_regclass('recent_chat')",
} as const;

export default {
  id: "20261128200000",
  name: "hours",
  up: {
    sqlite: [
      `CREATE TABLE history_hours (
        hour_start INTEGER PRIMARY KEY,
        lines INTEGER NOT NULL,
        samples INTEGER NOT NULL,
        chat_users INTEGER NOT NULL,
        chat_users_max INTEGER NOT NULL,
        connected INTEGER NOT NULL,
        connected_max INTEGER NOT NULL
      )`,
    ],
    postgres: [
      `CREATE TABLE history_hours (
        hour_start bigint PRIMARY KEY,
        lines bigint NOT NULL,
        samples bigint NOT NULL,
        chat_users bigint NOT NULL,
        chat_users_max bigint NOT NULL,
        connected bigint NOT NULL,
        connected_max bigint NOT NULL
      )`,
    ],
  },
  down: { sqlite: down, postgres: down },
  code: {
    up: {
      name: "count the lines and samples of each hour, first version",
      input: "SELECT count(*) AS rows FROM recent_chat",
      async run({ dialect, session }) {
        const found = await session.read({ sql: FIND_CHAT[dialect], parameters: [] });
        if (found.length > 0) await session.execute(fill);
      },
    },
    down: {
      name: "nothing to be done before the hours go",
      input: "SELECT count(*) AS rows FROM history_hours",
      run: () => Promise.resolve(),
    },
  },
  verify: [{
    promise: "every line that is kept is counted in its hour",
    broken: `SELECT hour_start FROM
      (SELECT timestamp - timestamp % 3600 AS hour_start, count(*) AS lines FROM recent_chat
        WHERE shadow = 0 GROUP BY timestamp - timestamp % 3600) AS kept
      WHERE lines > coalesce(
        (SELECT counted.lines FROM history_hours AS counted WHERE counted.hour_start = kept.hour_start), 0)`,
  }],
} satisfies Migration;
