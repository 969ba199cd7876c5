/** Programs that the tests type. */

import type { Shared } from "../src/project/link";

export const GOOD = `component web: service {
  image: "nginx:1.27"
  port http: 8080
}

environment dev {}
`;

/** A field that is misspelt, which the compiler repairs. */
export const MISSPELT = GOOD.replace("image:", "imgae:");

/** A component for another source. */
export const TWICE = 'component twice: service {\n  image: "nginx:1.27"\n  port http: 8080\n}\n';

/** A program of one source. */
export const ONLY: Shared = {
  files: { "app.fluo": GOOD },
  target: { entry: "app.fluo", environment: "dev" },
  open: "app.fluo",
};
