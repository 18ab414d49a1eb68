/**
 * Keys of an old bot's configuration that Rosey has no use for, and what takes their place.
 *
 * @module
 */

const PACE = "Rosey paces and repeats by the server's own limits (docs/RECONNECT.md)";
const REMEMBERED = "every line is in the database (plugin history)";
const NO_BUS = "everything runs in one process";
const HEALS = "Rosey tries NATS again until it is there (docs/NATS.md)";
const COMPILED_IN = "plugins are compiled in";
const NO_SHELL = "moderators send their commands by private message";
const NO_LLM = "this version talks to no language model";

/** What takes the place of each key, by its path in the file. */
const RETIRED: Readonly<Record<string, string>> = {
  response_timeout: PACE,
  restart_delay: PACE,
  retry: PACE,
  retry_delay: PACE,
  chat_log_file: REMEMBERED,
  media_log_file: "what is played is told in the log at level debug",
  shell: NO_SHELL,
  db: "no old bot ever read it: they used bot_data.db; name the file with database_url",
  llm: NO_LLM,
  "nats.connection_timeout": HEALS,
  "nats.max_reconnect_attempts": HEALS,
  "nats.reconnect_delay": HEALS,
  "database.run_as_service": NO_BUS,
  "platforms[0].type": "cytube is the only platform",
  "platforms[0].name": "cytube is the only platform",
  "platforms[0].enabled": "cytube is the only platform",
  "platforms[0].response_timeout": PACE,
  "platforms[0].restart_delay": PACE,
  "logging.chat_log_file": REMEMBERED,
  "logging.media_log_file": "what is played is told in the log at level debug",
  "logging.llm_log_file": NO_LLM,
  "plugins.enabled": COMPILED_IN,
  "plugins.directory": COMPILED_IN,
  "plugins.auto_reload": COMPILED_IN,
};

/** Why the key at this path has no effect any more; `undefined` for any other key. */
export function retiredKey(path: string): string | undefined {
  return Object.hasOwn(RETIRED, path) ? RETIRED[path] : undefined;
}
