import type { InitInput, Level } from "./fluo_wasm.js";

export { check, codes, compile, environments, format, version, Workspace } from "./fluo_wasm.js";
export type * from "./fluo_wasm.js";

/** What a code means. */
export interface Explanation {
  code: string;
  title: string;
  severity: Level;
  /** The documentation that the rule follows. */
  url?: string;
  /** In Markdown: a program that fails, what would have happened, the program repaired; as `fluoc explain` prints it. */
  page: string;
}

/** What a code means; `undefined` for what is no code. Needs no `init`: the pages are a file of their own. */
export function explain(code: string): Promise<Explanation | undefined>;

/**
 * Makes the compiler ready; everything else is called after it. Later calls return the first one's promise.
 *
 * @param module The WebAssembly module, where it does not stand beside this package's files: its bytes, its URL, a
 * response, or a compiled `WebAssembly.Module`.
 */
export function init(module?: InitInput | Promise<InitInput>): Promise<void>;
