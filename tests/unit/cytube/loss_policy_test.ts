import assert from "node:assert/strict";
import fc from "fast-check";
import {
  BACKOFF,
  decide,
  type Loss,
  LOSS_POLICIES,
  type LossHistory,
  NO_LOSSES,
  reconnectMarkdown,
  type UnwantedLoss,
} from "../../../src/cytube/loss_policy.ts";
import { closeLoss, errorTextLoss, kickLoss, loginLoss } from "../../../src/cytube/loss_reasons.ts";

const MINUTE = 60_000;
const never = { failFast: false };

/** The room was lost, a minute after it was entered unless told otherwise. */
function loss(reason: UnwantedLoss, inRoomMs = MINUTE): Loss {
  return { reason, message: "", inRoomMs };
}

/** The room was not reached. */
function failure(reason: UnwantedLoss): Loss {
  return { reason, message: "", inRoomMs: undefined };
}

/** The delays of one loss after another, each a minute apart; a number below zero is a stop with that exit. */
function course(reasons: readonly Loss[], spacingMs = MINUTE, random = () => 1): (number | string)[] {
  let history: LossHistory = NO_LOSSES;
  return reasons.map((each, index) => {
    const verdict = decide(each, history, index * spacingMs, never, random);
    if (verdict.kind === "stop") return verdict.exit;
    history = verdict.history;
    return verdict.afterMs;
  });
}

Deno.test("loss policy: what stops at once stops with its own exit", () => {
  const stops: [UnwantedLoss, string][] = [
    ["banned", "banned"],
    ["login_refused", "loginRefused"],
    ["channel_password", "channelPassword"],
    ["channel_not_registered", "channelNotRegistered"],
  ];
  for (const [reason, exit] of stops) assert.deepEqual(course([failure(reason)]), [exit]);
});

Deno.test("loss policy: a lost network is retried after 1 s, doubling to 60 s", () => {
  for (const reason of ["network", "dead_line", "server_closed", "partition_moved"] as const) {
    const failing = Array.from({ length: 9 }, () => failure(reason));
    assert.deepEqual(course(failing), [1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000]);
  }
});

Deno.test("loss policy: the backoff is full jitter", () => {
  const failing = Array.from({ length: 3 }, () => failure("network"));
  assert.deepEqual(course(failing, MINUTE, () => 0), [0, 0, 0]);
  assert.deepEqual(course(failing, MINUTE, () => 0.5), [500, 1000, 2000]);
});

Deno.test("loss policy: 20 s in the room reset the backoff, less does not", () => {
  const failed = failure("network");
  assert.deepEqual(course([failed, failed, loss("network", BACKOFF.resetAfterMs)]), [1000, 2000, 1000]);
  assert.deepEqual(course([failed, failed, loss("network", BACKOFF.resetAfterMs - 1)]), [1000, 2000, 4000]);
});

Deno.test("loss policy: the third kick within 30 minutes stops", () => {
  assert.deepEqual(course([loss("kicked"), loss("kicked"), loss("kicked")]), [MINUTE, MINUTE, "kicked"]);
  const rare = Array.from({ length: 6 }, () => loss("kicked"));
  assert.deepEqual(course(rare, 16 * MINUTE), Array.from({ length: 6 }, () => MINUTE));
});

Deno.test("loss policy: after a duplicate login Rosey comes back once", () => {
  assert.deepEqual(course([loss("duplicate_login"), loss("duplicate_login")]), [90_000, "duplicateLogin"]);
  const rare = [loss("duplicate_login"), loss("duplicate_login")];
  assert.deepEqual(course(rare, 11 * MINUTE, () => 0), [MINUTE, MINUTE]);
});

Deno.test("loss policy: other losses in between do not forget kicks", () => {
  const losses = [loss("kicked"), loss("network"), loss("kicked"), loss("rate_limited"), loss("kicked")];
  assert.equal(course(losses).at(-1), "kicked");
});

Deno.test("loss policy: a rate limit waits 10 s at least", () => {
  for (const reason of ["rate_limited", "too_many_connections"] as const) {
    assert.deepEqual(course([failure(reason)], MINUTE, () => 0), [10_000]);
  }
});

Deno.test("loss policy: a wait that the server names is kept", () => {
  const told = { ...failure("guest_login_too_soon"), serverWaitMs: 31_000 };
  assert.deepEqual(course([told], MINUTE, () => 0), [31_000]);
});

