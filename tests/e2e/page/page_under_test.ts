/**
 * The page in a browser, watched: what it logs, what its policy forbids, what it fetches.
 *
 * @module
 */

import assert from "node:assert/strict";
import axeSource from "axe-core/axe.min.js" with { type: "text" };
import type { Browser, BrowserContext, Page } from "playwright-core";
import { z } from "zod";
import { NOW } from "./sample_room.ts";

/** How the reader looks at it. */
export interface Reader {
  readonly width?: number;
  readonly scheme?: "light" | "dark";
  readonly locale?: string;
  /** The cookie of a token; nobody is logged in without one. */
  readonly cookie?: { readonly name: string; readonly value: string };
  /** Whether the clock stands at the sample's moment. */
  readonly stopsClock?: boolean;
}

/** Where screenshots are kept; git ignores it. */
const ARTEFACTS = new URL("../../../coverage/page/", import.meta.url);

/** How long something that must come may take on a busy machine. */
const WAIT_LIMIT_MS = 20_000;

/** Runs in the page: a text, because the tests know no types of browsers. */
const TELL_VIOLATIONS = `document.addEventListener("securitypolicyviolation", (event) => {
  toldOfViolation(event.effectiveDirective + " " + event.blockedURI);
})`;

const Findings = z.array(z.object({
  id: z.string(),
  impact: z.string().nullable(),
  nodes: z.array(z.object({ html: z.string(), failureSummary: z.string().optional() })),
}));

/** A page and everything that went wrong on it. */
export class PageUnderTest implements AsyncDisposable {
  /** What the console was told, what scripts threw, and what the policy forbade. */
  readonly problems: string[] = [];

  private constructor(readonly url: string, readonly page: Page, readonly context: BrowserContext) {
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) this.problems.push(message.text());
    });
    page.on("pageerror", (error) => this.problems.push(error.message));
  }

  /** Opens a window; nothing is loaded yet. */
  static async open(browser: Browser, url: string, reader: Reader = {}): Promise<PageUnderTest> {
    const { width = 1280, scheme = "light", locale = "en-GB", cookie, stopsClock = true } = reader;
    const context = await browser.newContext({
      viewport: { width, height: 800 },
      colorScheme: scheme,
      locale,
      timezoneId: "Europe/Berlin",
      reducedMotion: "reduce",
    });
    if (cookie !== undefined) await context.addCookies([{ ...cookie, url }]);
    if (stopsClock) await context.clock.setFixedTime(NOW * 1000);
    context.setDefaultTimeout(WAIT_LIMIT_MS);
    return await PageUnderTest.#in(context, url);
  }

  /** Another tab of the same browser. */
  beside(): Promise<PageUnderTest> {
    return PageUnderTest.#in(this.context, this.url);
  }

  static async #in(context: BrowserContext, url: string): Promise<PageUnderTest> {
    const page = await context.newPage();
    const opened = new PageUnderTest(url, page, context);
    await page.exposeFunction("toldOfViolation", (what: string) => void opened.problems.push(`CSP: ${what}`));
    await page.addInitScript({ content: TELL_VIOLATIONS });
    return opened;
  }

  /** Says to the page whether somebody can see it: the browser of the tests shows every tab as if it were in front. */
  async setHidden(hidden: boolean): Promise<void> {
    await this.page.evaluate(
      `Object.defineProperty(document, "hidden", { value: ${hidden}, configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));`,
    );
  }

  /** Shows a view and waits until it is drawn. */
  async show(view: string): Promise<void> {
    await this.page.goto(`${this.url}/#/${view}`);
    await this.drawn();
  }

  /** Waits until there is nothing more to be loaded. */
  async drawn(): Promise<void> {
    await this.page.locator("h1").waitFor();
    await this.page.locator(".loading, [aria-busy]").waitFor({ state: "detached" });
  }

  /** Waits until the view has a text. */
  async reads(text: string): Promise<void> {
    await this.page.locator("main").filter({ hasText: text }).waitFor();
  }

  /** Nothing may have gone wrong. */
  assertClean(): void {
    assert.deepEqual(this.problems, []);
  }

  /** What keeps people out. */
  async barriers(): Promise<string[]> {
    // The browser takes it from us, not from the page: the page's own policy would forbid it.
    const findings = Findings.parse(
      await this.page.evaluate(`${axeSource}; axe.run().then(({ violations }) => violations)`),
    );
    const serious = findings.filter(({ impact }) => impact === "serious" || impact === "critical");
    return serious.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`)
    );
  }

  /** Nothing may stick out to the side. */
  async assertFits(what: string): Promise<void> {
    const [content, width] = z.tuple([z.number(), z.number()]).parse(
      await this.page.evaluate("[document.documentElement.scrollWidth, innerWidth]"),
    );
    assert.ok(content <= width, `${what} is ${content} wide in a window of ${width}`);
  }

  /** Keeps how it looks. */
  async keepPicture(name: string): Promise<void> {
    await Deno.mkdir(ARTEFACTS, { recursive: true });
    await this.page.screenshot({ path: new URL(`${name}.png`, ARTEFACTS).pathname, fullPage: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.context.close();
  }
}
