/** From what is emitted to the sources, and back. */

import { expect, test } from "vitest";
import { cursor, encode, output, pages, settled, text } from "./browser";
import { ONLY } from "./programs";

const visit = pages();

test("an emitted field leads to the line that decided it", async () => {
  const page = await visit({ fragment: `#${encode(ONLY)}` });
  await settled(page);
  await page.getByTestId("manifest-tree:nodes/web/deployment-web.yaml").click();
  await page.getByTestId("yaml").locator(".cm-line", { hasText: "nginx:1.27" }).first().click();
  const chain = page.getByTestId("chain");
  await expect.poll(() => chain.innerText()).toContain("app.fluo:2");
  const step = chain.getByTestId("step").first();
  expect(await step.innerText()).toContain('image: "nginx:1.27"');
  const deciding = page.getByTestId("editor").locator(".cm-fluo-deciding-line, .cm-fluo-deciding");
  await expect.poll(() => deciding.allInnerTexts().then((all) => all.join())).toContain("nginx:1.27");
  await step.click();
  await expect.poll(() => page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.className ?? "")).toContain("cm-content");
});

test("a line of a source shows the fields that it decides", async () => {
  const page = await visit({ fragment: `#${encode(ONLY)}` });
  await settled(page);
  await cursor(page, "image:");
  const strip = page.getByTestId("decides").getByRole("button").first();
  await expect.poll(() => strip.innerText()).toMatch(/decides \d+ fields? in \d+ files?/);
  await strip.click();
  await page.getByTestId("decided").getByRole("button").first().click();
  await expect.poll(() => page.getByTestId("yaml").locator(".cm-fluo-decided-line, .cm-fluo-decided, .cm-fluo-deciding-line").count()).toBeGreaterThan(0);
});

test("another environment is another build", async () => {
  const page = await visit({ fragment: "#e=agent-executor" });
  await settled(page);
  const picker = page.getByTestId("environment");
  const trees = async (): Promise<string> => page.getByTestId("state").innerText();
  const options = await picker.locator("option").allInnerTexts();
  expect(options.length).toBeGreaterThan(2);
  const seen = new Set<string>();
  for (const value of await picker.locator("option").evaluateAll((all) => all.map((one) => (one as HTMLOptionElement).value))) {
    await picker.selectOption(value);
    await settled(page);
    seen.add(await trees());
  }
  expect(seen.size).toBeGreaterThan(1);
});

test("two environments are compared, and a line says why", async () => {
  const page = await visit({ fragment: "#e=agent-executor" });
  await settled(page);
  await output(page, "compare");
  await expect.poll(() => page.getByTestId("compare-summary").innerText()).toMatch(/\d+ changed, /);
  const difference = page.getByTestId(/^difference:.*deployment-agent-executor/).first();
  if ((await difference.getAttribute("open")) === null) await difference.locator("summary").click();
  await difference.locator(".diff-line[data-sign='+']").first().click();
  await expect.poll(() => page.getByTestId("compare-why").getByTestId("step").count()).toBeGreaterThan(0);
});

test("a node of the graph leads to its component", async () => {
  const page = await visit({ fragment: "#e=fleet" });
  await settled(page);
  await output(page, "graph");
  const nodes = page.getByTestId(/^node:/);
  await expect.poll(() => nodes.count()).toBeGreaterThan(40);
  const node = nodes.and(page.locator("[data-own=true]")).nth(5);
  await node.focus();
  await page.keyboard.press("Enter");
  const source = page.getByTestId("graph-source");
  const file = /(\S+\.fluo):\d+/.exec(await source.innerText())?.[1] ?? "nothing";
  await source.click();
  const tabs = page.getByRole("tablist", { name: "Open sources" });
  await expect.poll(() => tabs.getByRole("tab", { selected: true }).innerText()).toContain(file.split("/").at(-1));
  await page.keyboard.press("Alt+Shift+Digit3");
  await page.getByTestId(/^edge:/).first().dispatchEvent("click");
  await expect.poll(() => page.getByTestId("graph-why").innerText()).toContain("waits for");
});

test("the graph can be read as a list", async () => {
  const page = await visit({ fragment: "#e=agent-executor" });
  await settled(page);
  await output(page, "graph");
  await page.getByTestId("graph-list").click();
  await expect.poll(() => page.getByTestId("graph").innerText()).toMatch(/Layer 0[\s\S]*waits for/);
});

test("a declaration is found by its key", async () => {
  const page = await visit({ fragment: "#e=agent-executor" });
  await settled(page);
  const line = page.getByTestId("editor").locator(".cm-line", { hasText: "consumer: agent-events.agent-executor-workers" }).first();
  await line.locator("span", { hasText: "agent-events" }).first().click();
  const before = await text(page);
  await page.keyboard.press("F12");
  await expect.poll(() => page.getByTestId("editor").locator(".cm-activeLine").innerText()).toContain("agent-events");
  expect(await text(page)).toBe(before);
});
