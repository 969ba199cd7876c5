import type { Extension } from "@codemirror/state";
import { drawSelection } from "@codemirror/view";

/** A finger selects with the browser's own handles, which a drawn selection would hide. */
export const drawnSelection = (): Extension =>
  globalThis.matchMedia?.("(pointer: coarse)").matches ? [] : drawSelection();
