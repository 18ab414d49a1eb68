import assert from "node:assert/strict";
import { World } from "./recorded_site.ts";

function room() {
  const world = new World();
  const owner = world.enter("owner");
  const rosey = world.enter("rosey");
  owner.take();
  return { world, owner, rosey };
}

Deno.test("settings: options are changed at once, and everybody gets them whole", () => {
  const { owner, rosey } = room();
  owner.send("setOptions", {
    voteskip_ratio: 0.7,
    pagetitle: "New <title>",
    maxlength: 3600,
    chat_antiflood: true,
    chat_antiflood_params: { burst: 5, sustained: 2 },
    show_public: true,
    password: "newpass",
  });
  const [options] = rosey.takeAll("channelOpts").map((sent) => Object(sent));
  assert.equal(options.pagetitle, "New <title>");
  assert.equal(options.password, "newpass");
  assert.deepEqual(options.chat_antiflood_params, { burst: 5, sustained: 2, cooldown: 2.5 });
  owner.send("setOptions", { password: "" });
  assert.equal(Object(rosey.takeAll("channelOpts")[0]).password, false);
});

Deno.test("settings: wrong values are refused with the server's words and change nothing", () => {
  const { owner, rosey } = room();
  owner.send("setOptions", { voteskip_ratio: "x", afk_timeout: -1, externalcss: "http://insecure/" });
  assert.deepEqual(owner.takeAll("validationError"), [
    { target: "#cs-voteskip_ratio", message: 'Input must be a number 0 or greater, not "x"' },
    {
      target: "#cs-afk_timeout",
      message: "AFK timeout must be between 1 and 86400 seconds (or 0 to disable)",
    },
    {
      target: "#cs-externalcss",
      message: "Invalid URL for external CSS:  URL must begin with 'https://'",
    },
  ]);
  assert.deepEqual(rosey.take(), []);
});

Deno.test("settings: a flood limit is kept within the server's bounds", () => {
  const { owner, rosey } = room();
  owner.send("setOptions", { chat_antiflood_params: { burst: 500, sustained: 99 } });
  assert.deepEqual(Object(rosey.takeAll("channelOpts")[0]).chat_antiflood_params, {
    burst: 20,
    sustained: 10,
    cooldown: 2,
  });
});

Deno.test("settings: below the chat permission a line is not answered", () => {
  const { owner, rosey } = room();
  owner.send("setPermissions", { chat: 2, nosuch: 1, kick: "x" });
  const [permissions] = rosey.takeAll("setPermissions");
  assert.equal(Object(permissions).chat, 2);
  assert.equal(Object(permissions).kick, 1.5);
  assert.deepEqual(rosey.say("can I?").take(), []);
});

Deno.test("settings: message of the day is cleaned, style and script come with their digests", () => {
  const { owner, rosey } = room();
  owner.send("setMotd", { motd: "<h1>Hi</h1><script>x</script>" });
  owner.send("setChannelCSS", { css: "body { color: red; }" });
  owner.send("setChannelJS", { js: 'console.log("channel js");' });
  const frames = rosey.take().map(({ args }) => args[0]);
  assert.deepEqual(frames, ["<h1>Hi</h1>", {
    css: "body { color: red; }",
    cssHash: "8rgE0+O9YddpIqZn+Q5m2A==",
    js: "",
    jsHash: "1B2M2Y8AsgTpgAmY7PhCfg==",
  }, {
    css: "body { color: red; }",
    cssHash: "8rgE0+O9YddpIqZn+Q5m2A==",
    js: 'console.log("channel js");',
    jsHash: "XXZPvo6stgMfcVsnFFPsvA==",
  }]);
});

Deno.test("settings: emotes are added, changed, renamed, imported and removed as recorded", () => {
  const { owner, rosey } = room();
  const image = "https://example.com/wave.gif";
  owner.send("updateEmote", { name: ":wave:", image });
  owner.send("updateEmote", { name: ":wave:", image: "" });
  owner.send("renameEmote", { old: ":wave:", name: ":hi:", image });
  owner.send("importEmotes", [{ name: "<b>", image }, { name: "" }]);
  owner.send("removeEmote", { name: "<b>" });
  assert.deepEqual(rosey.take().map(({ event, args }) => [event, args[0]]), [
    ["updateEmote", { name: ":wave:", image, source: "(^|\\s):wave:(?!\\S)" }],
    ["renameEmote", { old: ":wave:", name: ":hi:", image, source: "(^|\\s):hi:(?!\\S)" }],
    ["emoteList", [{ name: "<b>", image, source: "(^|\\s)&lt;b&gt;(?!\\S)" }]],
    ["removeEmote", { name: "<b>" }],
  ]);
});

Deno.test("settings: filters are added, run over the next line, changed and removed", () => {
  const { owner, rosey } = room();
  const cat = { name: "cat", source: "\\bcat\\b", flags: "gi", replace: "<b>CAT</b>", active: true };
  owner.send("addFilter", cat).send("addFilter", cat).say("my cat");
  owner.send("updateFilter", { ...cat, replace: "dog" }).say("my cat");
  owner.send("removeFilter", { name: "cat" }).say("my cat").send("addFilter", { source: "(", replace: "" });
  assert.deepEqual(rosey.takeAll("chatMsg").map((line) => Object(line).msg), [
    "my <b>CAT</b>",
    "my dog",
    "my cat",
  ]);
  assert.deepEqual(owner.takeEvents().filter((event) => event !== "chatMsg"), [
    "addFilterSuccess",
    "updateChatFilter",
    "errorMsg",
    "updateChatFilter",
    "deleteChatFilter",
    "errorMsg",
  ]);
});

Deno.test("settings: the log is for administrators, in the server's format, with cloaked addresses", () => {
  const { world, owner } = room();
  world.enter("alice").say("hello world");
  owner.take();
  owner.send("readChanLog");
  const [log] = owner.takeAll("readChanLog").map((sent) => Object(sent));
  assert.equal(log.success, true);
  assert.match(log.data, /^\[\w{3} \w{3} \d\d \d{4} \d\d:\d\d:\d\d\] <alice> hello world$/m);
  assert.doesNotMatch(log.data, /192\.0\.2/);
});
