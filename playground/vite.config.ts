import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";
import { examples } from "./plugins/examples.ts";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** The development server puts scripts and styles into the page itself, which the policy of the built page refuses. */
const policyOnlyInBuilds: Plugin = {
  name: "fluo-policy-only-in-builds",
  apply: "serve",
  transformIndexHtml: (html, context) =>
    context.server === undefined ? html : html.replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, ""),
};

export default defineConfig({
  // Relative addresses, so that the page stands under any path.
  base: "./",
  plugins: [
    examples([
      { name: "system", folder: here("../examples") },
      { name: "starter", folder: here("./starters") },
    ]),
    policyOnlyInBuilds,
  ],
  worker: { format: "es" },
  build: {
    target: "es2022",
    // An asset inside a script would be a `data:` address, which the policy refuses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 900,
    // The texts that the licences of the bundled packages ask for.
    license: { fileName: "licenses.txt" },
  },
  server: { host: "127.0.0.1" },
  // What needs a browser stands in `tests/`, with a configuration of its own.
  test: { include: ["src/**/*.test.{ts,tsx}"] },
});
