/**
 * The memory for other programs, without a room: requests over NATS are answered, beside the bot or while she is away.
 *
 * @module
 */

import { readInfo } from "../../../db/transfer/info.ts";
import { plugins } from "../../../plugins/mod.ts";
import { configError } from "../../config/config_error.ts";
import { RoseyError } from "../../domain/errors.ts";
import { programTables } from "../program_tables.ts";
import { checkPlugins } from "../room/check_plugins.ts";
import { aborted } from "../until_stopped.ts";
import { version } from "../version.ts";
import { answeredSubjects } from "./answered_subjects.ts";
import { NatsPart } from "./nats_part.ts";
import { type PartOptions, visitWhenThere } from "./part.ts";
import { StoredSwitches } from "./stored_switches.ts";

/** What the part is run with. */
export interface DatabasePartOptions extends PartOptions {
  /** Hears how many subjects are answered, as soon as they are. */
  readonly onServing: (subjects: number) => void;
}

/**
 * Answers until `signal` aborts. Nothing is made and nothing is migrated.
 *
 * @throws {RoseyError} `config.no_nats`, `database.no_room`, and as a visit to the database does.
 */
export async function runDatabase(options: DatabasePartOptions): Promise<void> {
  const { config, clock, log, signal } = options;
  checkPlugins(config, plugins.map(({ name }) => name));
  const { nats: target } = config;
  if (target === undefined) {
    throw configError(
      "no_nats",
      "there is nobody to answer: no NATS is configured",
      "Name it with --nats-url, NATS_URL or nats.url in the file.",
    );
  }
  await using parts = new AsyncDisposableStack();
  const opened = await visitWhenThere(options);
  if (opened === undefined) return;
  const { driver, repositories, sink } = parts.adopt(opened, (open) => open.close());
  const room = await repositories.binding.get();
  if (room === undefined) throw noRoom(driver.location);
  const { channel } = room;
  const switches = parts.adopt(
    await StoredSwitches.open({ repositories, clock, log }),
    (stored) => stored.close(),
  );
  const serving = new AbortController();
  const waitingMax = config.settings.nats_waiting_max;
  const bus = parts.adopt(
    new NatsPart({ target, channel, waitingMax, repositories, sink, clock, log }),
    (part) => part.stop(),
  );
  parts.defer(() => serving.abort(new Error("Rosey stops")));
  const subjects = answeredSubjects({
    repositories,
    sink,
    database: driver,
    clock,
    log,
    room: undefined,
    signal: serving.signal,
    // The bot looks by herself for what others queued.
    wake: () => {},
    isOn: (plugin) => switches.isOn(plugin),
    settings: config.settings.plugins,
    info: () => readInfo(driver, config.database, programTables().lines),
  });
  bus.serve(subjects);
  log.info("requests over NATS are answered", { subjects: subjects.length, channel, version });
  options.onServing(subjects.length);
  await aborted(signal);
  log.info("stopping");
}

function noRoom(location: string): RoseyError {
  return new RoseyError(`the database ${location} is the memory of no room yet`, {
    code: "database.no_room",
    hint: "Start rosey run once: it makes the database and binds it to its channel.",
    exit: "databaseRefused",
  });
}
