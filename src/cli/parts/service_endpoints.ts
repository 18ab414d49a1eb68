/**
 * What plugins and the core answer over NATS, as the desk of requests takes it: with a name, behind its policy, and only
 * while its plugin is on.
 *
 * @module
 */

import { z } from "zod";
import type { TokenScope } from "../../domain/api_token.ts";
import type { Service, ServiceContext } from "../../plugin/bus_service.ts";
import { ServiceRefusal } from "../../plugin/bus_service.ts";

/** A service, and whose it is; `undefined`: the core's, which is always on. */
export interface OwnedService {
  readonly plugin: string | undefined;
  readonly service: Service;
}

/** What is known of a token that a request carries. */
type Carried =
  | { readonly kind: "good"; readonly preview: string; readonly scopes: ReadonlySet<TokenScope> }
  | { readonly kind: "unknown" | "expired" | "revoked" };

/** What the services stand behind. */
export interface ServiceGuard {
  /** Whether a plugin is switched on now. */
  isOn(plugin: string): boolean;
  /** Whose token this is; a use that counts is noted by whoever serves this. */
  identify(token: string): Promise<Carried>;
}

/** A subject that is answered. */
export interface ServiceEndpoint {
  /** Letters, digits, `-` and `_`: what the service is called in discovery. */
  readonly name: string;
  readonly subject: string;
  readonly summary: string;
  handle(raw: unknown, context: ServiceContext): Promise<unknown>;
}

/** See the module. Throws when two services have one subject. */
export function serviceEndpoints(owned: readonly OwnedService[], guard: ServiceGuard): ServiceEndpoint[] {
  const subjects = owned.map(({ service }) => service.subject);
  const twice = subjects.find((subject, index) => subjects.indexOf(subject) !== index);
  if (twice !== undefined) throw new Error(`two services answer "${twice}"`);
  return owned.map(({ plugin, service }) => ({
    name: endpointName(service.subject),
    subject: service.subject,
    summary: service.summary,
    async handle(raw, context) {
      if (plugin !== undefined && !guard.isOn(plugin)) {
        throw new ServiceRefusal("PLUGIN_OFF", `the plugin "${plugin}" is switched off`);
      }
      if (service.policy === "admin") await requireAdmin(raw, guard);
      return await service.handle(raw, context);
    },
  }));
}

/** `rosey.db.kv.*.set` is `db-kv-program-set`. */
function endpointName(subject: string): string {
  return subject.split(".").slice(1).map((word) => word === "*" ? "program" : word).join("-");
}

const Carrier = z.object({ token: z.string().min(1) });

async function requireAdmin(raw: unknown, guard: ServiceGuard): Promise<void> {
  const carrier = Carrier.safeParse(raw);
  if (!carrier.success) {
    throw new ServiceRefusal("UNAUTHORIZED", "token: this needs a token of the scope admin");
  }
  const identity = await guard.identify(carrier.data.token);
  if (identity.kind !== "good") throw new ServiceRefusal("UNAUTHORIZED", `token: it is ${identity.kind}`);
  if (!identity.scopes.has("admin")) {
    throw new ServiceRefusal("UNAUTHORIZED", `token: ${identity.preview}... is not of the scope admin`);
  }
}
