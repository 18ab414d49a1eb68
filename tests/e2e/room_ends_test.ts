import assert from "node:assert/strict";
import { RoseyMachine } from "./rosey_machine.ts";
import { ACCOUNT_PASSWORD, openSite } from "./site.ts";

const ME = { ROSEY_USER: "rosey", ROSEY_PASSWORD: ACCOUNT_PASSWORD };

const ENDS: [string, number, string[], Record<string, string>, RegExp][] = [
  [
    "a wrong password",
    22,
    ["--channel", "movies"],
    { ROSEY_USER: "rosey", ROSEY_PASSWORD: "wrong-password" },
    /^rosey: .*Invalid username\/password combination.*\n {2}Check the name .*ROSEY_PASSWORD/m,
  ],
  [
    "an unknown user",
    22,
    ["--channel", "movies"],
    { ROSEY_USER: "nobody_here", ROSEY_PASSWORD: "x" },
    /^rosey: .*User does not exist/m,
  ],
  [
    "a missing channel password",
    23,
    ["--channel", "locked"],
    ME,
    /^rosey: .*password.*\n {2}Set ROSEY_CHANNEL_PASSWORD/m,
  ],
  [
    "a wrong channel password",
    23,
    ["--channel", "locked"],
    { ...ME, ROSEY_CHANNEL_PASSWORD: "wrong-sesame" },
    /^rosey: .*password.*\n {2}Set ROSEY_CHANNEL_PASSWORD/m,
  ],
  [
    "a channel that is not registered, where that is required",
    25,
    ["--channel", "nowhere", "--require-registered"],
    ME,
    /^rosey: .*not registered.*\n {2}Check the spelling/m,
  ],
];

for (const [what, code, args, environment, message] of ENDS) {
  Deno.test(`run: ${what} ends Rosey with exit code ${code} and one clear block`, async () => {
    await using site = await openSite();
    await using machine = await RoseyMachine.set();
    const result = await machine.run(["run", "--domain", site.url, "--web-port", "0", ...args], environment);
    assert.equal(result.code, code, result.err);
    assert.match(result.err, message);
    assert.match(result.err, new RegExp(`exit code ${code}\\)\\n$`));
    assert.doesNotMatch(result.err, /\n\s+at |wrong-(password|sesame)/);
  });
}

Deno.test("run: a channel that is not registered is joined with a warning", async () => {
  await using site = await openSite();
  await using machine = await RoseyMachine.set();
  const args = ["run", "--domain", site.url, "--web-port", "0", "--channel", "nowhere"];
  const rosey = await machine.spawn(args, ME);
  await rosey.inRoom();
  await rosey.err.until(/"level":"warn","msg":"[^"]*not registered/);
  rosey.signal("SIGTERM");
  assert.equal(await rosey.ended, 0);
});

Deno.test("run: the channel password lets Rosey in", async () => {
  await using site = await openSite();
  await using machine = await RoseyMachine.set();
  const environment = { ...ME, ROSEY_CHANNEL_PASSWORD: "open-sesame" };
  const rosey = await machine.spawn(
    ["run", "--domain", site.url, "--web-port", "0", "--channel", "locked"],
    environment,
  );
  await rosey.inRoom();
  assert.equal((await rosey.health()).report["channel"], "locked");
  rosey.signal("SIGTERM");
  assert.equal(await rosey.ended, 0);
});

/** A port that nobody listens on. */
function closedPort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

Deno.test("run: a server that cannot be reached ends Rosey with 26 where --fail-fast is given", async () => {
  await using machine = await RoseyMachine.set();
  const domain = `http://127.0.0.1:${closedPort()}`;
  const args = ["run", "--domain", domain, "--web-port", "0", "--channel", "movies", "--fail-fast"];
  const { code, err } = await machine.run(args);
  assert.equal(code, 26, err);
  assert.match(err, new RegExp(`rosey: ${domain}/socketconfig/movies.json cannot be reached`));
});

Deno.test("run: a server that cannot be reached is tried again, and /healthz says 503 meanwhile", async () => {
  await using machine = await RoseyMachine.set();
  const args = [
    "run",
    "--domain",
    `http://127.0.0.1:${closedPort()}`,
    "--web-port",
    "0",
    "--channel",
    "movies",
  ];
  const rosey = await machine.spawn(args);
  await rosey.err.until(/"msg":"could not get into the room".*"retryInMs":\d+/);
  const { status, report } = await rosey.health();
  assert.equal(status, 503);
  assert.deepEqual([report["status"], report["inChannel"], report["lastFrameAgeMs"]], [
    "starting",
    false,
    null,
  ]);
  rosey.signal("SIGINT");
  assert.equal(await rosey.ended, 0);
});

const ANSWERS: [string, () => Response, RegExp][] = [
  ["a page", () => new Response("<html>Welcome</html>"), /did not answer with JSON but with "<html>Welcome/],
  [
    "JSON of another kind",
    () => Response.json({ hello: 1 }),
    /answered with JSON that lists no socket servers/,
  ],
  ["a 404", () => Response.json({}, { status: 404 }), /does not exist \(404\)/],
  ["no server", () => Response.json({ servers: [] }), /names no socket server/],
];

for (const [what, answer, message] of ANSWERS) {
  Deno.test(`run: ${what} instead of the list of servers is told with its address`, async () => {
    await using machine = await RoseyMachine.set();
    await using site = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, answer);
    const domain = `http://127.0.0.1:${site.addr.port}`;
    const args = ["run", "--domain", domain, "--web-port", "0", "--channel", "movies", "--fail-fast"];
    const { code, err } = await machine.run(args);
    assert.equal(code, 26, err);
    assert.match(err, message);
    assert.ok(err.includes(`${domain}/socketconfig/movies.json`));
  });
}
