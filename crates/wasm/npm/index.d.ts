import type { InitInput } from "./fluo_wasm.js";

export { check, codes, compile, environments, explain, format, version, Workspace } from "./fluo_wasm.js";
export type * from "./fluo_wasm.js";

/**
 * Makes the compiler ready; everything else is called after it. Later calls return the first one's promise.
 *
 * @param module The WebAssembly module, where it does not stand beside this package's files: its bytes, its URL, a
 * response, or a compiled `WebAssembly.Module`.
 */
export function init(module?: InitInput | Promise<InitInput>): Promise<void>;
