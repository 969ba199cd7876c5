/** A browser without a window, and pages in it that are watched. */

import { existsSync } from "node:fs";
import { chromium, type Browser, type BrowserContextOptions, type Locator, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect } from "vitest";
import { site, type Site } from "./site";

const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

export function launch(): Promise<Browser> {
  const executablePath = process.env.CHROMIUM ?? PLACES.find((path) => existsSync(path));
  if (executablePath === undefined) throw new Error("there is no Chromium: install it, or set CHROMIUM to its path");
  return chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"] });
}

/** What moved by itself, from where to where, in pixels. */
interface Shifts {
  shifts: string[];
}

interface Shift extends PerformanceEntry {
  readonly sources: readonly { readonly node: Node | null; readonly previousRect: DOMRect; readonly currentRect: DOMRect }[];
}

export interface Visit {
  /** What follows the address of the page: `#e=fleet`. */
  readonly fragment?: string;
  readonly width?: number;
  readonly height?: number;
  readonly context?: BrowserContextOptions;
  /** Another address of the page. */
  readonly address?: string;
}

/** What each file of tests has: a site, a browser, and pages that have nothing to complain about. */
export function pages(): (visit?: Visit) => Promise<Page> {
  let browser: Browser;
  let served: Site;
  const complaints: string[] = [];
  const opened: Page[] = [];
  beforeAll(async () => {
    [browser, served] = await Promise.all([launch(), site()]);
  });
  afterAll(async () => {
    await browser.close();
    await served.close();
  });
  afterEach(async () => {
    for (const page of opened.splice(0)) await page.context().close();
    const said = complaints.splice(0);
    expect(said, "what the browser complained about").toEqual([]);
  });
  return async ({ fragment = "", width = 1440, height = 900, context, address = served.address } = {}) => {
    const within = await browser.newContext({
      viewport: { width, height },
      reducedMotion: "reduce",
      permissions: ["clipboard-read", "clipboard-write"],
      ...context,
    });
    const page = await within.newPage();
    opened.push(page);
    await watch(page, new URL(address).origin, complaints);
    await page.goto(address + fragment);
    return page;
  };
}

/** Everything that a visitor's console would show, every policy that is broken, and everything that leaves the machine. */
async function watch(page: Page, origin: string, complaints: string[]): Promise<void> {
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => complaints.push(`error: ${error.message}`));
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(origin) && !/^(blob|data):/.test(url)) complaints.push(`request: ${url}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 400) complaints.push(`answer: ${response.status()} ${response.url()}`);
  });
  await page.exposeFunction("complain", (what: string) => complaints.push(what));
  await page.addInitScript(() => {
    const watched = globalThis as unknown as Shifts & { complain: (what: string) => void };
    document.addEventListener("securitypolicyviolation", (event) => {
      watched.complain(`policy: ${event.violatedDirective} ${event.blockedURI}`);
    });
    watched.shifts = [];
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        for (const { node, previousRect, currentRect } of (entry as Shift).sources) {
          const element = node instanceof Element ? node : node?.parentElement;
          // What is inside of an editor has no name here. Its cursor goes along the line, its offers follow; its lines stay.
          const inEditor = node === null;
          const line = previousRect.left === currentRect.left && previousRect.height === currentRect.height;
          if (inEditor && (!line || previousRect.top === currentRect.top)) continue;
          const box = ({ x, y, width, height }: DOMRect): string => [x, y, width, height].map(Math.round).join(" ");
          watched.shifts.push(`${inEditor ? "a line" : element?.outerHTML.slice(0, 80)}: ${box(previousRect)} to ${box(currentRect)}`);
        }
      }
    }).observe({ type: "layout-shift", buffered: true });
  });
}

export function shifts(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => (globalThis as unknown as Shifts).shifts);
}

/** Waits until the page shows what is built of its present sources. */
export async function settled(page: Page, says: RegExp | string = /^Compiled/): Promise<void> {
  const state = page.getByTestId("state");
  await expect.poll(() => state.innerText(), { timeout: 20_000 }).toMatch(says);
  await expect.poll(() => page.getByTestId("status").getAttribute("data-busy"), { timeout: 20_000 }).not.toBe("true");
}

export function editor(page: Page): Locator {
  return page.getByTestId("editor").locator(".cm-content");
}

/** The text of the source that is open, as far as the editor draws it: without the labels of problems beside the lines. */
export function text(page: Page): Promise<string> {
  return page
    .getByTestId("editor")
    .locator(".cm-line")
    .evaluateAll((lines) =>
      lines
        .map((line) => {
          const copy = line.cloneNode(true) as HTMLElement;
          for (const label of copy.querySelectorAll("[contenteditable=false], .cm-widgetBuffer")) label.remove();
          return copy.textContent;
        })
        .join("\n"),
    );
}

/** The emitted file that is shown. */
export function emitted(page: Page): Promise<string> {
  return page.getByTestId("yaml").locator(".cm-content").innerText();
}

/** Replaces the whole text of the source that is open, as one pastes it. */
export async function type(page: Page, source: string): Promise<void> {
  await page.evaluate((copied) => navigator.clipboard.writeText(copied), source);
  await editor(page).click();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.press("ControlOrMeta+v");
}

/** Puts the cursor into the first line of the open source that holds this text. */
export async function cursor(page: Page, words: string): Promise<void> {
  await page.getByTestId("editor").locator(".cm-line", { hasText: words }).first().click();
}

/** An output tab. */
export async function output(page: Page, name: "manifests" | "graph" | "compare" | "problems"): Promise<void> {
  await page.locator(`#tab-output-${name}`).click();
}

/** A program as the fragment of an address. */
export { encode } from "../src/project/link";
