/** What the real v0.5.0 read of its queue and its tokens, read by us of the same file after `migrate up`. */
import assert from "node:assert/strict";
import { z } from "zod";
import type { OpenDatabase } from "../../db/open_database.ts";
import expectedJson from "../fixtures/v050/expected_reads.json" with { type: "json" };
import { SMALL_V050, withFile } from "../unit/db/temporary_file.ts";
import { outboundIds } from "./old_rows.ts";

const messageSchema = z.object({
  id: z.number(),
  timestamp: z.number(),
  message: z.string(),
  retry_count: z.number(),
  last_error: z.string().nullable(),
});
const tokenSchema = z.object({
  description: z.string().nullable(),
  created_at: z.number(),
  last_used: z.number().nullable(),
  revoked: z.number(),
  token_preview: z.string(),
});

const { now, reads } = z.object({
  now: z.number(),
  reads: z.object({
    get_unsent_outbound_messages: z.record(z.string(), z.array(messageSchema)),
    list_api_tokens: z.record(z.string(), z.array(tokenSchema)),
  }),
}).parse(expectedJson);

/** `takeOver` opens a memory that holds what the file at a path holds. */
export function v050QueueReadsContract(on: string, takeOver: (path: string) => Promise<OpenDatabase>): void {
  const test = (promise: string, run: (memory: OpenDatabase) => Promise<void>) =>
    Deno.test(`a v0.5.0 file taken over by ${on}: ${promise}`, () =>
      withFile(async (path) => {
        const memory = await takeOver(path);
        try {
          await run(memory);
        } finally {
          await memory.close();
        }
      }, SMALL_V050));

  test("nothing that was never sent is spoken; it is parked", async ({ repositories: { outbound } }) => {
    assert.deepEqual(await outbound.unsent({ nowMs: now * 1000, maxRetries: 100 }), []);
    const parked = (await outbound.inState("parked", -1)).map(({ id }) => id).sort((a, b) => a - b);
    assert.deepEqual(parked, Object.values(outboundIds).filter((id) => id > 4));
  });

  test("what is released is due when v0.5.0 said so", async ({ repositories: { outbound }, sink }) => {
    const writes = Object.values(outboundIds).flatMap((id) => outbound.released(id));
    await sink.commit({ id: "release", writes });
    for (const [key, expected] of Object.entries(reads.get_unsent_outbound_messages)) {
      const [limit = 0, maxRetries = 0] = key.split(",").map(Number);
      const found = await outbound.unsent({ nowMs: now * 1000, limit, maxRetries });
      assert.deepEqual(
        found.map((line) => ({
          id: line.id,
          timestamp: line.atMs / 1000,
          message: line.message,
          retry_count: line.retries,
          last_error: line.lastError ?? null,
        })),
        // After 70 failures v0.5.0 waited 0 s, since its bits ran out; we wait as after 10.
        expected.filter(({ id }) => id !== outboundIds["exhausted70"]),
        key,
      );
    }
  });

  test("the tokens", async ({ repositories: { tokens } }) => {
    for (const [includeRevoked, expected] of Object.entries(reads.list_api_tokens)) {
      const found = await tokens.list({ includeRevoked: includeRevoked === "True" });
      assert.deepEqual(
        found.map((token) => ({
          description: token.name ?? null,
          created_at: token.createdMs / 1000,
          last_used: token.lastUsedMs === undefined ? null : token.lastUsedMs / 1000,
          revoked: token.revoked ? 1 : 0,
          token_preview: `${token.preview}...`,
        })),
        expected,
      );
    }
  });
}
