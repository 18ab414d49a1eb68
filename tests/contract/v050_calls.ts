/** The calls that changed a file of the real v0.5.0, as they are made of us; and where we differ, why. */
import assert from "node:assert/strict";
import { findPrunable, type KeptTimes, prune } from "../../db/transfer/prune.ts";
import type { OpenDatabase } from "../../db/open_database.ts";
import type { Write } from "../../src/domain/memory.ts";
import { type Changes, intended, now, outboundIds, tokens } from "./old_rows.ts";

const NOW_MS = now * 1000;
const DAY_MS = 86_400_000;

/** What a call is made with. */
export interface Memory extends OpenDatabase {
  /** Commits as one unit. */
  write(writes: readonly Write[]): Promise<void>;
}

/** One call. */
export interface V050Call {
  readonly call: (memory: Memory) => Promise<void> | void;
  /** The reason of a difference from v0.5.0, and the change that we make instead of its own. */
  readonly differs?: { readonly why: string; readonly check: (changes: Changes, old: () => Changes) => void };
}

const token = (name: string) => tokens[name] ?? "";
const message = (name: string) => outboundIds[name] ?? 0;
const swapCase = (text: string) =>
  text.replace(
    /[a-z]/gi,
    (letter) => letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
  );

const nothing = (changes: Changes) => assert.deepEqual(changes, {});
/** No call at all: its kind is unknown to the types, or nobody makes it. */
const none = () => {};

const validates = (text: string | undefined, answer: boolean): V050Call => ({
  call: async ({ repositories, sink }) =>
    assert.equal(await repositories.tokens.validate(sink, text, NOW_MS), answer),
});
const revokes = (text: string, count: number) => async ({ repositories, sink }: Memory) =>
  assert.equal(await repositories.tokens.revoke(sink, text, NOW_MS), count);

const person =
  (change: "joined" | "left" | "said", name: string) => ({ repositories: { users }, write }: Memory) =>
    write(users[change]({ name, atMs: NOW_MS }));
const atOnce =
  (times: number, change: "joined" | "left", name: string) =>
  async ({ repositories: { users }, sink }: Memory) => {
    const ids = Array.from({ length: times }, (_, index) => `${change} ${index}`);
    await Promise.all(ids.map((id) => sink.commit({ id, writes: users[change]({ name, atMs: NOW_MS }) })));
  };

const says = (name: string): V050Call => ({
  call: ({ repositories: { users, chat }, write }) =>
    write([
      ...users.said({ name, atMs: NOW_MS }),
      ...chat.addedPlain({ user: name, html: "hi", atMs: NOW_MS }),
    ]),
  differs: {
    why: "a line of chat purges no other",
    check: (changes, old) => {
      const { recent_chat: chat, ...rest } = old();
      assert.deepEqual(changes, { ...rest, recent_chat: { removed: [], added: chat?.added } });
    },
  },
});
const logs = (atMs: number): V050Call => ({
  call: ({ repositories: { chat }, write }) => write(chat.addedPlain({ user: "Bob", html: "hi", atMs })),
});
const counts = (chatUsers: number, connected: number): V050Call => ({
  call: ({ repositories: { channel }, write }) =>
    write(channel.counted({ chatUsers, connected, atMs: NOW_MS })),
});

/** Something that knows no types calls: `change` must throw, and say of what. */
const refused =
  (change: (repositories: Memory["repositories"], missing: never) => unknown, what: RegExp) =>
  ({ repositories }: Memory) => {
    const missing: unknown = null;
    assert.ok(isAnything(missing));
    assert.throws(() => change(repositories, missing), (thrown) => {
      assert.ok(thrown instanceof TypeError);
      assert.match(thrown.message, what);
      return true;
    });
  };

/** For values that the types would not let through. */
function isAnything(_value: unknown): _value is never {
  return true;
}

/** Says first what it would remove, then removes just that. */
const maintains =
  (kept: KeptTimes, removed: Readonly<Record<string, number>>) => async ({ driver }: Memory) => {
    const found = await findPrunable(driver, kept, NOW_MS);
    assert.deepEqual(Object.fromEntries(found.map(({ table, rows }) => [table, rows])), removed);
    assert.deepEqual(await prune(driver, found), found);
  };

