/** The one compiler of the page. */

import { files } from "../project/store";
import { Compiler, type Port } from "./client";
import type { Answer, Asked, Method } from "./protocol";

const compiler = new Compiler(
  () => new Worker(new URL("./worker.ts", import.meta.url), { type: "module", name: "fluo" }) as Port,
);

/** Asks about the sources as they are now. */
export function ask<M extends Method>(method: M, ...asked: Asked<M>): Promise<Answer<M> | undefined> {
  return compiler.ask(files.peek(), method, ...asked);
}
