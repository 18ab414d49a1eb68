/**
 * What can go wrong with a request over NATS. The codes are stable: programs compare them.
 *
 * @module
 */

/** Every code of `{success: false, error: {code, message}}`, with what it means. */
export const SERVICE_ERRORS = {
  INVALID_JSON: "The request is not JSON.",
  MISSING_FIELD: "The request lacks a field; the message names it.",
  VALIDATION_ERROR: "A field of the request does not fit; the message names it.",
  INVALID_SUBJECT: "The subject names no program as programs are named.",
  UNAUTHORIZED: "The request carries no token that is good for this.",
  NOT_FOUND: "What the request names is not there.",
  CONFLICT: "It contradicts what is there already.",
  VALUE_TOO_LARGE: "What is to be kept is larger than it may be.",
  LIMIT_REACHED: "The program keeps as much as it may.",
  ANSWER_TOO_LARGE: "The answer is longer than this NATS takes: ask for less.",
  PLUGIN_OFF: "The plugin that answers this is switched off.",
  BUSY: "Too many requests are in hand: ask again.",
  TIMEOUT: "It took too long; a change may have been made all the same.",
  DATABASE_ERROR: "The memory is away: ask again later.",
  INTERNAL_ERROR: "Something failed inside of Rosey: her log says what.",
} as const satisfies Record<string, string>;

/** One of {@link SERVICE_ERRORS}. */
export type ServiceErrorCode = keyof typeof SERVICE_ERRORS;

/** Those that any service may answer with. */
export const COMMON_ERRORS = [
  "INVALID_JSON",
  "MISSING_FIELD",
  "VALIDATION_ERROR",
  "ANSWER_TOO_LARGE",
  "PLUGIN_OFF",
  "BUSY",
  "TIMEOUT",
  "DATABASE_ERROR",
  "INTERNAL_ERROR",
] as const satisfies readonly ServiceErrorCode[];
