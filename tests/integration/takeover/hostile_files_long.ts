import { assertNothingIsLost } from "./assert_nothing_lost.ts";

Deno.test("takeover: a thousand files of v0.5.0's shape go up without a loss and come down as they were", () =>
  assertNothingIsLost(1_000));
