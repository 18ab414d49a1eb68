import { assertNothingIsLost } from "./assert_nothing_lost.ts";

Deno.test("takeover: any file of v0.5.0's shape goes up without a loss and comes down as it was", () =>
  assertNothingIsLost(25));
