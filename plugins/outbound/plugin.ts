/**
 * The outbox: everything that Rosey says and does is kept until it is known what became of it.
 *
 * @module
 */

import { z } from "zod";
import type { OutboxRepository } from "../../db/repositories/mod.ts";
import { definePlugin } from "../../src/plugin/mod.ts";
import type { Desk } from "../../src/plugin/mod.ts";
import { BannedLinks } from "./banned_links.ts";
import { DurableOutbox } from "./durable_outbox.ts";
import { outboundRoutes, type OutboxDoor } from "./routes.ts";
import { outboundServices, type OutboundServicesMemory } from "./services.ts";

/** What the plugin keeps things in. */
export interface OutboundMemory extends OutboundServicesMemory, OutboxDoor {
  readonly outbox: OutboxRepository;
}

/** See the top of this file. */
export default definePlugin({
  name: "outbound",
  summary: "Keeps what is to be said and done until it is known what became of it",
  settings: z.strictObject({
    /** Domains that the site bans: a line with a link to one is refused instead of having Rosey thrown out. */
    banned_links: z.array(z.string().min(1)).default([]),
  }),
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
