/** The version of the compiler. */

import { signal } from "@preact/signals";
import { ask } from "../compiler";

export const version = signal("");

export async function learnVersion(): Promise<void> {
  version.value = (await ask("version").catch(() => undefined)) ?? "";
}
