/**
 * A door with a web port, as a running Rosey has it, in a folder that is hers.
 *
 * @module
 */

import { join } from "node:path";
import { ControlDoor } from "../../../../src/cli/control/control_door.ts";
import { RunningRosey } from "../../../../src/cli/control/running_rosey.ts";
import { systemClock } from "../../../../src/domain/clock.ts";
import type { DatabaseTarget } from "../../../../src/domain/database_target.ts";
import { RoseyError } from "../../../../src/domain/errors.ts";
import { createLog } from "../../../../src/telemetry/log.ts";
import { createOpeningApp } from "../../../../src/web/app.ts";
import type { WhyAsked, WhyTold } from "../../../../src/web/control.ts";
import { startWebServer } from "../../../../src/web/server.ts";

/** Lets `use` work in an empty folder. */
export async function withFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "rosey-control-" });
  try {
    await use(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** The database that the door in a folder is for. */
export function databaseIn(folder: string): DatabaseTarget & { readonly kind: "sqlite" } {
  return { kind: "sqlite", path: join(folder, "room.db") };
}

function answered({ command, user = "rosey", via, target }: WhyAsked): WhyTold {
  if (command === "help") return { command, user, allowed: true };
  if (command === "kick") {
    const reason = `By ${via}, on ${target ?? "nobody"}: the rank is too low.`;
    return { command, user, allowed: false, check: "rank", reason, fix: "Ask for a higher one." };
  }
  const hint = "Did you mean kick?";
  throw new RoseyError(`There is no command "${command}".`, { code: "command.unknown", exit: "usage", hint });
}

/** A door with a web port, as a running Rosey has it. */
export function doorway(folder: string) {
  const logged: string[] = [];
  let woken = 0;
  const door = new ControlDoor();
  const app = createOpeningApp({
    health: () => {
      throw new Error("nobody asks for it");
    },
    control: () => door.sources,
    hosts: [],
    report: (error) => {
      throw error;
    },
  });
  const server = startWebServer({
    port: 0,
    listen: "127.0.0.1",
    handle: (request, visitor) => app.fetch(request, visitor),
    onError: (error) => {
      throw error;
    },
  });
  const log = createLog({
    level: "debug",
    format: "json",
    colour: false,
    clock: systemClock,
    redact: (text) => text,
    write: (line) => void logged.push(line),
  });
  const open = (stateFolder = folder) =>
    door.open({
      address: server.address,
      stateFolder,
      database: databaseIn(folder),
      channel: "movies",
      log,
      wake: () => void woken++,
      why: answered,
    });
  const find = () =>
    RunningRosey.find({ stateFolder: folder, database: databaseIn(folder), clock: systemClock });
  return { door, server, open, find, logged, wakings: () => woken };
}
