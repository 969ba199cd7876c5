// The compiler's functions, each with a clear word for who calls it before the module is there.
import start, * as glue from "./fluo_wasm.js";

let started;
let ready = false;

/** Compiles the module once. A failed attempt is forgotten, so that it can be made again. */
export function begin(module) {
  started ??= start({ module_or_path: module() }).then(
    () => {
      ready = true;
    },
    (reason) => {
      started = undefined;
      throw reason;
    },
  );
  return started;
}

function demand(name) {
  if (!ready) throw new Error(`fluo-wasm: write \`await init()\` before \`${name}\``);
}

function guarded(name) {
  const call = glue[name];
  return (...given) => {
    demand(name);
    return call(...given);
  };
}

export const check = guarded("check");
export const codes = guarded("codes");
export const compile = guarded("compile");
export const environments = guarded("environments");
export const format = guarded("format");
export const version = guarded("version");

/** The pages are loaded when the first one is asked for. */
export async function explain(code) {
  const { pages } = await import("./pages.js");
  return pages[code.trim().toUpperCase()];
}

export class Workspace extends glue.Workspace {
  constructor(files) {
    demand("new Workspace");
    super(files);
  }
}
