/** What part of the page is on the screen. */

import { signal } from "@preact/signals";

export type OutputTab = "manifests" | "graph" | "compare" | "problems" | "explain";

/** On narrow screens one of the two is shown. */
export const side = signal<"source" | "output">("source");
/** Whether a narrow screen shows the list of sources above the editor. */
export const listing = signal(false);
export const tab = signal<OutputTab>("manifests");
/** The code that is explained; its tab exists while there is one. */
export const explained = signal<string | undefined>(undefined);
/** The dialog that is open. */
export const dialog = signal<Dialog | undefined>(undefined);

export type Dialog =
  | { readonly kind: "help" }
  | { readonly kind: "link"; readonly address: string }
  | { readonly kind: "name"; readonly path: string | undefined };

/** The tabs that a link can name. */
export function isTab(name: string): name is OutputTab {
  return ["manifests", "graph", "compare", "problems"].includes(name);
}

export function openTab(next: OutputTab): void {
  tab.value = next;
  side.value = "output";
}

export function explain(code: string): void {
  explained.value = code;
  openTab("explain");
}

export function closeExplained(): void {
  explained.value = undefined;
  if (tab.peek() === "explain") tab.value = "problems";
}
