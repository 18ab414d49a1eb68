/**
 * Everything that is answered over NATS: what the core answers, and what each plugin does.
 *
 * @module
 */

import type { Repositories } from "../../../db/repositories/mod.ts";
import { plugins } from "../../../plugins/mod.ts";
import { coreServices, type CoreServicesParts } from "./core_services.ts";
import { deskOf, type DeskParts } from "./desk.ts";
import type { OwnedService } from "./service_endpoints.ts";

/** What the services are made of. */
export interface AllServicesParts extends DeskParts, Pick<CoreServicesParts, "info"> {
  readonly repositories: Repositories;
}

/** Makes them. Rejects nobody's settings: they were checked when the plugins started. */
export function allServices(parts: AllServicesParts): OwnedService[] {
  return [
    ...coreServices(parts).map((service) => ({ plugin: undefined, service })),
    ...plugins.flatMap((plugin) => {
      const desk = deskOf(plugin.name, parts);
      const settings = parts.settings[plugin.name];
      return plugin.services({ settings, memory: parts.repositories, desk })
        .map((service) => ({ plugin: plugin.name, service }));
    }),
  ];
}
