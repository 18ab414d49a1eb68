/**
 * Which room is joined, as whom, and what remembers it: a channel of a site, or the room of our own sandbox.
 *
 * @module
 */

import type { RoomAddress } from "../../../db/repositories/mod.ts";
import type { Config } from "../../config/load_config.ts";
import type { SettingName } from "../../config/setting_facts.ts";
import type { Credentials } from "../../cytube/session.ts";
import type { DatabaseTarget } from "../../domain/database_target.ts";
import { RoseyError } from "../../domain/errors.ts";
import type { NatsTarget } from "../../domain/nats_target.ts";
import { Secret } from "../../domain/secret.ts";

/** Everything that tells one room from another. */
export interface RoomPlan {
  /** The address that is asked for the channel. */
  readonly server: string;
  readonly channel: string;
  readonly channelPassword: Secret | undefined;
  /** Without one, Rosey only watches. */
  readonly user: Credentials | undefined;
  /** Whose memory the database is. */
  readonly owner: RoomAddress;
  readonly database: DatabaseTarget;
  /** Where other programs hear of it; `undefined`: nowhere. */
  readonly nats: NatsTarget | undefined;
  /** Bring the database up to date instead of refusing one that is behind. */
  readonly migrate: boolean;
  /** Whether the server counts connects from one start of this program to the next. */
  readonly remembersConnects: boolean;
}

/**
 * The plan for the configured channel.
 *
 * @throws {RoseyError} `config.no_channel`.
 */
export function sitePlan({ settings, database, nats }: Config): RoomPlan {
  const { channel, domain, user, password, channel_password: channelPassword } = settings;
  if (channel === undefined) {
    throw new RoseyError("there is no channel to join: none is configured", {
      code: "config.no_channel",
      hint:
        "Name it with --channel, ROSEY_CHANNEL or in the file. `rosey start` without one opens a sandbox to try.",
      exit: "usage",
    });
  }
  return {
    server: domain,
    channel,
    channelPassword,
    user: user === undefined ? undefined : { name: user, password },
    owner: { domain, channel },
    database,
    nats,
    migrate: settings.migrate,
    remembersConnects: true,
  };
}

/** Where the sandbox is, and who Rosey is in it. */
export interface SandboxPlace {
  readonly url: string;
  readonly channel: string;
  readonly account: { readonly name: string; readonly password: string };
  /** The file of the sandbox's own memory. */
  readonly databasePath: string;
}

/**
 * The plan for the room of our own sandbox. Only `--database` gives it another memory, and only `--nats-url` a NATS: what
 * the environment and the file name is that of a real room.
 */
export function sandboxPlan({ database, nats, origins }: Config, place: SandboxPlace): RoomPlan {
  const { url, channel, account, databasePath } = place;
  const isFlag = (name: SettingName) => origins.get(name)?.source === "flag";
  return {
    server: url,
    channel,
    channelPassword: undefined,
    user: { name: account.name, password: new Secret(account.password) },
    // Not its address: the sandbox is the same room on whichever port it listens.
    owner: { domain: "sandbox", channel },
    database: isFlag("database_url") ? database : { kind: "sqlite", path: databasePath },
    nats: isFlag("nats_url") ? nats : undefined,
    migrate: true,
    remembersConnects: false,
  };
}
