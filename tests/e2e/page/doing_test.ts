import assert from "node:assert/strict";
import { z } from "zod";
import { startChromium } from "../../services/chromium.ts";
import { FakeRosey } from "./fake_rosey.ts";
import { PageUnderTest } from "./page_under_test.ts";
import { AUDIT, CHAT, HEALTH, NOW, PLUGINS, ROOM, STATS, users } from "./sample_room.ts";

const ADMIN = { name: "fake_token", value: "admin-token" };

/** Columns of the plot, left to right, that have a pixel of the line's colour. Runs in the page. */
const INKED_COLUMNS = `(() => {
  const canvas = document.querySelector(".plot canvas");
  const { data, width, height } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  const columns = [];
  for (let x = 0; x < width; x += 1) {
    for (let y = 0; y < height; y += 1) {
      const at = (y * width + x) * 4;
      if (Math.abs(data[at] - 35) < 4 && Math.abs(data[at + 1] - 102) < 4 && Math.abs(data[at + 2] - 143) < 4) {
        columns.push(x / width);
        break;
      }
    }
  }
  return columns;
})()`;

Deno.test("page: what one does on it is done, and what happens in the room is seen", async (test) => {
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

  await step("a line is said once, and what became of it is told", async () => {
    await under.show("now");
    await page.getByLabel("Say as Rosey").fill("  hello there ");
    await page.keyboard.press("Enter");
    await page.getByText("On its way as number 4212").waitFor();
    const [change] = rosey.changes;
    assert.deepEqual([change?.method, change?.path, change?.body], ["POST", "/say", {
      message: "hello there",
    }]);
    assert.match(change?.key ?? "", /^[\da-f-]{36}$/);
    assert.equal(await page.getByLabel("Say as Rosey").inputValue(), "");
    rosey.emit("outbox.changed", { outboxId: 4_212, state: "sent" });
    await page.getByText("Said.").waitFor();
  });

  await step("what is said and who comes is seen at once, without any markup of theirs", async () => {
    await under.show("chat");
    rosey.emit("chat", {
      user: "mallory",
      text: "<img src=x onerror=alert(1)> https://example.org/a.",
      style: "plain",
    });
    const line = page.getByRole("listitem").filter({ hasText: "<img src=x" });
    await line.waitFor();
    assert.equal(await line.locator("img").count(), 0);
    assert.equal(
      await line.getByRole("link", { name: "https" }).getAttribute("href"),
      "https://example.org/a",
    );
    await under.show("now");
    rosey.answer("/room", {
      ...ROOM,
      users: [...ROOM.users, { name: "latecomer", rank: 1, afk: false, muted: false }],
    });
    rosey.emit("user.joined", { user: { name: "latecomer" } });
    await page.getByRole("region", { name: "People" }).getByText("latecomer").waitFor();
  });

  await step("a stream that breaks comes back, and what it does not know is read anew", async () => {
    await under.show("now");
    await page.getByText("Live", { exact: true }).waitFor();
    rosey.breakStreams();
    await page.getByText("Not live").waitFor();
    await page.getByText("Live", { exact: true }).waitFor();
    rosey.answer("/chat", {
      ...CHAT,
      lines: [{ at: NOW, user: "alice", text: "you missed this", style: "plain" }],
    });
    rosey.emitReset();
    await under.reads("you missed this");
  });

  await step("the chat of long ago is found, in as many requests as that takes", async () => {
    await under.show("chat");
    rosey.answerBy("/chat", ({ before, search, user }) => {
      if (search === undefined) return CHAT;
      assert.deepEqual([search, user], ["butler", "Zoë"]);
      return before === undefined ? { lines: [], next: "further", searchedBackTo: NOW - 86_400 } : {
        lines: [{ at: NOW - 90_000, user: "Zoë", text: "the butler did it", style: "plain" }],
        next: null,
        searchedBackTo: null,
      };
    });
    await page.getByLabel("Said by").fill("Zoë");
    await page.getByLabel("Words").fill("butler");
    await page.getByText("1 found: that is all.").waitFor();
    await under.reads("the butler did it");
    await page.getByLabel("Words").fill("");
    await page.getByLabel("Said by").fill("");
    await page.getByText("here we go").waitFor();
  });

  await step("the plot has a line where there were people, and a hole where Rosey was away", async () => {
    await under.show("statistics");
    const columns = z.array(z.number()).parse(await page.evaluate(INKED_COLUMNS));
    // Rosey was away from 15 to 11 hours ago: there the day has no line.
    const inTheGap = columns.filter((share) => share > 0.41 && share < 0.55);
    assert.deepEqual(inTheGap, []);
    const beside = columns.filter((share) => (share > 0.1 && share < 0.38) || (share > 0.62 && share < 0.95));
    assert.ok(beside.length > 400, `${beside.length} columns`);
    const label = await page.getByRole("img", { name: "People over time" }).getAttribute("aria-label");
    assert.match(label ?? "", /27 Nov 2026, 21:00 to 28 Nov 2026, 21:00\. Peak: 73 connected and 29 in chat/);
    await page.getByText("As a table").click();
    assert.equal(
      await page.getByRole("table", { name: "Most people over time" }).getByRole("row").count(),
      23,
    );
  });

  await step("the span is chosen by buttons, and by dragging over the plot", async () => {
    await under.show("now");
    await under.show("statistics");
    const last = () => rosey.queries.get("/counts")?.at(-1) ?? {};
    const length = () => Number(last()["to"]) - Number(last()["from"]);
    const press = async (name: string) => {
      await page.getByRole("button", { name, exact: true }).click();
      await page.locator("[aria-busy]").waitFor({ state: "detached" });
    };
    assert.equal(length(), 86_400);
    await press("7 d");
    await page.getByRole("img", { name: "21 Nov 2026, 21:00 to 28 Nov 2026" }).waitFor();
    assert.equal(length(), 7 * 86_400);
    await press("Zoom in");
    await page.getByRole("img", { name: "23 Nov 2026, 15:00 to 27 Nov 2026" }).waitFor();
    const box = await page.locator(".plot .u-over").boundingBox();
    assert.ok(box !== null);
    await page.mouse.move(box.x + box.width * 0.25, box.y + 50);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.5, box.y + 60, { steps: 4 });
    await page.mouse.up();
    await page.getByRole("img", { name: /24 Nov 2026, 1[12]:.. to 25 Nov 2026/ }).waitFor();
    const quarter = 3.5 * 86_400 / 4;
    assert.ok(Math.abs(length() - quarter) < quarter / 20, `${length()} s`);
  });

  await step("people are found while one types", async () => {
    await under.show("now");
    await under.show("statistics");
    await page.getByLabel("Name", { exact: true }).fill("vhs");
    await page.getByRole("row", { name: "alice" }).waitFor({ state: "detached" });
    await page.getByRole("link", { name: "vhs_forever" }).click();
    await page.getByRole("heading", { name: "vhs_forever" }).waitFor();
    await under.reads("3 days ago");
  });

  await step("a plugin is switched and set by the keyboard alone", async () => {
    await under.show("plugins");
    const toggle = page.getByRole("switch", { name: "quotes" });
    assert.equal(await toggle.getAttribute("aria-checked"), "true");
    const off = PLUGINS.plugins.map((one) => one.name === "quotes" ? { ...one, enabled: false } : one);
    rosey.answer("/plugins", { plugins: off });
    await toggle.focus();
    await page.keyboard.press("Space");
    await page.locator('[aria-checked="false"][aria-label="quotes"]:focus').waitFor();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.getByLabel("max length").fill("250");
    await page.getByLabel("anybody may add").uncheck();
    await page.getByRole("button", { name: "Save the settings of quotes" }).press("Enter");
    await page.getByRole("button", { name: "Save the settings of quotes" }).waitFor({ state: "hidden" });
    assert.deepEqual(rosey.changes.map(({ method, path, body }) => ({ method, path, body })), [
      { method: "PATCH", path: "/plugins/quotes", body: { enabled: false } },
      {
        method: "PATCH",
        path: "/plugins/quotes",
        body: { settings: { maxLength: 250, anybodyMayAdd: false } },
      },
    ]);
  });

  await step("a setting that is not set can be set, and one that is set can be cleared", async () => {
    await under.show("now");
    await under.show("plugins");
    const history = page.getByRole("region", { name: "history" });
    await history.getByText("Settings").click();
    const hours = history.getByLabel("chat retention hours");
    assert.deepEqual([await hours.inputValue(), await hours.getAttribute("min")], ["", "1"]);
    await history.getByText("1 or more; empty: as configured, or not set").first().waitFor();
    const save = history.getByRole("button", { name: "Save" });
    await save.click();
    await history.getByText("Nothing was changed.").waitFor();
    await hours.fill("150");
    await history.getByLabel("count retention days").fill("");
    await save.click();
    await save.waitFor({ state: "hidden" });
    assert.deepEqual(rosey.changes.map(({ path, body }) => ({ path, body })), [
      { path: "/plugins/history", body: { settings: { chatRetentionHours: 150, countRetentionDays: null } } },
    ]);
  });

  await step("the chat forgets its oldest lines, and that nothing was said", async () => {
    rosey.answer("/chat", { lines: [], next: null, searchedBackTo: null });
    for (const view of ["chat", "now"]) {
      await under.show(view);
      await under.reads("Nothing was said yet.");
      rosey.emit("chat", { user: "alice", text: `the first in ${view}`, style: "plain" });
      await under.reads(`the first in ${view}`);
      assert.equal(await page.getByText("Nothing was said yet.").count(), 0, view);
    }
    for (let line = 1; line <= 95; line += 1) {
      rosey.emit("chat", { user: "alice", text: `line ${line} of many`, style: "plain" });
    }
    await under.reads("line 95 of many");
    assert.equal(await page.getByText("the first in now").count(), 0);
    assert.equal(await page.locator(".lines li").count(), 90);
  });

  await step("a position is as old as it is, and nothing plays for a Rosey who is not there", async () => {
    const playback = { ...ROOM.playback, measuredAtMs: (NOW - 12) * 1000 };
    rosey.answer("/room", { ...ROOM, playback });
    await under.show("playlist");
    await under.show("now");
    await page.getByText(/30:4[67] of 1:42:10/).waitFor();
    rosey.answer("/room", { ...ROOM, playback: { ...playback, paused: true } });
    rosey.emit("media.progressed", {});
    await page.getByText("30:34 of 1:42:10, paused").waitFor();
    rosey.answer("/room", { ...ROOM, playback, inRoom: false });
    rosey.emit("room.lost", {});
    await page.getByRole("region", { name: "Now playing" }).getByText("Rosey is not in the room.").waitFor();
  });

  await step(
    "names that are no person's lead nowhere, and one that nothing is known of has words",
    async () => {
      await under.show("playlist");
      await under.show("now");
      const people = page.getByRole("region", { name: "People" });
      await people.getByText("Rosey", { exact: true }).waitFor();
      assert.equal(await people.getByRole("link", { name: "Rosey" }).count(), 0);
      assert.equal(await people.getByRole("link", { name: "alice" }).count(), 1);
      await under.show("audit");
      await page.getByText("token:backup").waitFor();
      assert.equal(await page.getByRole("link", { name: "token:backup" }).count(), 0);
      await under.show("user/somebody");
      await under.reads("Nothing is counted for somebody");
      await under.reads("here we go");
      // The browser itself notes that there was nothing.
      assert.equal(under.problems.splice(0).length, 1);
    },
  );

  await step("the audit is asked for any kind and any time, and follows what happens", async () => {
    await under.show("now");
    await under.show("audit");
    const kinds = await page.locator("select[name=kind]").locator("option").evaluateAll((options) =>
      options.map((option: { getAttribute(name: string): string | null }) => option.getAttribute("value"))
    );
    const acts = ["kick", "ban", "mute", "unmute", "shadow_mute", "shadow_unmute", "rank", "clear"];
    assert.deepEqual(
      new Set(kinds),
      new Set([
        "",
        "chat_command",
        "pm_command",
        ...acts.map((act) => `moderation_${act}`),
        "api_outbox_retry",
        "api_outbox_drop",
        "api_token_created",
        "api_token_revoked",
      ]),
    );
    await page.getByLabel("From").fill("2026-11-28T20:00");
    await page.getByLabel("Until").fill("2026-11-28T21:00");
    await page.locator("select[name=kind]").selectOption("unmute");
    const { promise: asked, resolve } = Promise.withResolvers<unknown>();
    rosey.answerBy("/audit", (query) => {
      if (query["kind"] !== undefined && query["until"] !== undefined) resolve({ ...query });
      return AUDIT;
    });
    const query = { kind: "moderation_unmute", since: String(NOW - 3_600), until: String(NOW), limit: "50" };
    assert.deepEqual(await asked, query);
    const [entry] = AUDIT.entries;
    rosey.answer("/audit", { ...AUDIT, entries: [{ ...entry, details: "done a moment ago" }] });
    rosey.emit("command.finished", {});
    await under.reads("done a moment ago");
  });

  await step("people are ordered by name as the reader's language does, and by what one sees", async () => {
    const [template] = users({}).users;
    const named = (name: string) => ({ ...template, name });
    rosey.answerBy("/users", ({ cursor, sort }) => {
      if (sort !== "name") return users({});
      return cursor === undefined
        ? { users: ["Carol_X", "Frank", "alice"].map(named), next: "more" }
        : { users: ["bob", "zoe"].map(named), next: null };
    });
    await under.show("statistics");
    await page.getByLabel("Order by").selectOption("name");
    const table = page.getByRole("table", { name: "People", exact: true });
    await table.getByRole("link", { name: "Carol_X" }).waitFor();
    assert.deepEqual(await table.getByRole("link").allInnerTexts(), [
      "alice",
      "bob",
      "Carol_X",
      "Frank",
      "zoe",
    ]);
    await page.setViewportSize({ width: 390, height: 800 });
    await page.getByLabel("Order by").selectOption("time here");
    await table.getByRole("link", { name: "marguerite" }).waitFor();
    assert.equal(await table.getByRole("columnheader", { name: "Time here" }).isVisible(), true);
    await page.getByLabel("Order by").selectOption("lines");
    await table.getByRole("columnheader", { name: "Lines" }).waitFor();
    await under.assertFits("the people");
    await page.setViewportSize({ width: 1280, height: 800 });
  });

  await step("a token is made, shown once, and revoked after a question", async () => {
    rosey.answer("POST /tokens", { token: "rsy_the-whole-of-it", description: "phone", created_at: NOW });
    await under.show("system");
    await page.getByLabel("Name", { exact: true }).fill("phone");
    await page.getByLabel("May").selectOption("read and say");
    await page.getByLabel("Good for days").fill("30");
    await page.getByRole("button", { name: "Make a token" }).click();
    await page.getByText("rsy_the-whole-of-it").waitFor();
    await page.getByRole("button", { name: "Revoke backup script" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Keep it" }).click();
    await page.getByRole("button", { name: "Revoke backup script" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
    await page.getByRole("dialog").waitFor({ state: "detached" });
    assert.deepEqual(rosey.changes.map(({ method, path, body }) => ({ method, path, body })), [
      {
        method: "POST",
        path: "/tokens",
        body: { description: "phone", scopes: ["read", "say"], expires_in_days: 30 },
      },
      { method: "DELETE", path: "/tokens/rsy_90ab", body: undefined },
    ]);
  });
});

Deno.test("page: one finds one's way without a mouse, and with nothing there, and with nothing working", async (test) => {
  await using rosey = FakeRosey.start();
  await using chromium = await startChromium();

  await test.step("the keyboard leads past the navigation, and into each view", async () => {
    await using under = await PageUnderTest.open(chromium.browser, rosey.url, { cookie: ADMIN });
    const { page } = under;
    await under.show("now");
    const focused = () => page.evaluate("document.activeElement.textContent.trim()");
    await page.keyboard.press("Tab");
    assert.equal(await focused(), "Skip to the content");
    // The way home, the way out, and the first view.
    for (let times = 0; times < 4; times += 1) await page.keyboard.press("Tab");
    assert.equal(await focused(), "Statistics");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Statistics" }).waitFor();
    assert.equal(await focused(), "Statistics");
    await under.drawn();
    under.assertClean();
  });

  await test.step("an empty room has words for every emptiness", async () => {
    rosey.answer("/room", { ...ROOM, inRoom: false, users: [], poll: null, voteskip: null });
    rosey.answer("/health", { ...HEALTH, status: "starting", inChannel: false, lastFrameAgeMs: null });
    rosey.answer("/chat", { lines: [], next: null, searchedBackTo: null });
    rosey.answer("/stats", {
      ...STATS,
      high_water_marks: { chat: { count: 0, timestamp: null }, connected: { count: 0, timestamp: null } },
    });
    rosey.answer("/counts", { bucketSeconds: 300, peak: null, data: [] });
    rosey.answer("/activity", { hours: [] });
    rosey.answer("/users", { users: [], next: null });
    rosey.answer("/playlist", { items: [], current: null, total: 0 });
    rosey.answer("/outbox", { entries: [], counts: {}, next: null });
    rosey.answer("/quotes", { quotes: [], next: null });
    rosey.answer("/audit", { ...AUDIT, entries: [] });
    const words = {
      now: ["Rosey is not in the room.", "cannot see who is", "Nothing was said yet."],
      statistics: ["Nothing was counted", "Nobody said anything", "Nobody was seen yet."],
      chat: ["Nothing was said yet."],
      playlist: ["The playlist is empty."],
      outbox: ["Rosey has not said anything yet."],
      quotes: ["No quotes yet."],
      audit: ["Nothing of this kind is written down."],
    };
    await using under = await PageUnderTest.open(chromium.browser, rosey.url, { cookie: ADMIN, width: 360 });
    for (const [view, texts] of Object.entries(words)) {
      await under.show(view);
      for (const text of texts) await under.reads(text);
      assert.deepEqual(await under.barriers(), [], view);
    }
    await under.page.getByText("Not in the room", { exact: true }).waitFor();
    under.assertClean();
  });

  await test.step("what is being read says so, and what is refused says why and can be tried again", async () => {
    rosey.forget();
    const { promise, resolve } = Promise.withResolvers<unknown>();
    rosey.answerBy("/quotes", () => promise);
    await using under = await PageUnderTest.open(chromium.browser, rosey.url, { cookie: ADMIN });
    const { page } = under;
    await page.goto(`${rosey.url}/#/quotes`);
    await page.getByRole("status").getByText("Loading").waitFor();
    rosey.refuse("/quotes", 503, 'the plugin "quotes" is switched off: !plugin on quotes');
    resolve(new Response('{"detail": "the memory is away"}', { status: 503 }));
    await page.getByText("the memory is away").waitFor();
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByText("is switched off").waitFor();
    assert.deepEqual(await under.barriers(), []);
    rosey.forget();
    await page.getByRole("button", { name: "Try again" }).click();
    await under.reads("I test the seats");
    // The browser notes every refusal; there is nothing else.
    assert.equal(under.problems.length, 2);
    await under.show("nowhere");
    await page.getByText('There is no view of the name "nowhere".').waitFor();
    await under.show("user/%E0%A4%A");
    await page.getByText("Nothing is counted for %E0%A4%A").waitFor();
  });

  await test.step("numbers and times are as the reader writes them", async () => {
    rosey.forget();
    const texts = {
      "de-DE": ["1.204", "28.10.2026", "21:00"],
      "en-US": ["1,204", "Oct 28, 2026", "10:00 PM"],
    };
    for (const [locale, expected] of Object.entries(texts)) {
      await using under = await PageUnderTest.open(chromium.browser, rosey.url, { cookie: ADMIN, locale });
      await under.show("statistics");
      for (const text of expected) await under.reads(text);
      under.assertClean();
    }
  });

  await test.step("the API is described to people as it is to programs", async () => {
    await using under = await PageUnderTest.open(chromium.browser, rosey.url, { width: 360, scheme: "dark" });
    const { page } = under;
    await page.goto(`${rosey.url}/api/docs`);
    await page.getByText("/api/v1/events", { exact: true }).click();
    await page.getByRole("cell", { name: "kinds" }).waitFor();
    await under.assertFits("the description");
    assert.deepEqual(await under.barriers(), []);
    under.assertClean();
  });
});
