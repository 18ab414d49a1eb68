/**
 * The outbox: everything that Rosey says and does is kept until it is known what became of it.
 *
 * @module
 */

import type { OutboxRepository } from "../../db/repositories/mod.ts";
import { BannedLinks } from "../../src/domain/banned_links.ts";
import { definePlugin } from "../../src/plugin/mod.ts";
import type { Desk } from "../../src/plugin/mod.ts";
import { DurableOutbox } from "./durable_outbox.ts";
import { outboundRoutes, type OutboxDoor } from "./routes.ts";
import { outboundServices, type OutboundServicesMemory } from "./services.ts";
import { outboundSettings } from "./settings.ts";

/** What the plugin keeps things in. */
export interface OutboundMemory extends OutboundServicesMemory, OutboxDoor {
  readonly outbox: OutboxRepository;
}

/** See the top of this file. */
export default definePlugin({
  name: "outbound",
  summary: "Keeps what is to be said and done until it is known what became of it",
  // Without it, what waits would be neither said nor told of.
  essential: true,
  settings: outboundSettings,
  routes: (desk: Desk, memory: OutboundMemory) => outboundRoutes(desk, memory),
  setup(rosey, { outbox: repository }: OutboundMemory) {
    const { settings, room, clock, random, log, signal } = rosey;
    let outbox: DurableOutbox | undefined;
    rosey.provideOutbox((parts) => {
      outbox = new DurableOutbox({
        ...parts,
        repository,
        write: (writes) => rosey.write(writes),
        room,
        links: new BannedLinks(settings.banned_links),
        clock,
        random,
        log,
        signal,
      });
      return outbox;
    });
    // Rows of this process need no looking for; those of other programs have to be found.
    rosey.every("10s", () => outbox?.poll());
    rosey.on("chat", (line) => line.own && !line.replayed ? outbox?.heard(line) : undefined);
    rosey.onStop(async () => {
      await outbox?.stop();
      return [];
    });
  },
  services: outboundServices,
});
