import assert from "node:assert/strict";
import { didYouMean } from "../../../src/config/did_you_mean.ts";

const KNOWN = ["channel", "channel_password", "user", "domain", "web_port"];

Deno.test("config: a misspelt word finds the known one", () => {
  assert.equal(didYouMean("chanel", KNOWN), "channel");
  assert.equal(didYouMean("CHANNEL", KNOWN), "channel");
  assert.equal(didYouMean("cahnnel", KNOWN), "channel");
  assert.equal(didYouMean("webport", KNOWN), "web_port");
  assert.equal(didYouMean("usr", KNOWN), "user");
});

Deno.test("config: a word that resembles nothing finds nothing", () => {
  assert.equal(didYouMean("volume", KNOWN), undefined);
  assert.equal(didYouMean("", KNOWN), undefined);
  assert.equal(didYouMean("x", ["y"]), undefined);
});

Deno.test("config: the nearest of several is chosen", () => {
  assert.equal(didYouMean("log_leve", ["log_lever", "log_level"]), "log_lever");
  assert.equal(didYouMean("log_levels", ["log_format", "log_level"]), "log_level");
});
