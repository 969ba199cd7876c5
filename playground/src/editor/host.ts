/** What the parts of the editor need of the whole. */

import type { Diagnostic, Fix, Place } from "fluo-wasm";
import type { EditorOptions } from "./border";

export interface Host {
  readonly options: EditorOptions;
  /** The open file. */
  path(): string;
  /** All diagnostics of the program, as they were last set. */
  diagnostics(): readonly Diagnostic[];
  /** Applies a fix in all files; false if a text that it replaces has changed since. */
  applyFix(fix: Fix): boolean;
  /** Goes to a place of any file. */
  go(place: Place): void;
}
