/**
 * What each setting may be: the one schema that every source goes through.
 *
 * @module
 */

import { isIP } from "node:net";
import { z } from "zod";
import { isChannelName, isUserName } from "../domain/names.ts";
import { Secret } from "../domain/secret.ts";
import { LOG_FORMATS, LOG_LEVELS, type SettingName } from "./setting_facts.ts";

const secret = z.string().min(1).transform((text) => new Secret(text));
const path = z.string().min(1);
const port = z.int().min(0).max(65_535);

/** Names of hosts and addresses, without ports; IPv6 in brackets. */
const HOST_NAMES = /^(?:[\w.-]+|\[[\da-f:.]+\])(?: *, *(?:[\w.-]+|\[[\da-f:.]+\]))*$/i;

/** Names that Python's logging has for the levels, which old configuration files use. */
const OLD_LEVELS: ReadonlyMap<string, string> = new Map([["warning", "warn"], ["critical", "error"]]);

const shape = {
  domain: z.string().transform((text, context) => {
    const address = siteOrigin(text);
    if (address === undefined) context.addIssue("not a site");
    return address ?? z.NEVER;
  }),
  channel: z.string().refine(isChannelName).optional(),
  channel_password: secret.optional(),
  user: z.string().refine(isUserName).optional(),
  password: secret.optional(),
  /** Its form is read by `parseDatabaseTarget`, which says more than a schema could. */
  database_url: z.string(),
  database_wait: z.int().min(0).max(86_400),
  write_queue_units: z.int().min(100).max(1_000_000),
  write_queue_mb: z.int().min(1).max(4_096),
  spill_mb: z.int().min(1).max(65_536),
  /** Its form is read by the client, which knows what its transports can do. */
  proxy: z.string().min(1).optional(),
  /** Its form is read by `parseNatsUrl`, which says more than a schema could. */
  nats_url: z.string().optional(),
  nats_user: z.string().min(1).optional(),
  nats_password: secret.optional(),
  nats_token: secret.optional(),
  nats_nkey_file: path.optional(),
  nats_creds_file: path.optional(),
  nats_ca_file: path.optional(),
  nats_cert_file: path.optional(),
  nats_key_file: path.optional(),
  nats_waiting_max: z.int().min(1_000).max(100_000_000),
  web_port: port,
  web_listen: z.string().refine((text) => isIP(text) !== 0),
  web_hosts: z.string().regex(HOST_NAMES).transform((text) => text.toLowerCase().split(/ *, */)).optional(),
  web_public_statistics: z.boolean(),
  sandbox_port: port,
  log_level: z.string().toLowerCase().transform((text) => OLD_LEVELS.get(text) ?? text).pipe(
    z.enum(LOG_LEVELS),
  ),
  log_format: z.enum(LOG_FORMATS),
  prefix: z.string().regex(/^[^\s/\p{L}\p{N}]{1,3}$/u),
  migrate: z.boolean(),
  fail_fast: z.boolean(),
  require_registered: z.boolean(),
  plugins: z.record(z.string(), z.unknown()),
} satisfies Record<SettingName, z.ZodType>;

/** The checked settings, by their names in the configuration file. */
export const settingsSchema = z.object(shape);

/** All settings, checked. */
export type Settings = z.infer<typeof settingsSchema>;

/** `https://` is put in front where the scheme is missing; a user name or password in the address is refused. */
function siteOrigin(text: string): string | undefined {
  const withScheme = /^[a-z][\w+.-]*:\/\//i.test(text.trim()) ? text.trim() : `https://${text.trim()}`;
  if (!URL.canParse(withScheme)) return undefined;
  const url = new URL(withScheme);
  const plain = /^https?:$/.test(url.protocol) && url.username === "" && url.password === "" &&
    url.search === "" &&
    url.hash === "" && url.hostname !== "";
  return plain ? `${url.origin}${url.pathname.replace(/\/+$/, "")}` : undefined;
}
