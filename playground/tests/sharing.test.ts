/** Programs come in by links and examples, and go out by links and archives. */

import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { strFromU8, unzipSync } from "fflate";
import { expect, test } from "vitest";
import { EXAMPLES } from "../src/project/examples";
import { cursor, editor, encode, pages, settled, text, type } from "./browser";
import { GOOD, ONLY } from "./programs";

const visit = pages();
const EXAMPLE_FOLDER = fileURLToPath(new URL("../../examples/", import.meta.url));

test("a link opens the whole program", async () => {
  const files = { "env/prod.fluo": `use "../app.fluo"\n\nenvironment prod {}\n`, "app.fluo": GOOD.replace("environment dev {}\n", "") };
  const page = await visit({ fragment: `#${encode({ files, target: { entry: "env/prod.fluo", environment: "prod" }, open: "env/prod.fluo" })}` });
  await settled(page);
  expect(await text(page)).toBe(files["env/prod.fluo"]);
  expect(await page.getByTestId("environment").locator("option:checked").innerText()).toContain("prod");
});

test("a shared link brings back what was typed", async () => {
  const page = await visit({ fragment: `#${encode(ONLY)}` });
  await settled(page);
  const typed = GOOD.replace("8080", "9090");
  await type(page, typed);
  await settled(page);
  await page.getByTestId("share").click();
  await expect.poll(() => page.getByTestId("notices").innerText()).toContain("link is copied");
  const address = await page.evaluate(() => navigator.clipboard.readText());
  const second = await visit({ address });
  await settled(second);
  expect(await text(second)).toBe(typed);
});

test("a broken link says so, and the page works", async () => {
  const page = await visit({ fragment: `#${encode(ONLY).slice(0, 60)}` });
  await settled(page);
  await expect.poll(() => page.getByTestId("notices").innerText()).toMatch(/link/i);
  expect(await editor(page).isVisible()).toBe(true);
});

test.each(EXAMPLES.map(({ name }) => name))("the example %s compiles without a problem", async (name) => {
  const page = await visit({ fragment: `#e=${name}` });
  await settled(page);
  expect(await page.getByTestId("state").innerText()).toMatch(/^Compiled: \d+ objects?/);
  expect(await page.getByTestId("example").inputValue()).toBe(name);
});

test("an example is chosen, and what was typed before can be brought back", async () => {
  const page = await visit({ fragment: `#${encode(ONLY)}` });
  await settled(page);
  await cursor(page, "environment dev");
  await page.keyboard.press("End");
  await page.keyboard.type(" // mine");
  await page.getByTestId("example").selectOption("service");
  await settled(page);
  await page.getByTestId("notices").getByRole("button", { name: "Bring it back" }).click();
  await expect.poll(() => text(page)).toContain("// mine");
});

test("the archive holds the tree that the command line writes", async () => {
  const page = await visit({ fragment: "#e=agent-executor" });
  await settled(page);
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByTestId("download").click()]);
  const bytes = await readFile(await download.path());
  const found = Object.fromEntries(Object.entries(unzipSync(bytes)).map(([path, file]) => [path, strFromU8(file)]));
  expect(found[".fluo.lock"]).toBeDefined();
  delete found[".fluo.lock"];
  expect(found).toEqual(await tree(join(EXAMPLE_FOLDER, "agent-executor/expected/prod")));
});

async function tree(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && entry.name !== ".fluo.lock");
  return Object.fromEntries(
    await Promise.all(
      files.map(async ({ parentPath, name }) => {
        const path = join(parentPath, name);
        return [path.slice(folder.length + 1), await readFile(path, "utf8")] as const;
      }),
    ),
  );
}
