/**
 * Every setting of Rosey: its name in the file, the environment and on the command line, its meaning and its default.
 * The reading of all sources, the error texts, the flags and `docs/CONFIG.md` come from this table.
 *
 * @module
 */

/** Levels of the log, the chattiest first. */
export const LOG_LEVELS = ["debug", "info", "warn", "error"] as const;

/** How log lines look; `auto` is `human` on a terminal and `json` in a pipe. */
export const LOG_FORMATS = ["auto", "human", "json"] as const;

/** What is known of a setting beside its type. */
export interface SettingFacts {
  /** What it is for, as one line for help and reference. */
  readonly summary: string;
  /** What a value must be: completes "must be". */
  readonly expected: string;
  /** How its value looks on the command line; `undefined`: it is a switch. */
  readonly placeholder?: string;
  /** Whether there is a flag for it; passwords have none. */
  readonly flag: boolean;
  /** The variable of the environment. */
  readonly variable?: string;
  readonly default?: string | number | boolean | Readonly<Record<string, unknown>>;
  /** Never shown. */
  readonly secret?: true;
}

const PORT = "a whole number from 0 to 65535 (0 takes any free port)";
const SWITCH = "true or false";

/** The facts of every setting, in the order of the reference. */
export const SETTINGS = {
  channel: {
    summary: "The channel to join",
    expected: "the name of a channel: 1 to 30 letters, digits, - or _",
    placeholder: "NAME",
    flag: true,
    variable: "ROSEY_CHANNEL",
  },
  channel_password: {
    summary: "The password of the channel, if it has one",
    expected: "a text that is not empty",
    flag: false,
    variable: "ROSEY_CHANNEL_PASSWORD",
    secret: true,
  },
  user: {
    summary: "The name to log in with; without one, Rosey watches as an anonymous viewer and cannot speak",
    expected: "a user's name: 1 to 20 letters, digits, - or _",
    placeholder: "NAME",
    flag: true,
    variable: "ROSEY_USER",
  },
  password: {
    summary: "The password of the user; without one, Rosey is a guest",
    expected: "a text that is not empty",
    flag: false,
    variable: "ROSEY_PASSWORD",
    secret: true,
  },
  domain: {
    summary: "The CyTube site",
    expected: "the address of a site, such as https://cytu.be",
    placeholder: "URL",
    flag: true,
    variable: "ROSEY_DOMAIN",
    default: "https://cytu.be",
  },
  proxy: {
    summary: "A SOCKS proxy for the way to the site: `socks5h://HOST:PORT`, or just `HOST:PORT`",
    expected: "the address of a SOCKS proxy, such as socks5h://127.0.0.1:1080",
    flag: false,
    variable: "ROSEY_PROXY",
  },
  database_url: {
    summary: "The database that remembers the room: `sqlite:PATH`, or the path of a SQLite file",
    expected: "the address of a database, such as sqlite:bot_data.db",
    placeholder: "URL",
    flag: true,
    variable: "DATABASE_URL",
    default: "sqlite:bot_data.db",
  },
  database_wait: {
    summary: "How many seconds to wait at the start for a database that is away or locked",
    expected: "a whole number of seconds from 0 to 86400",
    placeholder: "SECONDS",
    flag: true,
    variable: "ROSEY_DATABASE_WAIT",
    default: 30,
  },
  write_queue_units: {
    summary: "How many changes may wait in memory to be stored",
    expected: "a whole number from 100 to 1000000",
    flag: false,
    variable: "ROSEY_WRITE_QUEUE_UNITS",
    default: 30_000,
  },
  write_queue_mb: {
    summary: "What they may weigh, in MiB",
    expected: "a whole number from 1 to 4096",
    flag: false,
    variable: "ROSEY_WRITE_QUEUE_MB",
    default: 64,
  },
  spill_mb: {
    summary: "What the changes may weigh that wait on the disk for a database that is away, in MiB",
    expected: "a whole number from 1 to 65536",
    flag: false,
    variable: "ROSEY_SPILL_MB",
    default: 256,
  },
  migrate: {
    summary: "Bring a database that is behind to this program's version, instead of refusing it",
    expected: SWITCH,
    flag: true,
    variable: "ROSEY_MIGRATE",
    default: false,
  },
  nats_url: {
    summary:
      "Where NATS is, for other programs: `nats://HOST:PORT`, `tls://...`, several with commas; without it there is none",
    expected: "the address of a NATS server, such as nats://localhost:4222",
    placeholder: "URL",
    flag: true,
    variable: "NATS_URL",
  },
  nats_user: {
    summary: "The user to come in with, where NATS asks for a user and a password",
    expected: "a text that is not empty",
    flag: false,
    variable: "NATS_USER",
  },
  nats_password: {
    summary: "The password of that user",
    expected: "a text that is not empty",
    flag: false,
    variable: "NATS_PASSWORD",
    secret: true,
  },
  nats_token: {
    summary: "The token to come in with, where NATS asks for one",
    expected: "a text that is not empty",
    flag: false,
    variable: "NATS_TOKEN",
    secret: true,
  },
  nats_nkey_file: {
    summary: "The file with the seed of an nkey to come in with",
    expected: "the path of a file",
    flag: false,
    variable: "NATS_NKEY_FILE",
  },
  nats_creds_file: {
    summary: "The creds file to come in with: a user's JWT and seed",
    expected: "the path of a file",
    flag: false,
    variable: "NATS_CREDS_FILE",
  },
  nats_ca_file: {
    summary:
      "Who vouches for the NATS server's certificate, where this system does not know them: a PEM file",
    expected: "the path of a file",
    flag: false,
    variable: "NATS_CA_FILE",
  },
  nats_cert_file: {
    summary: "The certificate that Rosey shows to NATS, where it asks for one: a PEM file",
    expected: "the path of a file",
    flag: false,
    variable: "NATS_CERT_FILE",
  },
  nats_key_file: {
    summary: "The private key of that certificate: a PEM file",
    expected: "the path of a file",
    flag: false,
    variable: "NATS_KEY_FILE",
  },
  nats_waiting_max: {
    summary:
      "How many durable events may wait in the database for a NATS that is away; beyond, the oldest are dropped",
    expected: "a whole number from 1000 to 100000000",
    flag: false,
    variable: "ROSEY_NATS_WAITING_MAX",
    default: 500_000,
  },
  web_port: {
    summary: "Where the page, the HTTP API and `/healthz` are served",
    expected: PORT,
    placeholder: "PORT",
    flag: true,
    variable: "ROSEY_WEB_PORT",
    default: 5000,
  },
  web_listen: {
    summary:
      "The address of this machine that they are served at; other machines reach 127.0.0.1 through a proxy alone",
    expected: "an address of this machine, such as 127.0.0.1, or 0.0.0.0 for all of them",
    placeholder: "ADDRESS",
    flag: true,
    variable: "ROSEY_WEB_LISTEN",
    default: "127.0.0.1",
  },
  web_hosts: {
    summary: "Names beside localhost and 127.0.0.1 that browsers reach them by, with commas between",
    expected: "names of hosts with commas between, such as rosey.example.org",
    placeholder: "NAMES",
    flag: true,
    variable: "ROSEY_WEB_HOSTS",
  },
  web_public_statistics: {
    summary: "Show the statistics to everybody who reaches the port, without a token",
    expected: SWITCH,
    flag: true,
    variable: "ROSEY_WEB_PUBLIC_STATISTICS",
    default: false,
  },
  sandbox_port: {
    summary: "Where the sandbox is served, on this machine alone",
    expected: PORT,
    placeholder: "PORT",
    flag: true,
    variable: "ROSEY_SANDBOX_PORT",
    default: 8080,
  },
  prefix: {
    summary: "What commands in the chat start with",
    expected: "1 to 3 signs that are no letters, digits, spaces or /",
    placeholder: "SIGNS",
    flag: true,
    variable: "ROSEY_PREFIX",
    default: "!",
  },
  fail_fast: {
    summary: "End when the room cannot be entered at the first try, instead of trying again",
    expected: SWITCH,
    flag: true,
    variable: "ROSEY_FAIL_FAST",
    default: false,
  },
  require_registered: {
    summary: "End when the channel is not registered, instead of warning",
    expected: SWITCH,
    flag: true,
    variable: "ROSEY_REQUIRE_REGISTERED",
    default: false,
  },
  log_level: {
    summary: "How much is logged",
    expected: `one of ${LOG_LEVELS.join(", ")}`,
    placeholder: "LEVEL",
    flag: true,
    variable: "ROSEY_LOG_LEVEL",
    default: "info",
  },
  log_format: {
    summary: "How log lines look: for people, as JSON, or as fits the place they go to",
    expected: `one of ${LOG_FORMATS.join(", ")}`,
    placeholder: "FORMAT",
    flag: true,
    variable: "ROSEY_LOG_FORMAT",
    default: "auto",
  },
  plugins: {
    summary: "Settings of the plugins, each under its name; what `!plugin set` changed wins over them",
    expected: "an object with an object for each plugin",
    flag: false,
    default: {},
  },
} as const satisfies Record<string, SettingFacts>;

/** The name of a setting, as in the configuration file. */
export type SettingName = keyof typeof SETTINGS;

/** All names of settings, in the order of the reference. */
export const SETTING_NAMES: readonly SettingName[] = Object.keys(SETTINGS).filter(isSettingName);

/** Whether a text is the name of a setting. */
export function isSettingName(name: string): name is SettingName {
  return Object.hasOwn(SETTINGS, name);
}

/** What is known of a setting. */
export function factsOf(name: SettingName): SettingFacts {
  return SETTINGS[name];
}

/** The flag of a setting: `--web-port`; that of the database is `--database`. */
export function flagOf(name: SettingName): string | undefined {
  if (!factsOf(name).flag) return undefined;
  return name === "database_url" ? "--database" : `--${name.replaceAll("_", "-")}`;
}
