import assert from "node:assert/strict";
import { preparedPassword } from "../../../db/drivers/saslprep.ts";
import { Secret } from "../../../src/domain/secret.ts";

/** The first five are the examples of RFC 4013, section 3; `undefined` is for those that stay as they are. */
const PREPARED: readonly (readonly [given: string, prepared: string | undefined])[] = [
  ["I\u00adX", "IX"],
  ["user", undefined],
  ["USER", undefined],
  ["\u00aa", "a"],
  ["\u2168", "IX"],
  ["u\u0308ber", "\u00fcber"],
  ["\u00fcber", undefined],
  ["no\u00a0break", "no break"],
  ["@:/?#[]%& \u00fc", undefined],
];

Deno.test("saslprep: a password that the server keeps in another spelling has one", () => {
  for (const [given, prepared] of PREPARED) {
    assert.equal(preparedPassword(new Secret(given))?.reveal(), prepared);
  }
  assert.equal(preparedPassword(undefined), undefined);
});