const marksSent = (name: string): V050Call => ({
  call: ({ repositories: { outbound }, write }) => write(outbound.sent({ id: message(name), atMs: NOW_MS })),
});
const marksFailed = (name: string, forGood: boolean): V050Call => ({
  call: ({ repositories: { outbound }, write }) =>
    write(outbound.failed({ id: message(name), error: "boom", atMs: NOW_MS, forGood })),
});

const closes: V050Call = {
  call: ({ repositories: { users }, write }) => write(users.endOpenSessions(NOW_MS)),
};

/** By the name that the recording gave each. */
export const V050_CALLS: Readonly<Record<string, V050Call>> = {
  "validate_api_token(active_used)": validates(token("active_used"), true),
  "validate_api_token(active_unused)": validates(token("active_unused"), true),
  "validate_api_token(revoked)": validates(token("revoked"), false),
  "validate_api_token(empty)": validates("", false),
  "validate_api_token(none)": validates(undefined, false),
  "validate_api_token(prefix_only)": validates(token("active_used").slice(0, 8), false),
  "validate_api_token(unknown)": validates("x".repeat(43), false),
  "revoke_api_token(8 char prefix)": { call: revokes(token("active_used").slice(0, 8), 1) },
  "revoke_api_token(7 char prefix)": { call: revokes(token("active_used").slice(0, 7), 0) },
  "revoke_api_token(whole token)": { call: revokes(token("active_unused"), 1) },
  "revoke_api_token(already revoked)": { call: revokes(token("revoked"), 0) },
  'revoke_api_token("") exact match': { call: revokes("", 0) },
  'revoke_api_token("%%%%%%%%") LIKE wildcard': {
    call: revokes("%%%%%%%%", 0),
    differs: { why: "no character stands for others", check: nothing },
  },
  "revoke_api_token(8 char prefix, swapped case) LIKE ignores ASCII case": {
    call: revokes(swapCase(token("active_used").slice(0, 8)), 0),
    differs: { why: "case counts", check: nothing },
  },

  "user_joined(new)": { call: person("joined", "brand new") },
  "user_joined(existing, in session)": {
    call: person("joined", "user_10"),
    differs: {
      why: "the time of the open session is counted first",
      check: (changes) =>
        assert.deepEqual(changes, {
          user_stats: {
            removed: ['["user_10",1763343060,1763723412,5,0,1763343060]'],
            added: [`["user_10",1763343060,${now},5,${now - 1_763_343_060},${now}]`],
          },
        }),
    },
  },
  "5 concurrent user_joined of one new name": { call: atOnce(5, "joined", "racer") },
  "user_left(in session)": { call: person("left", "user_10") },
  "user_left(not in session)": { call: person("left", "Bob") },
  "user_left(unknown)": { call: person("left", "nobody at all") },
  "user_left(None)": {
    call: refused(({ users }, name) => users.left({ name, atMs: NOW_MS }), /A name must be a text, not null/),
    differs: { why: "what is no name is refused", check: nothing },
  },
  "3 concurrent user_left of one user": { call: atOnce(3, "left", "user_10") },
  "user_chat_message(Bob)": { call: person("said", "Bob") },
  "user_chat_message(Bob, hi)": says("Bob"),
  "user_chat_message(unknown, hi)": says("stranger"),
  // Lines of the server and of nobody are no chat: the recorder writes nothing for them.
  "user_chat_message(sErVeR, hi)": { call: none },
  "user_chat_message(None, hi)": { call: none },
  "log_chat(Bob, hi)": logs(NOW_MS),
  "log_chat(Bob, hi, 0)": logs(0),

  "log_user_action(Bob, kick)": {
    call: ({ repositories: { actions }, write }) =>
      write(actions.logged({ user: "Bob", kind: "kick", atMs: NOW_MS })),
  },
  "log_user_action(None, kick)": {
    call: refused(
      ({ actions }, user) => actions.logged({ user, kind: "kick", atMs: NOW_MS }),
      /username must be of kind text/,
    ),
  },
  "log_user_count(9, 3) connected below chat": {
    call: ({ repositories: { counts }, write }) =>
      write(counts.sampled({ chatUsers: 9, connected: 3, atMs: NOW_MS })),
  },
  "log_user_count(None, 3)": {
    call: refused(
      ({ counts }, chatUsers) => counts.sampled({ chatUsers, connected: 3, atMs: NOW_MS }),
      /chat_users must be of kind integer64/,
    ),
  },
  "update_high_water_mark(32, 57)": counts(32, 57),
  "update_high_water_mark(31, 56) equal": counts(31, 56),
  "update_high_water_mark(32)": counts(32, 0),
  "update_high_water_mark(None)": {
    call: refused(
      ({ channel }, chatUsers) => channel.counted({ chatUsers, connected: 0, atMs: NOW_MS }),
      /chat_users must be of kind integer64/,
    ),
  },
  "cleanup_old_history()": { call: maintains({ counts: 30 * DAY_MS }, { user_count_history: 20 }) },
  "cleanup_old_history(0)": {
    call: maintains({ counts: 0 }, { user_count_history: 424 }),
    differs: {
      why: "two of the 426 rows are in quarantine",
      check: (changes) => assert.equal(changes["user_count_history"]?.removed.length, 424),
    },
  },
  "perform_maintenance()": {
    call: maintains(
      { counts: 30 * DAY_MS, sent: 7 * DAY_MS, tokens: 90 * DAY_MS },
      { user_count_history: 20, outbound_messages: 2, api_tokens: 0 },
    ),
    differs: {
      why: "it works, and removes what was meant",
      check: (changes) => {
        const ids = (table: string) =>
          changes[table]?.removed.map((row) => Number(/^\[(\d+)/.exec(row)?.[1]));
        assert.deepEqual(ids("outbound_messages")?.toSorted(), intended.removed["outbound_messages"]);
        const history = ids("user_count_history")?.toSorted((left, right) => left - right);
        assert.deepEqual(history, intended.removed["user_count_history"]);
      },
    },
  },

  "enqueue_outbound_message(hi)": {
    call: async ({ repositories: { outbound }, sink }) => {
      assert.equal(await outbound.enqueue(sink, { message: "hi", key: "test 1", atMs: NOW_MS }), 16);
      assert.equal(await outbound.enqueue(sink, { message: "hi", key: "test 1", atMs: NOW_MS }), 16);
    },
  },
  "mark_outbound_sent(new1)": marksSent("new1"),
  "mark_outbound_sent(already sent)": marksSent("sent_recent"),
  "mark_outbound_sent(999999)": {
    call: ({ repositories: { outbound }, write }) => write(outbound.sent({ id: 999_999, atMs: NOW_MS })),
  },
  "mark_outbound_failed(new1, boom)": marksFailed("new1", false),
  "mark_outbound_failed(new1, boom, True)": marksFailed("new1", true),
  "mark_outbound_failed(sent_recent, boom)": marksFailed("sent_recent", false),

  "update_current_status(bot_name=X, junk=1)": {
    call: ({ repositories: { status }, write }) => write(status.updated({ botName: "X" }, NOW_MS)),
  },
  'update_current_status(bot_afk=None, bot_rank="three")': {
    call: refused(
      ({ status }) => {
        const botRank: unknown = "three";
        assert.ok(isAnything(botRank));
        return status.updated({ botAfk: undefined, botRank }, NOW_MS);
      },
      /value must be of kind real\?/,
    ),
    differs: { why: "a rank that is no number is refused", check: nothing },
  },
  "update_current_status()": {
    call: ({ repositories: { status }, write }) => write(status.updated({}, NOW_MS)),
  },
  // There is no way to name these.
  "update_current_status(id=2, last_updated=5)": { call: none },
  "update_current_status with SQL in the key": { call: none },

  "close()": closes,
  "close() twice": {
    call: async (memory) => {
      await closes.call(memory);
      await closes.call(memory);
    },
  },
  // Opening again gives another memory of the same database.
  "connect() when connected": { call: none },
  "user_joined after close": {
    call: async ({ repositories: { users }, sink, write }) => {
      await write(users.endOpenSessions(NOW_MS));
      await sink.close();
      const writes = users.joined({ name: "late", atMs: NOW_MS });
      await assert.rejects(sink.commit({ id: "late", writes }), { code: "memory.closed" });
    },
  },
};
