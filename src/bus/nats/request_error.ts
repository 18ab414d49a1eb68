/**
 * What a request over NATS is answered when it fails. The codes are those of v0.5.0's storage services, and a few more.
 *
 * @module
 */

import { z } from "zod";
import { RoseyError } from "../../domain/errors.ts";
import { TimeLimitError } from "../run_limited.ts";

/** What a failure says to whoever asked. */
export interface RequestError {
  readonly code: string;
  readonly message: string;
}

class NotJson extends Error {}

/** What a payload says; an empty one asks for everything that has a default. */
export function readPayload(text: string): unknown {
  if (text === "") return {};
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    throw new NotJson("the request is not JSON");
  }
}

/** What is answered for anything thrown: never more than whoever asks may know. */
export function requestError(error: unknown): RequestError {
  if (error instanceof NotJson) return { code: "INVALID_JSON", message: error.message };
  if (error instanceof z.ZodError) return invalid(error);
  if (error instanceof TimeLimitError) return { code: "TIMEOUT", message: error.message };
  if (error instanceof RoseyError) return refusal(error);
  // The client's words for an answer that is longer than the server takes.
  if (error instanceof Error && error.message.includes("max_payload")) {
    return { code: "ANSWER_TOO_LARGE", message: "the answer is longer than this NATS takes: ask for less" };
  }
  return FAULT;
}

const FAULT: RequestError = {
  code: "INTERNAL_ERROR",
  message: "this failed inside of Rosey: her log says why",
};

function invalid({ issues: [issue] }: z.ZodError): RequestError {
  const place = issue?.path.map(String).join(".") ?? "";
  const missing = issue?.code === "invalid_type" && issue.message.includes("undefined");
  return {
    code: missing ? "MISSING_FIELD" : "VALIDATION_ERROR",
    message: `${place === "" ? "the request" : place}: ${issue?.message ?? "does not fit"}`,
  };
}

function refusal(error: RoseyError): RequestError {
  if ("serviceCode" in error && typeof error.serviceCode === "string") {
    return { code: error.serviceCode, message: error.message };
  }
  if (error.exit === "databaseUnavailable") {
    return { code: "DATABASE_ERROR", message: "the memory is away" };
  }
  if (error.code.startsWith("say.")) return { code: "VALIDATION_ERROR", message: error.message };
  return FAULT;
}
