import assert from "node:assert/strict";
import { join } from "node:path";
import { nkeys } from "nats";
import { loadConfig } from "../../../src/config/load_config.ts";
import { TestAuthority } from "../../services/certificates.ts";
import { RestartableNats } from "../../services/restartable_nats.ts";
import { makeJwtAccounts } from "./jwt_accounts.ts";
import { openLine } from "./open_line.ts";

/** Whether a Rosey with this environment comes in. */
async function comesIn(environment: Record<string, string>): Promise<boolean> {
  const { nats } = await loadConfig({ flags: {}, environment });
  assert.ok(nats !== undefined);
  await using open = openLine("", nats);
  await Promise.race([
    open.log.heard("connected to NATS"),
    open.log.heard("NATS is away: tried again until it is there"),
  ]);
  return open.line.health === "ok";
}

async function fileWith(nats: RestartableNats, name: string, text: string): Promise<string> {
  const path = join(nats.folder, name);
  await Deno.writeTextFile(path, text);
  return path;
}

Deno.test("nats login: by user and password, given or in the address", async () => {
  await using nats = await RestartableNats.start({
    settings: 'authorization { user: me, password: "p@ss:word/" }',
  });
  const NATS_URL = nats.url;
  assert.equal(await comesIn({ NATS_URL, NATS_USER: "me", NATS_PASSWORD: "p@ss:word/" }), true);
  assert.equal(await comesIn({ NATS_URL: NATS_URL.replace("//", "//me:p%40ss%3Aword%2F@") }), true);
  assert.equal(await comesIn({ NATS_URL, NATS_USER: "me", NATS_PASSWORD: "other" }), false);
  assert.equal(await comesIn({ NATS_URL }), false);
});

Deno.test("nats login: by a token, given or in the address", async () => {
  await using nats = await RestartableNats.start({ settings: "authorization { token: t0ken }" });
  const NATS_URL = nats.url;
  assert.equal(await comesIn({ NATS_URL, NATS_TOKEN: "t0ken" }), true);
  assert.equal(await comesIn({ NATS_URL: NATS_URL.replace("//", "//t0ken@") }), true);
  assert.equal(await comesIn({ NATS_URL, NATS_TOKEN: "other" }), false);
});

Deno.test("nats login: by the seed of an nkey", async () => {
  const user = nkeys.createUser();
  const settings = `authorization { users: [ { nkey: ${user.getPublicKey()} } ] }`;
  await using nats = await RestartableNats.start({ settings });
  const seed = (key: typeof user) => `${new TextDecoder().decode(key.getSeed())}\n`;
  const [right, wrong] = await Promise.all([
    fileWith(nats, "right.nk", seed(user)),
    fileWith(nats, "wrong.nk", seed(nkeys.createUser())),
  ]);
  assert.equal(await comesIn({ NATS_URL: nats.url, NATS_NKEY_FILE: right }), true);
  assert.equal(await comesIn({ NATS_URL: nats.url, NATS_NKEY_FILE: wrong }), false);
});

Deno.test("nats login: by a creds file", async () => {
  const accounts = makeJwtAccounts();
  await using nats = await RestartableNats.start({ settings: accounts.settings, jetStream: false });
  const right = await fileWith(nats, "right.creds", accounts.creds);
  const wrong = await fileWith(nats, "wrong.creds", makeJwtAccounts().creds);
  assert.equal(await comesIn({ NATS_URL: nats.url, NATS_CREDS_FILE: right }), true);
  assert.equal(await comesIn({ NATS_URL: nats.url, NATS_CREDS_FILE: wrong }), false);
});

Deno.test("nats login: over TLS, with a certificate of one's own where the server asks for one", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const authority = await TestAuthority.make(folder);
    const files = async (name: string) => {
      const { certificate, key } = await authority.issue(name);
      const [certFile, keyFile] = [join(folder, `${name}.crt`), join(folder, `${name}.key`)];
      await Deno.writeTextFile(certFile, certificate);
      await Deno.writeTextFile(keyFile, key);
      return { certFile, keyFile };
    };
    const server = await files("localhost");
    const rosey = await files("rosey");
    const settings = `tls { cert_file: "${server.certFile}", key_file: "${server.keyFile}"`;
    await using nats = await RestartableNats.start({ settings: `${settings} }` });
    const url = (scheme: string, host = "localhost") => `${scheme}://${host}:${nats.port}`;
    const ca = { NATS_CA_FILE: authority.certificatePath };
    assert.equal(await comesIn({ NATS_URL: url("tls"), ...ca }), true);
    assert.equal(await comesIn({ NATS_URL: url("nats"), ...ca }), true);
    assert.equal(await comesIn({ NATS_URL: url("tls") }), false, "nobody vouches for the server");
    assert.equal(await comesIn({ NATS_URL: url("tls", "127.0.0.1"), ...ca }), false, "another name");

    await nats.end();
    nats.settings = `${settings}, ca_file: "${authority.certificatePath}", verify: true }`;
    await nats.begin();
    const shown = { NATS_CERT_FILE: rosey.certFile, NATS_KEY_FILE: rosey.keyFile };
    assert.equal(await comesIn({ NATS_URL: url("tls"), ...ca, ...shown }), true);
    assert.equal(await comesIn({ NATS_URL: url("tls"), ...ca }), false, "Rosey shows nothing");

    await nats.end();
    nats.settings = "";
    await nats.begin();
    assert.equal(await comesIn({ NATS_URL: url("tls"), ...ca }), false, "the server does not encrypt");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
