// For browsers and bundlers: the module is fetched from beside this file.
import { begin } from "./api.js";

export { check, codes, compile, environments, explain, format, version, Workspace } from "./api.js";

export function init(module) {
  return begin(() => module ?? new URL("./fluo_wasm_bg.wasm", import.meta.url));
}
