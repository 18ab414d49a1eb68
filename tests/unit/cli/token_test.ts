import assert from "node:assert/strict";
import { objectsIn } from "../../json_values.ts";
import { plugins } from "../../../plugins/mod.ts";
import { openMemory } from "../../contract/memory_under_test.ts";
import { databaseIn, withFolder } from "./control/doorway.ts";
import { rosey } from "./fake_host.ts";

type CommandLine = (...args: string[]) => ReturnType<typeof rosey>;

/** `rosey token` beside an empty memory, and what that memory says of a token. */
async function withTokens(
  use: (token: CommandLine, kindOf: (token: string) => Promise<string>) => Promise<void>,
): Promise<void> {
  await withFolder(async (folder) => {
    const target = databaseIn(folder);
    await (await openMemory(target, plugins)).close();
    const kindOf = async (token: string) => {
      const { repositories: { tokens }, close } = await openMemory(target, plugins);
      const identity = await tokens.identify(token, Date.now());
      await close();
      return identity.kind === "good" ? [...identity.scopes].join() : identity.kind;
    };
    await use(
      (...args) => rosey(["token", ...args, "--database", target.path], { XDG_STATE_HOME: folder }),
      kindOf,
    );
  });
}

Deno.test("token: a new one stands alone on stdout, and is good for what was said", async () => {
  await withTokens(async (token, kindOf) => {
    const { code, out, err } = await token(
      "create",
      "--name",
      "phone",
      "--scope",
      "read,say",
      "--expires",
      "90d",
    );
    assert.equal(code, 0, err);
    assert.match(out, /^[\w-]{43}\n$/);
    assert.match(
      err,
      /^This is the token "phone": good for say, read, until \d{4}-[\d-]+T[\d:]+Z\. It is not/,
    );
    assert.ok(!err.includes(out.trim()));
    assert.equal(await kindOf(out.trim()), "say,read");
    const forever = await token("create", "--name", "desk", "--scope", "admin", "--json");
    const made = JSON.parse(forever.out);
    assert.deepEqual([made.name, made.scopes, made.expiresAt], ["desk", ["admin"], null]);
    assert.equal(await kindOf(made.token), "say,read,admin");
    assert.equal(forever.err, "");
  });
});

Deno.test("token: a list shows no token, and revoked ones only when asked", async () => {
  await withTokens(async (token) => {
    assert.equal((await token("list")).out, "No tokens.\n");
    const phone = (await token("create", "--name", "phone", "--scope", "say")).out.trim();
    const desk = (await token("create", "--name", "desk", "--scope", "admin")).out.trim();
    await token("revoke", "desk");
    const listed = await token("list");
    assert.match(listed.out, new RegExp(`^phone +${phone.slice(0, 8)} +say +good +\\S+ +never +never$`, "m"));
    assert.doesNotMatch(listed.out, /desk/);
    const all = await token("list", "--all", "--json");
    const { tokens } = JSON.parse(all.out);
    assert.deepEqual(
      objectsIn(tokens).map(({ name, state }) => `${name} ${state}`).toSorted(),
      ["desk revoked", "phone good"],
    );
    for (const whole of [phone, desk]) assert.ok(!listed.out.includes(whole) && !all.out.includes(whole));
  });
});

Deno.test("token: one is revoked by its name, its beginning, or as a whole, and opens nothing from then on", async () => {
  await withTokens(async (token, kindOf) => {
    const make = async (name: string) => (await token("create", "--name", name, "--scope", "say")).out.trim();
    const tokens = [await make("a"), await make("b"), await make("c")];
    const [, second = "", third = ""] = tokens;
    for (const which of ["a", second.slice(0, 8), third]) {
      assert.deepEqual(await token("revoke", which), { code: 0, out: "revoked 1 token\n", err: "" });
    }
    for (const each of tokens) assert.equal(await kindOf(each), "revoked");
    const again = await token("revoke", "a", "--json");
    assert.deepEqual([again.code, again.out], [3, ""]);
    assert.match(again.err, /there is no token "a" in .*room\.db that could be revoked\n {2}Give its name/);
  });
});

Deno.test("token: what was typed as a token is not repeated", async () => {
  await withTokens(async (token) => {
    const foreign = "A".repeat(43);
    const { code, err } = await token("revoke", foreign);
    assert.equal(code, 3);
    assert.match(err, /no token "AAAAAAAA\.\.\."/);
    assert.ok(!err.includes(foreign));
  });
});

for (
  const [args, told] of [
    [["--scope", "say"], /--name is missing\n {2}Say what it is for: --name phone/],
    [["--name", "x"], /--scope is missing\n {2}Say what it is good for: --scope say,read/],
    [
      ["--name", "x", "--scope", "shout"],
      /cannot be good for "shout"\n {2}Name one or more of say, read, admin/,
    ],
    [
      ["--name", "x", "--scope", "say", "--expires", "soon"],
      /--expires is "soon", but must be a time such as/,
    ],
    [["--name", "x", "--scope", "say", "--expires", "0d"], /--expires is 0/],
  ] as const
) {
  Deno.test(`token: create ${args.join(" ")} is refused by name, with what it must be`, async () => {
    await withTokens(async (token) => {
      const { code, out, err } = await token("create", ...args);
      assert.deepEqual([code, out], [2, ""]);
      assert.match(err, told);
      assert.equal((await token("list")).out, "No tokens.\n");
    });
  });
}

Deno.test("token: two that are good cannot have one name", async () => {
  await withTokens(async (token) => {
    await token("create", "--name", "phone", "--scope", "say");
    const again = await token("create", "--name", "phone", "--scope", "say");
    assert.deepEqual([again.code, again.out], [2, ""]);
    assert.match(again.err, /phone/);
    await token("revoke", "phone");
    assert.equal((await token("create", "--name", "phone", "--scope", "say")).code, 0);
  });
});
