/** What the page looks like at three widths: nothing is cut off. Pictures of each state are left in `target/pages`. */

import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { output, pages, settled, editor } from "./browser";

const visit = pages();
const PICTURES = fileURLToPath(new URL("../../target/pages/", import.meta.url));

const WIDTHS = [
  { width: 360, height: 740 },
  { width: 768, height: 1024 },
  { width: 1440, height: 900 },
] as const;

/** Texts that are wider than their boxes, in boxes that neither scroll nor say by dots that there is more. */
async function cut(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const all: string[] = [];
    const look = (root: Document | ShadowRoot): void => {
      for (const element of root.querySelectorAll<HTMLElement>("*")) {
        if (element.shadowRoot !== null) look(element.shadowRoot);
        if (!(element instanceof HTMLElement) || !element.checkVisibility()) continue;
        const style = getComputedStyle(element);
        const clipped = style.overflowX === "hidden" || style.overflowX === "clip";
        // Text for screen readers is hidden on purpose; dots are honest where the whole text is to be had otherwise.
        if (!clipped || style.textOverflow === "ellipsis" || element.clientWidth <= 1) continue;
        const own = Array.from(element.childNodes).some((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim() !== "");
        if (own && element.scrollWidth > element.clientWidth + 1) all.push(`${element.className}: ${element.textContent?.slice(0, 60)}`);
      }
    };
    look(document);
    if (document.documentElement.scrollWidth > innerWidth) all.push(`the page: ${document.documentElement.scrollWidth} > ${innerWidth}`);
    return all;
  });
}

for (const size of WIDTHS) {
  for (const scheme of ["light", "dark"] as const) {
    test(`nothing is cut off at ${size.width}, ${scheme}`, async () => {
      await mkdir(PICTURES, { recursive: true });
      const page = await visit({ fragment: "#e=agent-executor", ...size, context: { colorScheme: scheme } });
      await settled(page);
      const side = async (name: string): Promise<void> => {
        const tab = page.getByRole("tablist", { name: "Panes" }).getByRole("tab", { name });
        if (await tab.isVisible()) await tab.click();
      };
      const picture = async (name: string): Promise<void> => {
        expect(await cut(page), `${name} at ${size.width}`).toEqual([]);
        await page.screenshot({ path: `${PICTURES}${size.width}-${scheme}-${name}.png` });
      };
      await picture("source");
      await side("Output");
      for (const name of ["manifests", "graph", "compare", "problems"] as const) {
        await output(page, name);
        await page.waitForTimeout(400);
        await picture(name);
      }
      await side("Source");
      await editor(page).click();
      await page.keyboard.press("ControlOrMeta+Home");
      await page.keyboard.type("component broken service {\n");
      await settled(page, /error/);
      await picture("errors");
      await side("Output");
      await output(page, "problems");
      await page.waitForTimeout(400);
      await picture("problems-some");
    });
  }
}
