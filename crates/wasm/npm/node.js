// For Node.js: the module is read from beside this file.
import { readFile } from "node:fs/promises";
import { begin } from "./api.js";

export { check, codes, compile, environments, explain, format, version, Workspace } from "./api.js";

export function init(module) {
  return begin(() => module ?? readFile(new URL("./fluo_wasm_bg.wasm", import.meta.url)));
}
