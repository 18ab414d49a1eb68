/**
 * A subject that is answered over NATS, as whoever owns the data declares it.
 *
 * @module
 */

import type { z } from "zod";
import { RoseyError } from "../domain/errors.ts";
import type { ServiceErrorCode } from "./service_errors.ts";

/** Who may ask: `open` is everybody who may publish the subject on the NATS server; `admin` needs a token of that scope. */
export type ServicePolicy = "open" | "admin";

/** A service. Declare it with {@link defineService}, which ties the types together. */
export interface Service {
  /** `rosey.db.query.user_stats`; may hold `*` for one word, which the handler is told. */
  readonly subject: string;
  /** What it is for, as one sentence. */
  readonly summary: string;
  readonly policy: ServicePolicy;
  readonly request: z.ZodType;
  /** The shape of a good answer. Whoever only tells does not wait for it. */
  readonly answer: z.ZodType;
  /** The codes that it answers with beside those that any service may: see `service_errors.ts`. */
  readonly errors: readonly ServiceErrorCode[];
  /** Reads what came in (throws a ZodError naming what is wrong), and answers. */
  handle(raw: unknown, context: ServiceContext): Promise<unknown>;
}

/** What a service knows of a request beside its payload. */
export interface ServiceContext {
  /** The subject it came by. */
  readonly subject: string;
  /** Aborts when it takes too long or Rosey stops. */
  readonly signal: AbortSignal;
}

/** A service as its author writes it. */
export interface ServiceDeclaration<Request extends z.ZodType, Answer extends z.ZodType>
  extends Omit<Service, "request" | "answer" | "errors" | "handle"> {
  readonly request: Request;
  readonly answer: Answer;
  readonly errors?: Service["errors"];
  handle(request: z.output<Request>, context: ServiceContext): Promise<z.input<Answer>> | z.input<Answer>;
}

/** Declares a service: what its handler is given has the type of the schema, and so has what it answers. */
export function defineService<Request extends z.ZodType, Answer extends z.ZodType>(
  declaration: ServiceDeclaration<Request, Answer>,
): Service {
  return {
    ...declaration,
    errors: declaration.errors ?? [],
    handle: async (raw, context) => await declaration.handle(declaration.request.parse(raw), context),
  };
}

/** What a service throws to answer `{success: false, error: {code, message}}`. */
export class ServiceRefusal extends RoseyError {
  override readonly name = "ServiceRefusal";

  constructor(readonly serviceCode: ServiceErrorCode, message: string) {
    super(message, { code: `service.${serviceCode.toLowerCase()}`, exit: "usage" });
  }
}
