import assert from "node:assert/strict";
import { startChromium } from "../../services/chromium.ts";
import { FakeRosey } from "./fake_rosey.ts";
import { PageUnderTest } from "./page_under_test.ts";

const ADMIN = { name: "fake_token", value: "admin-token" };
const READER = { name: "fake_token", value: "read-token" };

/** Each view with something that is on it, in the sample room. */
const VIEWS = {
  now: [
    "The Long Night (1962), restored",
    "of 1:42:10",
    "popcorn_pete takes a seat",
    "The one with the train",
  ],
  statistics: [
    "most connected",
    "211",
    "28 Oct 2026",
    "Peak: 73 connected and 29 in chat",
    "Busiest: Friday, 22:00",
  ],
  "user/alice": ["4,811", "33 days 20 hrs", "here now", "Last lines"],
  chat: ["Search what was said", "here we go", "Say as Rosey"],
  playlist: ["A Train to Nowhere", "1:02:34", "100 of 130 shown"],
  outbox: ["to be decided 1", "Your quote is number 12.", "the room's filter"],
  quotes: ["I test the seats", "+14"],
  audit: ["needs the permission to kick", "refused", "http_say"],
  plugins: ["Keeps what people said", "!addquote"],
  system: ["148.4 MB", "1,018,442", "my-browser", "all applied"],
} as const;

Deno.test("page: every view shows what it is for, wide and narrow, in light and dark, to everybody", async () => {
  await using rosey = FakeRosey.start();
  await using chromium = await startChromium();
  const barriers: string[] = [];
  for (const width of [1280, 360]) {
    for (const scheme of ["light", "dark"] as const) {
      const reader = { width, scheme, cookie: ADMIN };
      await using under = await PageUnderTest.open(chromium.browser, rosey.url, reader);
      for (const [view, texts] of Object.entries(VIEWS)) {
        const what = `${view}, ${width} wide, ${scheme}`;
        await under.show(view);
        for (const text of texts) await under.reads(text);
        await under.assertFits(what);
        // Contrast is a matter of the scheme, all else of the width: these two are every one of both.
        const isAsked = (width === 1280) === (scheme === "light");
        const found = isAsked ? await under.barriers() : [];
        barriers.push(...found.map((barrier) => `${what}: ${barrier}`));
        await under.keepPicture(`${view.replace("/", "-")}-${width}-${scheme}`);
      }
      under.assertClean();
    }
  }
  assert.deepEqual(barriers, []);
});

Deno.test("page: what everybody gets is under 100 kB, and comes by one policy without exceptions", async () => {
  await using rosey = FakeRosey.start();
  await using chromium = await startChromium();
  await using under = await PageUnderTest.open(chromium.browser, rosey.url, { cookie: ADMIN });
  const session = await under.context.newCDPSession(under.page);
  await session.send("Network.enable");
  const ours = new Set<string>();
  let bytes = 0;
  session.on("Network.responseReceived", ({ requestId, response }) => {
    if (!new URL(response.url).pathname.startsWith("/api/")) ours.add(requestId);
  });
  session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    if (ours.has(requestId)) bytes += encodedDataLength;
  });
  await under.show("statistics");
  assert.ok(bytes > 20_000 && bytes < 100_000, `${bytes} bytes`);
  under.assertClean();
});

Deno.test("page: a token opens it, a wrong one does not, and logging out closes it", async () => {
  await using rosey = FakeRosey.start();
  await using chromium = await startChromium();
  await using under = await PageUnderTest.open(chromium.browser, rosey.url);
  const { page } = under;
  await page.goto(rosey.url);
  await page.getByLabel("Token").waitFor();
  assert.deepEqual(await under.barriers(), []);
  await under.keepPicture("login");
  under.assertClean();

  await page.getByLabel("Token").fill("no-token");
  await page.keyboard.press("Enter");
  await page.getByText("Rosey does not take this token").waitFor();
  // The browser itself notes every refusal.
  assert.equal(under.problems.splice(0).length, 1);

  await page.getByLabel("Token").fill("read-token");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Now", exact: true }).waitFor();
  await under.drawn();
  const links = await page.getByRole("navigation").getByRole("link").allInnerTexts();
  assert.deepEqual(links, ["Now", "Statistics", "Chat", "Playlist", "Outbox", "Quotes", "Plugins"]);
  assert.equal(
    await page.getByLabel("Say as Rosey").count(),
    0,
    "a token that may not say has no field for it",
  );

  await page.getByRole("button", { name: "Log out" }).click();
  await page.getByLabel("Token").waitFor();
  await page.reload();
  await page.getByLabel("Token").waitFor();
  under.assertClean();
});

Deno.test("page: a token that may only say something is shown how, and no more", async () => {
  await using rosey = FakeRosey.start();
  await using chromium = await startChromium();
  await using under = await PageUnderTest.open(chromium.browser, rosey.url);
  const { page } = under;
  await page.goto(rosey.url);
  await page.getByLabel("Token").fill("say-token");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Say", exact: true }).waitFor();
  await under.reads("It may not see the room");
  assert.deepEqual(await page.getByRole("navigation").getByRole("link").allInnerTexts(), ["Say"]);
  await page.getByLabel("Say as Rosey").fill("good evening");
  await page.keyboard.press("Enter");
  await page.getByText("On its way as number 4212.").waitFor();
  assert.equal(rosey.changes.length, 1);
  assert.deepEqual(await under.barriers(), []);
  await under.show("quotes");
  await page.getByText('does not have the scope "read"').waitFor();
  under.assertClean();
});

Deno.test("page: where the statistics are for everybody, everybody sees them and nothing else", async () => {
  await using rosey = FakeRosey.start();
  await using chromium = await startChromium();
  rosey.publicStatistics = true;
  await using under = await PageUnderTest.open(chromium.browser, rosey.url);
  await under.page.goto(rosey.url);
  await under.page.getByText("Peak: 73 connected").waitFor();
  const links = await under.page.getByRole("navigation").getByRole("link").allInnerTexts();
  assert.deepEqual(links, ["Statistics", "Log in"]);
  await under.show("now");
  await under.page.getByLabel("Token").waitFor();
  under.assertClean();
});

Deno.test("page: a token that is revoked while one looks leads to the login, which says so", async () => {
  await using rosey = FakeRosey.start();
  await using chromium = await startChromium();
  await using under = await PageUnderTest.open(chromium.browser, rosey.url, { cookie: READER });
  await under.show("now");
  rosey.refuse("/quotes", 401, "the token was revoked");
  await under.page.getByRole("link", { name: "Quotes" }).click();
  await under.page.getByText("the token was revoked").waitFor();
  assert.equal(await under.page.getByLabel("Token").count(), 1);
});
