/**
 * Everything that can stop Rosey, and how it is told to people and to supervisors.
 *
 * @module
 */

/**
 * Every way the program can end. The single source of the table in `docs/EXIT_CODES.md`;
 * supervisors read the numbers, so a number never changes its meaning.
 */
export const EXIT_CODES = {
  done: { code: 0, meaning: "Done, or stopped as asked (Ctrl+C, SIGTERM)." },
  bug: { code: 1, meaning: "A bug in Rosey. The only case that prints a stack trace." },
  usage: { code: 2, meaning: "The command line, the configuration or the environment is wrong." },
  notFound: {
    code: 3,
    meaning: "What a command named is not there: a line, a key, a person, a running Rosey.",
  },
  notSaid: { code: 4, meaning: "A line that a command waited for was not said, or may not have been." },
  notYet: { code: 5, meaning: "A line that a command waited for still waits itself." },
  migrationsPending: { code: 10, meaning: "The database is behind this program: run `rosey migrate up`." },
  drift: { code: 11, meaning: "The database differs from what its migrations made." },
  databaseNewer: { code: 12, meaning: "The database was made by a newer Rosey." },
  databaseLocked: { code: 13, meaning: "Another process holds the database." },
  databaseUnavailable: { code: 14, meaning: "The database cannot be reached or opened." },
  databaseRefused: { code: 15, meaning: "The database is damaged, or belongs to something else." },
  kicked: { code: 20, meaning: "Kicked from the channel three times within 30 minutes." },
  banned: { code: 21, meaning: "Banned from the channel or the server." },
  loginRefused: { code: 22, meaning: "The server refused the user name or password." },
  channelPassword: { code: 23, meaning: "The channel password is missing or wrong." },
  duplicateLogin: { code: 24, meaning: "Somebody else logs in with Rosey's name." },
  channelNotRegistered: {
    code: 25,
    meaning: "The channel is not registered, and `--require-registered` is set.",
  },
  serverUnreachable: { code: 26, meaning: "The server could not be reached, and `--fail-fast` is set." },
  portInUse: { code: 27, meaning: "A port that Rosey should listen on is taken." },
  interrupted: { code: 130, meaning: "A second Ctrl+C ended Rosey at once." },
} as const satisfies Record<string, { code: number; meaning: string }>;

/** The name of one way to end: a key of {@link EXIT_CODES}. */
export type ExitReason = keyof typeof EXIT_CODES;

/** What {@link RoseyError} needs beside its message. */
export interface RoseyErrorOptions {
  /** Stable identifier for programs and tests, such as `config.unknown_key`. */
  readonly code: string;
  /** What to do now, as one sentence for a person. */
  readonly hint?: string;
  /** How the program ends if nobody handles this error. */
  readonly exit: ExitReason;
  /** The error underneath. */
  readonly cause?: unknown;
}

/**
 * A refusal or a fault that was foreseen: it has a text for people, a hint, and an exit code. Anything thrown
 * that is not a `RoseyError` is a bug, and is the only thing that is shown with a stack trace.
 *
 * The message says what could not be done, to what, and because of which value.
 */
export class RoseyError extends Error {
  override readonly name: string = "RoseyError";
  readonly code: string;
  readonly hint: string | undefined;
  readonly exit: ExitReason;

  constructor(message: string, options: RoseyErrorOptions) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = options.code;
    this.hint = options.hint;
    this.exit = options.exit;
  }
}

/** The text of anything thrown, for a log line: never a stack, never `[object Object]`. */
export function errorText(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