Deno.test("loss policy: with --fail-fast the first failure to get in stops, a loss of the room does not", () => {
  const failFast = { failFast: true };
  const stopped = decide(failure("network"), NO_LOSSES, 0, failFast, () => 1);
  assert.deepEqual(stopped, { kind: "stop", exit: "serverUnreachable" });
  assert.equal(decide(loss("network", 5000), NO_LOSSES, 0, failFast, () => 1).kind, "retry");
  assert.equal(decide(failure("rate_limited"), NO_LOSSES, 0, failFast, () => 1).kind, "retry");
});

Deno.test("loss policy: any course of losses waits between nothing and the longest wait", () => {
  const reasons = Object.keys(LOSS_POLICIES).filter((key): key is UnwantedLoss => key in LOSS_POLICIES);
  const anyLoss = fc.record({
    reason: fc.constantFrom(...reasons),
    inRoomMs: fc.option(fc.nat(), { nil: undefined }),
  });
  fc.assert(
    fc.property(
      fc.array(anyLoss, { maxLength: 60 }),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      (all, random) => {
        const delays = course(all.map((each) => ({ ...each, message: "" })), 1000, () => random);
        for (const delay of delays) if (typeof delay === "number") assert.ok(delay >= 0 && delay <= 90_000);
      },
    ),
  );
});

Deno.test("loss policy: the operators' page is what the code does", () => {
  const page = Deno.readTextFileSync(new URL("../../../docs/RECONNECT.md", import.meta.url));
  assert.equal(page, reconnectMarkdown());
});

Deno.test("loss reasons: the server's kicks are told from a moderator's", () => {
  const kicks: [string, UnwantedLoss][] = [
    ["You're banned!", "banned"],
    ["You are banned from this channel.", "banned"],
    ["This channel has banned connections from Tor.", "banned"],
    ["Duplicate login", "duplicate_login"],
    ["Too many connections from your IP address", "too_many_connections"],
    ["Rate limit exceeded", "rate_limited"],
    ["Channel shutting down", "server_closed"],
    ["Channel reloading", "server_closed"],
    ["Channel could not be loaded: oops", "channel_unavailable"],
    ["", "kicked"],
    ["you are banned from fun", "kicked"],
    ["Attempted setMotd with insufficient permission", "kicked"],
  ];
  for (const [reason, expected] of kicks) assert.equal(kickLoss(reason).reason, expected, reason);
});

Deno.test("loss reasons: refused logins, as recorded", () => {
  const refused = [
    "Invalid username/password combination",
    "User does not exist",
    'Invalid username "x y"',
    "Invalid username.  Usernames must be 1-20 characters long and consist only of characters a-z, A-Z, 0-9, -, or _.",
    "That username is registered.",
    "That username is reserved.",
    "That name is already in use on this channel.",
  ];
  for (const error of refused) assert.equal(loginLoss(error, "rosey").reason, "login_refused", error);
  const soon = loginLoss("Guest logins are restricted to one per IP address per 60 seconds.", "rosey");
  assert.equal(soon.reason, "guest_login_too_soon");
  assert.equal(soon.serverWaitMs, 61_000);
  assert.equal(loginLoss("Database failure", "rosey").reason, "channel_unavailable");
});

Deno.test("loss reasons: refusals while connecting, and ends without a frame", () => {
  assert.equal(closeLoss({ kind: "refused", message: "Rate limit exceeded" }).reason, "rate_limited");
  assert.equal(closeLoss({ kind: "refused", message: "You are banned from the server" }).reason, "banned");
  assert.equal(closeLoss({ kind: "refused", message: "Could not determine IP address" }).reason, "network");
  assert.equal(closeLoss({ kind: "unreachable", message: "ECONNREFUSED" }).reason, "network");
  assert.equal(closeLoss({ kind: "server" }).reason, "server_closed");
  assert.equal(closeLoss({ kind: "network", message: "transport close" }).reason, "network");
  assert.equal(closeLoss({ kind: "silence" }).reason, "dead_line");
});

Deno.test("loss reasons: texts that decide about the connection", () => {
  const elsewhere =
    "Channel 'x' is hosted on another server.  Try refreshing the page to update the connection URL.";
  assert.equal(errorTextLoss(elsewhere, true)?.reason, "partition_moved");
  const named = "This channel has blocked anonymous users. Please provide a user name to join.";
  assert.equal(errorTextLoss(named, false)?.reason, "login_refused");
  assert.equal(errorTextLoss(named, true), undefined);
  assert.equal(errorTextLoss("PM failed: x isn't connected to this channel.", true), undefined);
});
