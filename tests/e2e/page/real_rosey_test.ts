import assert from "node:assert/strict";
import { z } from "zod";
import { startChromium } from "../../services/chromium.ts";
import { RoomVisitor } from "../room_visitor.ts";
import { RoseyMachine } from "../rosey_machine.ts";
import { PageUnderTest } from "./page_under_test.ts";
import * as sample from "./sample_room.ts";

const START = ["start", "--web-port", "0", "--sandbox-port", "0"];

/** Each view with something that a room with two people has on it. */
const VIEWS = {
  statistics: ["people seen", "How many are there", "alice"],
  "user/alice": ["here now", "what is on tonight"],
  chat: ["what is on tonight"],
  playlist: ["What plays and what comes"],
  outbox: ["sent", "good evening, everybody"],
  quotes: ["No quotes yet."],
  audit: ["command in the room"],
  plugins: ["!stats"],
  system: ["all applied", "the page", "recent_chat"],
} as const;

/** What the sample room answers, by the path that is asked. */
const SAMPLES = {
  "/room": sample.ROOM,
  "/chat": sample.CHAT,
  "/health": sample.HEALTH,
  "/stats": sample.STATS,
  "/counts": sample.counts({ from: String(sample.NOW - 3_600), to: String(sample.NOW), points: "20" }),
  "/activity": sample.activity({ from: String(sample.NOW - 86_400), to: String(sample.NOW) }),
  "/users": sample.users({}),
  "/users/{name}": sample.userOf("alice"),
  "/playlist": sample.playlist({}),
  "/outbox": sample.outbox({}),
  "/audit": sample.AUDIT,
  "/quotes": sample.QUOTES,
  "/plugins": sample.PLUGINS,
  "/database": sample.DATABASE,
  "/tokens": sample.TOKENS,
} as const;

const OpenApi = z.object({
  paths: z.record(
    z.string(),
    z.object({
      get: z.object({
        responses: z.object({
          200: z.object({
            content: z.object({ "application/json": z.object({ schema: z.json() }) }).partial(),
          }),
        }),
      }),
    }).partial(),
  ),
});

/** The other tests of the page are worth what their fake is: its answers must be such as Rosey says hers are. */
async function assertSamplesAreReal(url: string): Promise<void> {
  const { paths } = OpenApi.parse(await (await fetch(`${url}/api/openapi.json`)).json());
  for (const [path, answer] of Object.entries(SAMPLES)) {
    const schema = paths[`/api/v1${path}`]?.get?.responses[200].content["application/json"]?.schema;
    assert.ok(typeof schema === "object" && schema !== null && !Array.isArray(schema), path);
    const read = z.fromJSONSchema(schema).safeParse(answer);
    assert.ok(read.success, `${path}: ${read.error?.message}`);
  }
}

Deno.test("page: in front of a real Rosey one logs in, says something, and sees what happens, in every view", async () => {
  await using machine = await RoseyMachine.set();
  const rosey = await machine.spawn(START);
  await rosey.inRoom();
  const made = await machine.run(["token", "create", "--name", "the page", "--scope", "admin"]);
  assert.equal(made.code, 0, made.err);
  const token = /[\w-]{43,}/.exec(made.out)?.[0] ?? "";
  const sandbox = await rosey.sandboxAddress();
  using alice = await RoomVisitor.join({
    url: sandbox,
    channel: "sandbox",
    name: "alice",
    password: "alice",
  });
  await alice.say("what is on tonight");

  await using chromium = await startChromium();
  await using under = await PageUnderTest.open(chromium.browser, await rosey.webAddress(), {
    stopsClock: false,
  });
  const { page } = under;
  await page.goto(under.url);
  await page.getByLabel("Token").fill(token);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Now", exact: true }).waitFor();
  await under.reads("what is on tonight");
  await page.getByRole("region", { name: "People" }).getByRole("link", { name: "alice" }).waitFor();
  await page.getByText("Live", { exact: true }).waitFor();
  await page.getByText("In the room", { exact: true }).waitFor();

  await page.getByLabel("Say as Rosey").fill("good evening, everybody");
  await page.keyboard.press("Enter");
  await alice.heard(({ username, msg }) => username === "rosey" && msg === "good evening, everybody");
  await page.getByText("Said.").waitFor();
  await alice.say("hello Rosey");
  await under.reads("hello Rosey");
  using bob = await RoomVisitor.join({ url: sandbox, channel: "sandbox", name: "bob", password: "bob" });
  await page.getByRole("region", { name: "People" }).getByRole("link", { name: "bob" }).waitFor();
  await bob.say("!ping");
  await bob.heard(({ username }) => username === "rosey", bob.lines.length - 1);

  for (const [view, texts] of Object.entries(VIEWS)) {
    await under.show(view);
    for (const text of texts) await under.reads(text);
    assert.deepEqual(await under.barriers(), [], view);
    await under.keepPicture(`real-${view.replace("/", "-")}`);
  }
  await page.goto(`${under.url}/api/docs`);
  await page.getByText("/api/v1/users/{name}", { exact: true }).click();
  under.assertClean();
  await assertSamplesAreReal(under.url);
  assert.doesNotMatch(rosey.err.text, /"level":"(warn|error)"/);
});
