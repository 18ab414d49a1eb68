import assert from "node:assert/strict";
import { BannedLinks, linkedDomains } from "../../../src/domain/banned_links.ts";
import { plainText } from "../../../src/domain/text.ts";

Deno.test("banned links: the domains of a text are those of what CyTube takes for links", () => {
  assert.deepEqual(
    linkedDomains("see https://A.example:8080/x?y and ftp://me:pw@b.example#c, not www.c.example"),
    [
      "a.example",
      "b.example",
    ],
  );
  assert.deepEqual(linkedDomains("http://a.example http://a.example/2"), ["a.example"]);
  assert.deepEqual(linkedDomains("no links: here"), []);
});

Deno.test("banned links: a domain and those below it are refused, others are not", () => {
  const links = new BannedLinks(["Bad.example"]);
  for (const text of ["http://bad.example", "https://WWW.BAD.example/x"]) {
    assert.throws(() => links.check(text), { code: "say.banned_link", message: /bad\.example/ });
  }
  links.check("http://notbad.example http://bad.example.com bad.example");
});

Deno.test("banned links: only a single link can be learned from", () => {
  const links = new BannedLinks([]);
  const chat = (text: string) => links.learn({ kind: "chat", text: plainText(text) });
  assert.equal(chat("http://a.example http://b.example"), undefined);
  assert.equal(chat("no link"), undefined);
  assert.equal(links.learn({ kind: "action", action: { kind: "shuffle" } }), undefined);
  links.check("http://a.example");
  assert.equal(chat("http://a.example/x"), "a.example");
  assert.throws(() => links.check("http://a.example/y"), { code: "say.banned_link" });
});
