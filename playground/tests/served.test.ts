/** The page as `fluoc playground` serves it, with a program of the command line's. */

import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterEach, expect, test } from "vitest";
import { pages, settled, text } from "./browser";

const visit = pages();
const EXAMPLE = fileURLToPath(new URL("../../examples/agent-executor", import.meta.url));
const fluoc = process.env.FLUOC;
let running: ChildProcess | undefined;

afterEach(() => running?.kill());

test.skipIf(fluoc === undefined)("fluoc opens a project in the page", async () => {
  running = spawn(fluoc ?? "", ["playground", "--port", "0", "--no-open", "env/dev.fluo"], { cwd: EXAMPLE, stdio: ["ignore", "pipe", "ignore"] });
  if (running.stdout === null) throw new Error("no output");
  const [address] = (await once(createInterface({ input: running.stdout }), "line")) as [string];
  const page = await visit({ address });
  await settled(page);
  expect(await text(page)).toContain("environment dev");
  expect(await page.getByTestId("environment").locator("option").allInnerTexts()).toEqual(expect.arrayContaining([expect.stringContaining("prod")]));
  // Its headers are stricter than what a page can say of itself.
  const head = await page.request.get(address.replace(/open$/, ""));
  expect(head.headers()["content-security-policy"]).toContain("frame-ancestors 'none'");
});
