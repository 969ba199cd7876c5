import { defineConfig } from "vitest/config";
import { fileURLToPath } from "node:url";

/** The built page in a real browser: `npm run test:page`, after `cargo xtask playground`. */
export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  test: {
    include: ["*.test.ts"],
    environment: "node",
    // One browser at a time: what is measured and photographed is not to depend on neighbours.
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 10_000 } },
  },
});
