/** Measures the built page in a browser, and prints a table. The times are what the page itself notes down. */

import { readdir, readFile } from "node:fs/promises";
import { cpus } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launch, settled } from "../tests/browser";
import { DIST, site, type Site } from "../tests/site";

/** How often the page is opened anew, and how many keys are pressed. */
const VISITS = 9;
const KEYS = 120;

let browser: Browser;
let served: Site;
const rows: (readonly [string, string])[] = [];

beforeAll(async () => {
  [browser, served] = await Promise.all([launch(), site()]);
});

afterAll(async () => {
  await browser.close();
  await served.close();
  const width = Math.max(...rows.map(([name]) => name.length));
  const lines = rows.map(([name, value]) => `| ${name.padEnd(width)} | ${value} |`);
  console.log([`| ${"".padEnd(width)} | |`, `|${"-".repeat(width + 2)}|---|`, ...lines].join("\n"));
});

const quantile = (times: readonly number[], share: number): number =>
  times.toSorted((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * share))] ?? Number.NaN;

const milliseconds = (times: readonly number[]): string =>
  `${quantile(times, 0.5).toFixed(0)} ms median, ${quantile(times, 0.95).toFixed(0)} ms at 95 %, ${times.length} times`;

/** A page that nothing is known of: no cache, no storage. */
async function visit(fragment: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  await page.goto(served.address + fragment);
  await settled(page);
  return page;
}

test("machine", async () => {
  const all = cpus();
  rows.push(["machine", `${all.length} × ${all[0]?.model.trim()}, Node.js ${process.version}, Chromium ${browser.version()}`]);
});

test.each(["agent-executor", "fleet"])("first paint with %s compiled", async (example) => {
  const paints: number[] = [];
  const compiled: number[] = [];
  for (let index = 0; index < VISITS; index += 1) {
    const page = await visit(`#e=${example}`);
    const at = (name: string): Promise<number> => page.evaluate((wanted) => performance.getEntriesByName(wanted)[0]?.startTime ?? Number.NaN, name);
    await expect.poll(() => at("fluo:first-compiled"), { timeout: 20_000 }).toBeGreaterThan(0);
    paints.push(await at("first-contentful-paint"));
    compiled.push(await at("fluo:first-compiled"));
    await page.context().close();
  }
  rows.push([`first paint, ${example}`, milliseconds(paints)], [`painted with ${example} compiled`, milliseconds(compiled)]);
});

test("recompilation of fleet after a keystroke", async () => {
  const page = await visit("#e=fleet");
  const count = (): Promise<number> => page.evaluate(() => performance.getEntriesByName("fluo:recompile").length);
  await page.getByTestId("editor").locator(".cm-line", { hasText: "component" }).first().click();
  await page.keyboard.press("Home");
  await page.keyboard.press("Enter");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.type("// ");
  await settled(page);
  for (let index = 0; index < KEYS; index += 1) {
    const before = await count();
    await page.keyboard.press("x");
    await page.waitForFunction((seen) => performance.getEntriesByName("fluo:recompile").length > seen, before);
  }
  const times = await page.evaluate(() => performance.getEntriesByName("fluo:recompile").map((entry) => entry.duration));
  rows.push(["fleet after a keystroke", milliseconds(times.slice(-KEYS))]);
});

test("sizes", async () => {
  const names = await readdir(join(DIST, "assets"));
  const gzipped = async (pattern: RegExp): Promise<string> => {
    const sizes = names.filter((name) => pattern.test(name)).map(async (name) => gzipSync(await readFile(join(DIST, "assets", name)), { level: 9 }).length);
    const sum = (await Promise.all(sizes)).reduce((all, size) => all + size, 0);
    return `${(sum / 1024).toFixed(1)} KB gzipped`;
  };
  rows.push(
    ["compiler", await gzipped(/\.wasm$/)],
    ["page and worker, without the editor", await gzipped(/^(index|worker)-.*\.(js|css)$/)],
    ["editor", await gzipped(/^editor-.*\.js$/)],
  );
});
