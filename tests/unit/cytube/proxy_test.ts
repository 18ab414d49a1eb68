import assert from "node:assert/strict";
import { discoveryFetch, parseProxy } from "../../../src/cytube/proxy.ts";
import { RoseyError } from "../../../src/domain/errors.ts";

Deno.test("proxy: an address is completed", () => {
  assert.equal(parseProxy("proxy.example:9050"), "socks5h://proxy.example:9050");
  assert.equal(parseProxy("socks5://proxy.example:9050/"), "socks5://proxy.example:9050");
  assert.equal(parseProxy("proxy.example"), "socks5h://proxy.example:1080");
});

Deno.test("proxy: what is not a SOCKS proxy is a configuration error that keeps the password to itself", () => {
  for (const text of ["http://user:hunter2@proxy.example:80", "socks5://", "socks9://x:1", "a b"]) {
    assert.throws(() => parseProxy(text), (thrown) => {
      assert.ok(thrown instanceof RoseyError);
      assert.equal(thrown.code, "config.proxy");
      assert.equal(thrown.exit, "usage");
      assert.ok(!thrown.message.includes("hunter2"));
      return true;
    });
  }
});

Deno.test("proxy: discovery can be asked through one, and lets go of it", () => {
  const through = discoveryFetch("socks5h://127.0.0.1:9");
  through.close();
  discoveryFetch().close();
});
