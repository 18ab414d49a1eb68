/**
 * `rosey migrate wait`.
 *
 * @module
 */

import { pauseMs } from "../../../db/outage/away.ts";
import { type Clock, type Random, sleep, systemClock } from "../../domain/clock.ts";
import { RoseyError } from "../../domain/errors.ts";
import { chanceOf } from "../chance.ts";
import type { RoseyContext } from "../command_context.ts";
import { jsonText, readDatabaseConfig, withDriver } from "../database_access.ts";
import type { MigrateWaitFlags } from "../migrate_command_table.ts";

const DEFAULT_TIMEOUT_S = 60;

/** Returns when the database answers a question; a missing SQLite file is made by whoever uses it first. */
export async function migrateWait(this: RoseyContext, flags: MigrateWaitFlags): Promise<void> {
  const { host } = this;
  const timeoutS = seconds("--timeout", flags.timeout) ?? DEFAULT_TIMEOUT_S;
  const { database: target } = await readDatabaseConfig(host, flags);
  const ask = () =>
    withDriver(target, { mayCreate: false }, async (driver) => {
      await driver.read({ sql: "select 1 as one", parameters: [] });
      return driver.location;
    });
  const { answer, waitedMs } = await untilItAnswers(ask, {
    timeoutMs: timeoutS * 1000,
    clock: systemClock,
    random: chanceOf(systemClock),
  });
  host.out.write(
    flags.json === true
      ? jsonText({ database: answer, waitedMs: Math.round(waitedMs) })
      : `${answer}: can be reached\n`,
  );
}

/** A flag that is a number of seconds. Throws a {@link RoseyError} for anything else. */
export function seconds(flag: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d{1,6}(\.\d+)?$/.test(value)) return Number(value);
  throw new RoseyError(`${flag} is ${JSON.stringify(value)}, but must be a number of seconds`, {
    code: "cli.usage",
    hint: "Give a number such as 30.",
    exit: "usage",
  });
}

/** Asks again until there is an answer. Throws what the last try threw when the time is over. */
export async function untilItAnswers<Answer>(
  ask: () => Promise<Answer>,
  { timeoutMs, clock, random }: {
    readonly timeoutMs: number;
    readonly clock: Clock;
    readonly random: Random;
  },
): Promise<{ readonly answer: Answer; readonly waitedMs: number }> {
  const startMs = clock.monotonic();
  for (let failures = 0;; failures++) {
    try {
      return { answer: await ask(), waitedMs: clock.monotonic() - startMs };
    } catch (thrown) {
      const leftMs = startMs + timeoutMs - clock.monotonic();
      const mayMend = thrown instanceof RoseyError &&
        (thrown.exit === "databaseUnavailable" || thrown.exit === "databaseLocked");
      if (!mayMend || leftMs <= 0) throw thrown;
      await sleep(clock, Math.min(leftMs, pauseMs(failures, random)));
    }
  }
}
