import assert from "node:assert/strict";
import { startChromium } from "../../services/chromium.ts";
import { FakeRosey } from "./fake_rosey.ts";
import { PageUnderTest } from "./page_under_test.ts";

const ADMIN = { name: "fake_token", value: "admin-token" };

/** A browser has this many lines to one host, for all of its tabs together. */
const LINES = 6;

Deno.test("page: more tabs than a browser has lines are all loaded, and each knows what happened while it was hidden", async () => {
  await using rosey = FakeRosey.start();
  await using chromium = await startChromium();
  await using first = await PageUnderTest.open(chromium.browser, rosey.url, { cookie: ADMIN });
  const tabs = [first];
  while (tabs.length < LINES + 2) {
    await tabs.at(-1)?.setHidden(true);
    tabs.push(await first.beside());
    await tabs.at(-1)?.show("now");
  }
  await first.show("chat");
  await first.setHidden(true);
  const last = tabs.at(-1) ?? first;
  await last.page.getByText("Live", { exact: true }).waitFor();

  await last.setHidden(true);
  await first.setHidden(false);
  await first.page.getByLabel("Said by").focus();
  rosey.emit("chat", { user: "alice", text: "the first is awake", style: "plain" });
  await first.reads("the first is awake");
  await first.page.getByLabel("Say as Rosey").fill("half of a sen");
  await first.setHidden(true);
  await rosey.untilListeners(0);
  rosey.emit("chat", { user: "alice", text: "nobody looks", style: "plain" });

  await first.setHidden(false);
  await first.reads("nobody looks");
  assert.equal(await first.page.getByText("the first is awake").count(), 1);
  assert.equal(await first.page.getByLabel("Say as Rosey").inputValue(), "half of a sen");
  assert.equal(rosey.listeners, 1);

  // It has seen no event yet, so it cannot say where it was: it reads its view anew.
  rosey.answer("/chat", {
    lines: [{ id: 9, at: 0, user: "bob", text: "all of it", style: "plain" }],
    next: null,
  });
  await last.setHidden(false);
  await last.reads("all of it");
  for (const tab of tabs) tab.assertClean();
});
