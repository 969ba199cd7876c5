/** The one editor of the page, and what the rest of it asks of it. */

import { effect, signal, untracked } from "@preact/signals";
import type { Fix, Place } from "fluo-wasm";
import { ask } from "../compiler";
import type { FixRequest, FluoEditor, Selection } from "../editor";
import { built, builtOf, goodOf, typed } from "../output/build";
import { at, chosen } from "../output/decisions";
import { files, open, overwrite, replaced, show, target, write } from "../project/store";
import { notify } from "./Notices";
import { inside } from "./shadow";
import { dark } from "./theme";
import { explain, side } from "./view";

const editor = signal<FluoEditor | undefined>(undefined);
/** Whether the page itself is moving the cursor. */
let taking = false;
/** The place that is to be shown as soon as its file is. */
let wanted: Place | undefined;

/** Puts the editor into an element of a shadow root, where its styles need no exception of the page's policy. */
export async function mount(host: HTMLElement): Promise<() => void> {
  const { createEditor } = await import("../editor");
  const { root, parent } = inside(host);
  const made = createEditor({
    root,
    parent,
    dark: dark.peek(),
    onChange: changed,
    onCursor: (path: string, { start, end }: Selection) => at(path, start, end, taking),
    complete: (path, offset) => ask("complete", target.peek(), path, offset).catch(() => undefined),
    hover: (path, offset) => ask("hover", target.peek(), path, offset).catch(() => undefined),
    definition: (path, offset) => ask("definition", target.peek(), path, offset).catch(() => undefined),
    explain,
    onOpen: reveal,
    onApplyFix: finishFix,
    format: formatted,
  });
  const stops = connect(made);
  editor.value = made;
  return () => {
    stops.forEach((stop) => stop());
    editor.value = undefined;
    made.destroy();
    parent.remove();
  };
}

function connect(made: FluoEditor): (() => void)[] {
  return [
    effect(() => {
      void replaced.value;
      untracked(() => made.setFiles(files.peek()));
    }),
    effect(() => {
      const path = open.value;
      void replaced.value;
      if (path === "") return;
      untracked(() => {
        taking = wanted !== undefined;
        made.open(path, files.peek()[path] ?? "");
        if (wanted?.file === path) made.reveal(wanted);
        wanted = undefined;
        taking = false;
      });
    }),
    effect(() => made.setDiagnostics(built.value?.diagnostics ?? [], builtOf.peek())),
    effect(() => {
      const path = open.value;
      const places = chosen.value?.field.chain.map((step) => step.place) ?? [];
      const known = goodOf.value[path] === files.peek()[path];
      if (path !== "") made.highlight(path, known ? places.filter((place) => place.file === path) : []);
    }),
    effect(() => made.setTheme(dark.value)),
  ];
}

function changed(path: string, text: string): void {
  typed();
  write(path, text);
}

/** Shows a place in the editor: opens its file, scrolls to it, and turns to the sources on a narrow screen. */
export function reveal(place: Place): void {
  if (!(place.file in files.peek())) {
    notify({ text: `${place.file} is part of fluo itself, line ${place.line}` });
    return;
  }
  side.value = "source";
  peekAt(place);
  editor.peek()?.focus();
}

/** Shows a place without taking the reader away from where they are. */
export function peekAt(place: Place): void {
  if (!(place.file in files.peek())) return;
  if (open.peek() === place.file) {
    taking = true;
    editor.peek()?.reveal(place);
    taking = false;
    return;
  }
  wanted = place;
  show(place.file);
}

/** Applies a fix of the problems' list, as the editor would. */
export function applyFix(fix: Fix): void {
  if (editor.peek()?.applyFix(fix) === false) notify({ text: "The text has changed since: wait for the next build, then fix it", kind: "trouble" });
}

function finishFix({ elsewhere }: FixRequest): void {
  const texts: Record<string, string> = {};
  const later = [...elsewhere].sort((a, b) => b.place.start - a.place.start);
  for (const { place, text } of later) {
    const before = texts[place.file] ?? files.peek()[place.file];
    if (before !== undefined) texts[place.file] = before.slice(0, place.start) + text + before.slice(place.end);
  }
  if (Object.keys(texts).length > 0) overwrite(texts);
}

async function formatted(path: string, text: string): Promise<string | undefined> {
  const answer = await ask("format", path, text).catch(() => undefined);
  if (answer === undefined) return undefined;
  if (answer.text === undefined) {
    notify({ text: "The file can't be formatted while it can't be read: see its problems", kind: "trouble" });
  } else if (answer.text === text) {
    notify({ text: "Formatted: nothing to change" });
  }
  return answer.text;
}

export function format(): void {
  void editor.peek()?.format();
}

export function focusEditor(): void {
  side.value = "source";
  editor.peek()?.focus();
}
