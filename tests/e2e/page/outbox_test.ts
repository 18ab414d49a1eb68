/** The outbox on the page: what waits for somebody, what is private, and what one has unfolded. */
import assert from "node:assert/strict";
import { startChromium } from "../../services/chromium.ts";
import { FakeRosey } from "./fake_rosey.ts";
import { PageUnderTest } from "./page_under_test.ts";
import { outbox } from "./sample_room.ts";

const ADMIN = { name: "fake_token", value: "admin-token" };

Deno.test("page: the outbox shows what there is to decide, and as much as its reader may know", async (test) => {
  await using rosey = FakeRosey.start();
  await using chromium = await startChromium();
  await using under = await PageUnderTest.open(chromium.browser, rosey.url, { cookie: ADMIN });
  const { page } = under;
  const step = (name: string, work: () => Promise<void>) =>
    test.step(name, async () => {
      rosey.forget();
      await work();
      under.assertClean();
    });

  await step("what waits for a decision in the outbox is decided", async () => {
    await under.show("outbox");
    await page.getByRole("button", { name: "to be decided 1" }).click();
    await page.getByRole("row", { name: "Your quote" }).waitFor({ state: "detached" });
    assert.equal(await page.getByRole("row").count(), 2);
    rosey.answer("/outbox", { ...outbox({}), entries: [], next: null });
    await page.getByRole("button", { name: "Say again number 4208" }).click();
    await under.reads("Nothing is in this state.");
    assert.deepEqual(rosey.changes.map(({ method, path }) => `${method} ${path}`), [
      "POST /outbox/4208/retry",
    ]);
  });

  await step("of what is private in the outbox it is told that there is something", async () => {
    const [entry] = outbox({}).entries;
    const hidden = { ...entry, kind: "pm", text: "", to: null, detail: null, hidden: true };
    rosey.answer("/outbox", { ...outbox({}), entries: [hidden] });
    await under.show("now");
    await under.show("outbox");
    await under.reads("(for administrators)");
    await under.reads("in private");
  });

  await step("the outbox shows as much as it did when something in it changes", async () => {
    const all = Array.from({ length: 260 }, (_, index) => ({
      ...outbox({}).entries[1],
      id: 1_000 - index,
      text: `line ${index + 1}`,
    }));
    let change = "";
    rosey.answerBy("/outbox", ({ limit, before = "0" }) => {
      const end = Number(before) + Number(limit);
      const entries = all.slice(Number(before), end).map((one) => ({ ...one, detail: change || null }));
      return { entries, counts: outbox({}).counts, next: end < all.length ? String(end) : null };
    });
    await under.show("now");
    await under.show("outbox");
    const rows = page.getByRole("row");
    assert.equal(await rows.count(), 51);
    const older = page.getByRole("button", { name: "Older" });
    for (const shown of [100, 150, 200, 250]) {
      await older.click();
      await under.reads(`line ${shown}`);
    }
    change = "it changed";
    rosey.emit("outbox.changed", { outboxId: 1_000, state: "sent" });
    await under.reads("it changed");
    assert.equal(await rows.count(), 251);
    await older.click();
    await under.reads("line 260");
    await older.waitFor({ state: "hidden" });
  });
});
