import type { Explanation } from "./index.js";

/** What every code means, by code. */
export const pages: Readonly<Record<string, Explanation>>;
