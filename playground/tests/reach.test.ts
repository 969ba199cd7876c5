/** Without a pointer, on a phone, under any path, in either theme. */

import { expect, test } from "vitest";
import { editor, encode, output, pages, settled, text } from "./browser";
import { GOOD, ONLY } from "./programs";
import { site } from "./site";

const visit = pages();

test("everything is reached by the keyboard, and nothing keeps it", async () => {
  const page = await visit({ fragment: `#${encode(ONLY)}` });
  await settled(page);
  const passed = new Set<string>();
  for (let index = 0; index < 60; index += 1) {
    await page.keyboard.press("Escape");
    await page.keyboard.press("Tab");
    passed.add(
      await page.evaluate(() => {
        const inner = document.activeElement?.shadowRoot?.activeElement ?? document.activeElement;
        return inner === document.body ? "body" : (inner?.getAttribute("data-testid") ?? inner?.getAttribute("aria-label") ?? inner?.textContent ?? "");
      }),
    );
  }
  for (const wanted of ["example", "environment", "format", "share", "download", "theme", "help", "state"]) {
    expect(passed, `Tab reaches ${wanted}`).toContain(wanted);
  }
  expect(Array.from(passed).join("\n")).toMatch(/^source\b/m);
});

test("keys open the panes", async () => {
  const page = await visit({ fragment: `#${encode(ONLY)}` });
  await settled(page);
  for (const [key, name] of [["3", "graph"], ["4", "compare"], ["5", "problems"], ["2", "manifests"]] as const) {
    await page.keyboard.press(`Alt+Shift+Digit${key}`);
    expect(await page.locator(`#tab-output-${name}`).getAttribute("aria-selected")).toBe("true");
  }
  await page.keyboard.press("ArrowRight");
  await expect.poll(() => page.locator("#tab-output-graph").getAttribute("aria-selected")).toBe("true");
  await page.keyboard.press("Alt+Shift+Digit1");
  await page.keyboard.press("ControlOrMeta+Home");
  await page.keyboard.type("// by key\n");
  await expect.poll(() => text(page)).toBe(`// by key\n${GOOD}`);
});

test("who can't see the page is told how it went", async () => {
  const page = await visit({ fragment: `#${encode(ONLY)}` });
  await settled(page);
  await expect.poll(() => page.getByTestId("announced").innerText()).toMatch(/^Compiled/);
  await editor(page).click();
  await page.keyboard.press("ControlOrMeta+Home");
  await page.keyboard.type("nonsense ");
  await expect.poll(() => page.getByTestId("announced").innerText()).toMatch(/error/);
});

test("everything that can be pressed has a name", async () => {
  const page = await visit({ fragment: "#e=agent-executor" });
  await settled(page);
  const nameless = await page.evaluate(() => {
    const named = (element: Element): boolean =>
      [element.getAttribute("aria-label"), element.getAttribute("title"), element.textContent].some((name) => (name ?? "").trim() !== "") ||
      element.closest("label")?.textContent?.trim() !== undefined;
    return Array.from(document.querySelectorAll("button, select, input, a[href], [role=tab], [role=treeitem]"))
      .filter((element) => !named(element))
      .map((element) => element.outerHTML.slice(0, 120));
  });
  expect(nameless).toEqual([]);
});

test("a phone shows one pane at a time", async () => {
  const page = await visit({ fragment: "#e=agent-executor", width: 360, height: 740, context: { hasTouch: true, isMobile: true } });
  await settled(page);
  const panes = page.getByRole("tablist", { name: "Panes" });
  await panes.getByRole("tab", { name: "Output" }).tap();
  expect(await page.getByTestId("output").isVisible()).toBe(true);
  expect(await page.getByTestId("sources").isVisible()).toBe(false);
  for (const name of ["graph", "compare", "problems", "manifests"] as const) await output(page, name);
  await panes.getByRole("tab", { name: "Source" }).tap();
  expect(await editor(page).isVisible()).toBe(true);
  await page.getByTestId("menu").tap();
  await page.getByRole("menuitem", { name: "Help and keys" }).tap();
  expect(await page.getByTestId("dialog").isVisible()).toBe(true);
});

test("what is to be tapped is large enough for a finger", async () => {
  const page = await visit({ fragment: "#e=agent-executor", width: 360, height: 740, context: { hasTouch: true, isMobile: true } });
  await settled(page);
  const small = await page.evaluate(() =>
    Array.from(document.querySelectorAll("header button, header select, nav [role=tab], .tab-row [role=tab]"))
      .filter((element) => element.checkVisibility())
      .map((element) => ({ name: element.textContent || element.getAttribute("aria-label"), box: element.getBoundingClientRect() }))
      .filter(({ box }) => box.height < 40)
      .map(({ name, box }) => `${name}: ${Math.round(box.height)}`),
  );
  expect(small).toEqual([]);
});

test("it stands under any path", async () => {
  const under = await site("/a/b/");
  try {
    const page = await visit({ address: `${under.address}#e=service` });
    await settled(page);
    await output(page, "graph");
    await expect.poll(() => page.getByTestId(/^node:/).count()).toBeGreaterThan(0);
  } finally {
    await under.close();
  }
});

test("the policy lets nothing through that is not needed", async () => {
  const page = await visit({ fragment: `#${encode(ONLY)}` });
  await settled(page);
  const policy = await page.locator("meta[http-equiv='Content-Security-Policy']").getAttribute("content");
  expect(policy).toMatch(/^default-src 'none'/);
  expect(policy).not.toMatch(/unsafe-inline|'unsafe-eval'|https?:|\*/);
  expect(await page.locator("style, script:not([src])").count()).toBe(0);
});
