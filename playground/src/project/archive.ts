/** The emitted tree as one file. */

import { strToU8, zipSync, type Zippable } from "fflate";
import type { Files } from "fluo-wasm";

/** The earliest date that a zip can hold: the same tree gives the same bytes, whenever it is downloaded. */
const DATE = "1980-01-01T00:00:00";

/** A zip of texts, in order of their paths. */
export function zip(files: Files): Uint8Array<ArrayBuffer> {
  const entries: Zippable = {};
  for (const path of Object.keys(files).sort()) {
    entries[path] = [strToU8(files[path] ?? ""), { mtime: DATE, os: 3, attrs: 0o644 << 16 }];
  }
  return zipSync(entries, { level: 9 }) as Uint8Array<ArrayBuffer>;
}

/** Gives bytes to the reader as a download. */
export function save(name: string, bytes: Uint8Array<ArrayBuffer>): void {
  const address = URL.createObjectURL(new Blob([bytes], { type: "application/zip" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // The browser reads the address after the click has returned.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
