import { z } from "zod";

/** What an operator may set of the outbox. */
export const outboundSettings = z.strictObject({
  /** Domains that the site bans: a line with a link to one is refused instead of having Rosey thrown out. */
  banned_links: z.array(z.string().min(1)).default([]),
});
