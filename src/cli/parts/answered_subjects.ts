/**
 * Everything that this program answers over NATS, behind its policies: the same in the bot's process and beside it.
 *
 * @module
 */

import { allServices, type AllServicesParts } from "./all_services.ts";
import { type ServiceEndpoint, serviceEndpoints, type ServiceGuard } from "./service_endpoints.ts";
import { identifyToken } from "./web_part.ts";

/** What the subjects are answered from. */
export type AnsweredSubjectsParts = AllServicesParts & Pick<ServiceGuard, "isOn">;

/** Makes the endpoints. */
export function answeredSubjects(parts: AnsweredSubjectsParts): ServiceEndpoint[] {
  return serviceEndpoints(allServices(parts), {
    isOn: (plugin) => parts.isOn(plugin),
    identify: identifyToken(parts),
  });
}
