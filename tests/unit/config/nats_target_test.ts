import assert from "node:assert/strict";
import { join } from "node:path";
import { configSecrets, loadConfig, shownSetting } from "../../../src/config/load_config.ts";
import { SETTING_NAMES } from "../../../src/config/setting_facts.ts";
import { RoseyError } from "../../../src/domain/errors.ts";
import type { NatsLogin } from "../../../src/domain/nats_target.ts";

const SEED = `SU${"A".repeat(56)}`;
const CREDS = `-----BEGIN NATS USER JWT-----
eyJ.canary.jwt
------END NATS USER JWT------

-----BEGIN USER NKEY SEED-----
${SEED}
------END USER NKEY SEED------
`;

const URL_OF_ALL = { NATS_URL: "nats://a" };

function load(environment: Record<string, string>) {
  return loadConfig({ flags: {}, environment });
}

/** Files of a folder that is gone afterwards. */
async function withFiles(
  texts: Record<string, string>,
  use: (path: (name: string) => string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  const path = (name: string) => join(folder, name);
  try {
    for (const [name, text] of Object.entries(texts)) await Deno.writeTextFile(path(name), text);
    await use(path);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** A login with its secrets in the open, for comparing. */
function open(login: NatsLogin | undefined): unknown {
  return login === undefined ? undefined : Object.fromEntries(
    Object.entries(login).map(([name, value]) => [name, typeof value === "string" ? value : value.reveal()]),
  );
}

Deno.test("nats target: without an address there is none, and what else is set is warned of", async () => {
  const { nats, warnings } = await load({ NATS_TOKEN: "canary", NATS_CA_FILE: "ca.pem" });
  assert.equal(nats, undefined);
  assert.deepEqual(warnings, [
    "NATS_TOKEN has no effect: NATS_URL, or nats.url in the file, says where NATS is",
    "NATS_CA_FILE has no effect: NATS_URL, or nats.url in the file, says where NATS is",
  ]);
});

Deno.test("nats target: each way of coming in is read", async () => {
  await withFiles({ seed: `# of rosey\n${SEED}\n`, creds: CREDS }, async (path) => {
    const cases: [Record<string, string>, unknown][] = [
      [{}, undefined],
      [{ NATS_USER: "me", NATS_PASSWORD: "p" }, { kind: "password", user: "me", password: "p" }],
      [{ NATS_TOKEN: "t" }, { kind: "token", token: "t" }],
      [{ NATS_NKEY_FILE: path("seed") }, { kind: "nkey", seed: SEED }],
      [{ NATS_CREDS_FILE: path("creds") }, { kind: "creds", jwt: "eyJ.canary.jwt", seed: SEED }],
      [{ NATS_URL: "nats://me:p@a" }, { kind: "password", user: "me", password: "p" }],
      [{ NATS_URL: "nats://t@a" }, { kind: "token", token: "t" }],
    ];
    for (const [environment, login] of cases) {
      const { nats } = await load({ ...URL_OF_ALL, ...environment });
      assert.deepEqual(open(nats?.login), login);
      assert.deepEqual(nats?.servers, ["nats://a:4222"]);
    }
  });
});

Deno.test("nats target: two ways of coming in are refused, whichever they are", async () => {
  const ways: Record<string, string>[] = [
    { NATS_USER: "me", NATS_PASSWORD: "canary" },
    { NATS_TOKEN: "canary" },
    { NATS_NKEY_FILE: "canary" },
    { NATS_CREDS_FILE: "canary" },
    { NATS_URL: "nats://me:canary@a" },
  ];
  for (const [index, one] of ways.entries()) {
    for (const other of ways.slice(index + 1)) {
      await assert.rejects(load({ ...URL_OF_ALL, ...one, ...other }), (error: unknown) => {
        assert.ok(error instanceof RoseyError && error.code === "config.nats_logins");
        assert.match(error.message, /^NATS_\w+ and .*NATS_\w+ both say how to come in to NATS/);
        assert.doesNotMatch(error.message, /canary/);
        return true;
      });
    }
  }
});

Deno.test("nats target: what is half there is refused, and so is a file that is not what it should be", async () => {
  const texts = { seed: "SUAB", creds: `no ${SEED}`, half: CREDS.replace(SEED, ""), pem: "no pem" };
  await withFiles(texts, async (path) => {
    const cases: [Record<string, string>, RegExp][] = [
      [{ NATS_USER: "me" }, /^NATS_USER is set and nats_password is not$/],
      [{ NATS_PASSWORD: "canary" }, /^NATS_PASSWORD is set and nats_user is not$/],
      [{ NATS_CERT_FILE: path("pem") }, /^NATS_CERT_FILE is set and nats_key_file is not$/],
      [{ NATS_KEY_FILE: path("pem") }, /^NATS_KEY_FILE is set and nats_cert_file is not$/],
      [{ NATS_NKEY_FILE: path("seed") }, /^NATS_NKEY_FILE: .*seed holds no seed/],
      [{ NATS_NKEY_FILE: path("none") }, /^NATS_NKEY_FILE: .*none does not exist$/],
      [{ NATS_CREDS_FILE: path("creds") }, /is no creds file: it holds no user JWT$/],
      [{ NATS_CREDS_FILE: path("half") }, /is no creds file: it holds no seed$/],
      [{ NATS_CA_FILE: path("pem") }, /^NATS_CA_FILE: .*pem is no PEM file$/],
      [{ NATS_CA_FILE: path("") }, /is no file$/],
      [{ NATS_URL: "http://canary@a" }, /^NATS_URL: the NATS address "http:\/\/\*+@a" cannot be used/],
    ];
    for (const [environment, pattern] of cases) {
      await assert.rejects(load({ ...URL_OF_ALL, ...environment }), (error: unknown) => {
        assert.ok(error instanceof RoseyError && error.exit === "usage" && error.hint !== undefined);
        assert.match(error.message, pattern);
        assert.doesNotMatch(error.message, /canary|SU[A-Z]{9}/);
        return true;
      });
    }
  });
});

Deno.test("nats target: tls:// demands encryption, and the files say how", async () => {
  assert.equal((await load(URL_OF_ALL)).nats?.tls, undefined);
  assert.deepEqual((await load({ NATS_URL: "tls://a" })).nats?.tls, {});
  await withFiles({ pem: "-----BEGIN CERTIFICATE-----" }, async (path) => {
    const all = {
      NATS_CA_FILE: path("pem"),
      NATS_CERT_FILE: path("pem"),
      NATS_KEY_FILE: path("pem"),
    };
    assert.deepEqual((await load({ ...URL_OF_ALL, ...all })).nats?.tls, {
      caFile: path("pem"),
      certFile: path("pem"),
      keyFile: path("pem"),
    });
    const { NATS_CA_FILE } = all;
    assert.deepEqual((await load({ ...URL_OF_ALL, NATS_CA_FILE })).nats?.tls, { caFile: path("pem") });
  });
});

Deno.test("nats target: everything secret is known as such, and nothing of it is shown", async () => {
  await withFiles({ seed: SEED, creds: CREDS }, async (path) => {
    const cases: [Record<string, string>, string[]][] = [
      [{ NATS_USER: "me", NATS_PASSWORD: "canary" }, ["canary"]],
      [{ NATS_TOKEN: "canary" }, ["canary"]],
      [{ NATS_URL: "nats://me:can%61ry@a" }, ["canary"]],
      [{ NATS_NKEY_FILE: path("seed") }, [SEED]],
      [{ NATS_CREDS_FILE: path("creds") }, ["eyJ.canary.jwt", SEED]],
    ];
    for (const [environment, secrets] of cases) {
      const config = await load({ ...URL_OF_ALL, ...environment });
      const known = configSecrets(config).map((secret) => secret.reveal());
      for (const secret of secrets) assert.ok(known.includes(secret), JSON.stringify(environment));
      const shown = SETTING_NAMES.map((name) => shownSetting(config, name));
      assert.doesNotMatch(JSON.stringify(shown) + Deno.inspect(config.nats), /canary|SUA{9}/);
      assert.match(JSON.stringify(shown), /nats:\/\/a:4222/);
    }
  });
});
