import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** How fast the built page is: `npm run bench`, after `cargo xtask playground`. It measures and judges nothing. */
export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  test: { include: ["speed.ts"], environment: "node", testTimeout: 300_000, hookTimeout: 60_000 },
});
