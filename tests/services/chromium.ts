/**
 * A browser for tests of pages: headless, with an empty profile, gone with the test that started it.
 *
 * @module
 */
import { join } from "node:path";
import { type Browser, chromium } from "playwright-core";
import { type ChromiumProgram, chromiumProgram } from "./chromium_program.ts";
import { startServer } from "./server_process.ts";

/** It says where it listens on stderr. */
const READY = /DevTools listening on (ws:\/\/\S+)/;

/** Nothing is drawn by a graphics card, nothing is looked up on the network by itself. */
const FLAGS = [
  "--headless",
  "--hide-scrollbars",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-dev-shm-usage",
  "--remote-debugging-port=0",
];

/** A running browser. */
export interface TestBrowser extends AsyncDisposable {
  readonly browser: Browser;
}

/** Starts one. */
export async function startChromium(): Promise<TestBrowser> {
  const program = await chromiumProgram();
  const folder = await Deno.makeTempDir({ prefix: "rosey-chromium-" });
  const server = await startServer({
    command: "env",
    args: [
      ...await variables(program, folder),
      program.command,
      ...FLAGS,
      // Root may have no sandbox, and only our own page is opened.
      ...(Deno.uid() === 0 ? ["--no-sandbox"] : []),
      `--user-data-dir=${join(folder, "profile")}`,
      "about:blank",
    ],
    folder,
    ready: READY,
    stopSignal: "TERM",
  });
  const [, address = ""] = server.ready;
  const browser = await chromium.connectOverCDP(address);
  return {
    browser,
    async [Symbol.asyncDispose]() {
      await browser.close();
      await server[Symbol.asyncDispose]();
    },
  };
}

/** Chromium keeps more than its profile at home, and finds fonts by a file. */
async function variables({ libraries, fonts }: ChromiumProgram, folder: string): Promise<string[]> {
  const home = [`HOME=${folder}`, `XDG_CONFIG_HOME=${folder}`, `XDG_CACHE_HOME=${folder}`];
  if (libraries === undefined || fonts === undefined) return home;
  const fontsFile = join(folder, "fonts.conf");
  const cache = `<cachedir>${join(folder, "fonts")}</cachedir>`;
  await Deno.writeTextFile(
    fontsFile,
    `<fontconfig><dir>/usr/share/fonts</dir><dir>${fonts}</dir>${cache}</fontconfig>`,
  );
  return [...home, `LD_LIBRARY_PATH=${libraries}`, `FONTCONFIG_FILE=${fontsFile}`];
}
