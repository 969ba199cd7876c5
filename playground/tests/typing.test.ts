/** Somebody types: problems, repairs, what stays on the screen meanwhile. */

import { expect, test } from "vitest";
import { cursor, editor, emitted, encode, output, pages, settled, shifts, text, type } from "./browser";
import { GOOD, MISSPELT, ONLY, TWICE } from "./programs";

const visit = pages();
const mine = { fragment: `#${encode(ONLY)}` };

test("a typed program is compiled as it is typed", async () => {
  const page = await visit(mine);
  await settled(page);
  await type(page, GOOD.replaceAll("web", "shop"));
  await settled(page);
  await expect.poll(() => page.getByTestId("manifest-tree").innerText()).toContain("shop");
});

test("a mistake has a squiggle, and the output from before stays", async () => {
  const page = await visit(mine);
  await settled(page);
  await type(page, MISSPELT);
  await settled(page, /error/);
  const squiggle = page.getByTestId("editor").locator(".cm-fluo-error").first();
  await squiggle.waitFor();
  expect(await squiggle.innerText()).toBe("imgae");
  expect(await page.getByTestId("stale").isVisible()).toBe(true);
  await expect.poll(() => emitted(page)).toContain("kind: ");
});

test("a fix is applied by a click on its button", async () => {
  const page = await visit(mine);
  await settled(page);
  await type(page, MISSPELT);
  await settled(page, /error/);
  await output(page, "problems");
  const problem = page.getByTestId(/^problem:E/).first();
  await problem.getByTestId("fix").first().click();
  await settled(page);
  expect(await text(page)).toBe(GOOD);
  await expect.poll(() => page.getByTestId("output").innerText()).toContain("No problems.");
});

test("a fix is applied where the mistake stands", async () => {
  const page = await visit(mine);
  await settled(page);
  await type(page, MISSPELT);
  await settled(page, /error/);
  await cursor(page, "imgae");
  await page.keyboard.press("ControlOrMeta+.");
  await page.keyboard.press("Enter");
  await settled(page);
  expect(await text(page)).toBe(GOOD);
});

test("a problem leads to its explanation", async () => {
  const page = await visit(mine);
  await settled(page);
  await type(page, MISSPELT);
  await settled(page, /error/);
  await output(page, "problems");
  await page.getByRole("button", { name: /^Explain E/ }).first().click();
  await expect.poll(() => page.getByTestId("explain").innerText()).toMatch(/E0\d\d\d/);
});

test("what can stand somewhere is offered, and taken by a key", async () => {
  const page = await visit(mine);
  await settled(page);
  await cursor(page, "image:");
  await page.keyboard.press("End");
  await page.keyboard.press("Enter");
  await page.keyboard.type("repl");
  const offers = page.locator(".cm-tooltip-autocomplete");
  await expect.poll(() => offers.innerText()).toContain("replicas");
  // Offers that have just come up take no key, so that nobody takes them by accident.
  await page.waitForTimeout(300);
  await page.keyboard.press("Enter");
  await expect.poll(() => text(page)).toContain("replicas");
});

test("a name says what it means under the pointer", async () => {
  const page = await visit(mine);
  await settled(page);
  await page.getByTestId("editor").locator(".cm-line", { hasText: "image:" }).hover({ position: { x: 40, y: 8 } });
  await expect.poll(() => page.locator(".cm-fluo-hover").innerText()).toContain("image");
});

test("the open source is formatted as the command line does it", async () => {
  const page = await visit(mine);
  await settled(page);
  await type(page, GOOD.replace("{\n", "{\n\n\n").replace('  image: "nginx', '      image:     "nginx'));
  await settled(page);
  await page.getByTestId("format").click();
  await expect.poll(() => text(page)).toBe(GOOD);
});

test("a program that changes as fast as one can type ends in its last state", async () => {
  const page = await visit(mine);
  await settled(page);
  await cursor(page, "nginx");
  await page.keyboard.press("End");
  await page.keyboard.press("Enter");
  await page.keyboard.type("replicas: 17", { delay: 5 });
  await settled(page);
  await expect.poll(() => emitted(page)).toContain("replicas: 17");
});

test("a source is added, used, renamed and deleted", async () => {
  const page = await visit(mine);
  await settled(page);
  await page.getByTestId("file-new").click();
  await page.getByTestId("path-input").fill("more.fluo");
  await page.getByTestId("path-submit").click();
  await expect.poll(() => page.getByTestId("source-tree").innerText()).toContain("more.fluo");
  await type(page, TWICE);
  await page.getByTestId("source-tree").getByText("app.fluo").click();
  await type(page, `use "more.fluo"\n${GOOD}`);
  await settled(page);
  await expect.poll(() => page.getByTestId("manifest-tree").innerText()).toContain("twice");
  await page.getByTestId("source-tree").getByText("more.fluo").click();
  await page.getByTestId("file-delete").click();
  await settled(page, /error/);
});

test("nothing moves while one types", async () => {
  const page = await visit({ fragment: "#e=agent-executor" });
  await settled(page);
  await editor(page).click();
  await page.keyboard.press("ControlOrMeta+Home");
  await page.keyboard.type("\n\n");
  await page.keyboard.press("ArrowUp");
  await settled(page);
  await page.waitForTimeout(1000);
  const before = (await shifts(page)).length;
  await page.keyboard.type("size small { cpu: }", { delay: 40 });
  await settled(page, /error/);
  await page.waitForTimeout(1000);
  for (let index = 0; index < 19; index += 1) await page.keyboard.press("Backspace", { delay: 20 });
  await settled(page);
  await page.waitForTimeout(1000);
  expect((await shifts(page)).slice(before)).toEqual([]);
});
