import assert from "node:assert/strict";
import { join } from "node:path";
import { controlPath, readControlNote, writeControlNote } from "../../../../src/cli/control/control_file.ts";
import { RunningRosey } from "../../../../src/cli/control/running_rosey.ts";
import { systemClock } from "../../../../src/domain/clock.ts";
import { Secret } from "../../../../src/domain/secret.ts";
import { startWebServer } from "../../../../src/web/server.ts";
import { databaseIn, doorway, withFolder } from "./doorway.ts";

Deno.test("control: a command finds the Rosey that uses its database, and wakes her", async () => {
  await withFolder(async (folder) => {
    const { door, server, open, find, logged, wakings } = doorway(folder);
    assert.equal(await find(), undefined);
    await open();
    const rosey = await find();
    assert.equal(rosey?.introduction.pid, Deno.pid);
    assert.equal(rosey?.introduction.channel, "movies");
    await rosey?.wake();
    assert.equal(wakings(), 1);
    await door.close();
    assert.equal(await find(), undefined);
    assert.deepEqual(await Array.fromAsync(Deno.readDir(join(folder, "control"))), []);
    assert.deepEqual(logged, []);
    await server.stop();
  });
});

Deno.test("control: what a killed Rosey left behind is no Rosey, and the next one takes its place", async () => {
  await withFolder(async (folder) => {
    const killed = doorway(folder);
    await killed.open();
    await killed.server.stop();
    assert.equal(await killed.find(), undefined);
    const next = doorway(folder);
    await next.open();
    assert.ok(await next.find());
    // The killed one, were it to wake up and leave, would not take the other's note with it.
    await killed.door.close();
    assert.ok(await next.find());
    await next.door.close();
    await next.server.stop();
  });
});

Deno.test("control: another program that got the port is no Rosey", async () => {
  await withFolder(async (folder) => {
    const server = startWebServer({
      port: 0,
      listen: "127.0.0.1",
      handle: () => new Response("hello"),
      onError() {},
    });
    const path = controlPath(folder, databaseIn(folder)) ?? "";
    const { address } = server;
    const withdraw = await writeControlNote(path, { pid: 1, address, secret: new Secret("left behind") });
    assert.equal(
      await RunningRosey.find({ stateFolder: folder, database: databaseIn(folder), clock: systemClock }),
      undefined,
    );
    await withdraw();
    assert.equal(await readControlNote(path), undefined);
    await server.stop();
  });
});

Deno.test("control: nobody else may read the note, and a damaged one is none", async () => {
  await withFolder(async (folder) => {
    const path = controlPath(folder, databaseIn(folder)) ?? "";
    await writeControlNote(path, { pid: 1, address: "http://127.0.0.1:1", secret: new Secret("a") });
    assert.equal(((await Deno.stat(path)).mode ?? 0) & 0o777, 0o600);
    assert.equal(((await Deno.stat(join(folder, "control"))).mode ?? 0) & 0o777, 0o700);
    assert.equal((await readControlNote(path))?.secret.reveal(), "a");
    for (const text of ["", "{", "[]", `{"pid":1,"address":"no","secret":"a"}`]) {
      await Deno.writeTextFile(path, text);
      assert.equal(await readControlNote(path), undefined, text);
    }
  });
});

Deno.test("control: a folder that cannot be written costs the door and nothing else", async () => {
  await withFolder(async (folder) => {
    const { door, server, open, logged } = doorway(folder);
    await Deno.writeTextFile(join(folder, "file"), "");
    await open(join(folder, "file"));
    assert.match(logged.join(), /commands on this machine cannot ask this Rosey/);
    assert.ok(door.sources);
    assert.ok(!logged.join().includes(door.sources.secret.reveal()));
    await door.close();
    await server.stop();
  });
});

Deno.test("control: one database has one note, whichever way it is named; one in memory has none", async () => {
  await withFolder(async (folder) => {
    await Deno.writeTextFile(join(folder, "room.db"), "");
    await Deno.symlink(join(folder, "room.db"), join(folder, "link.db"));
    const pathOf = (path: string) => controlPath("/state", { kind: "sqlite", path });
    assert.equal(pathOf(join(folder, "link.db")), pathOf(join(folder, ".", "room.db")));
    assert.notEqual(pathOf(join(folder, "other.db")), pathOf(join(folder, "room.db")));
    assert.equal(pathOf(":memory:"), undefined);
    const server = (user: string, port: number) =>
      controlPath("/state", {
        kind: "postgres",
        host: "db",
        port,
        user,
        database: "rosey",
        tls: { kind: "off" },
      });
    assert.equal(server("a", 5432), server("b", 5432));
    assert.notEqual(server("a", 5432), server("a", 5433));
  });
});

Deno.test("control: why is asked and answered; what she refuses, she refuses here too", async () => {
  await withFolder(async (folder) => {
    const { door, server, open, find } = doorway(folder);
    await open();
    const found = await find();
    const asked = { user: "alice", via: "chat", target: undefined } as const;
    assert.deepEqual(await found?.why({ ...asked, command: "help" }), {
      command: "help",
      user: "alice",
      allowed: true,
    });
    await assert.rejects(async () => await found?.why({ ...asked, command: "kcik" }), {
      message: 'There is no command "kcik".',
      hint: "Did you mean kick?",
      code: "command.unknown",
      exit: "notFound",
    });
    await door.close();
    await assert.rejects(async () => await found?.why({ ...asked, command: "help" }), {
      code: "control.no_answer",
    });
    await server.stop();
  });
});
