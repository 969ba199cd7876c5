/** The program on the page: its sources, which are open, and what is built of it. */

import { batch, computed, signal } from "@preact/signals";
import type { Files } from "fluo-wasm";
import type { EntryEnvironments, Target } from "../compiler/protocol";
import { key, nearest, targets } from "./entries";
import type { Example } from "./examples";
import type { Shared } from "./link";

export const files = signal<Files>({});
/** The source in the editor; empty where there is none. */
export const open = signal("");
/** The sources with a tab, in order. */
export const tabs = signal<readonly string[]>([]);
export const target = signal<Target>({ entry: "" });
/** What the second side of a comparison builds; undefined until it is known. */
export const other = signal<Target | undefined>(undefined);
/** The example that the program comes from, if any. */
export const origin = signal<Example | undefined>(undefined);
/** Whether somebody has changed something since the program was loaded. */
export const touched = signal(false);
/** Counts the changes that the editor did not make itself, and has to be told. */
export const replaced = signal(0);
/** What the entry files declare, as the compiler said last. */
export const found = signal<readonly EntryEnvironments[]>([]);
/** Everything that can be built. */
export const choices = computed(() => targets(files.value, found.value));

/** Puts a whole program on the page. */
export function load(shared: Shared, from?: Example): void {
  batch(() => {
    files.value = { ...shared.files };
    open.value = shared.open;
    tabs.value = Array.from(new Set([shared.open, shared.target.entry].filter((path) => path in shared.files)));
    target.value = shared.target;
    other.value = from?.other;
    origin.value = from;
    touched.value = false;
    found.value = [];
    replaced.value += 1;
  });
}

export async function loadExample(from: Example): Promise<void> {
  const { default: sources } = await from.load();
  load({ files: sources, target: from.target, open: from.open }, from);
}

/** The text of a source has changed in the editor. */
export function write(path: string, text: string): void {
  if (files.peek()[path] === text) return;
  batch(() => {
    files.value = { ...files.peek(), [path]: text };
    touched.value = true;
  });
}

/** Shows a source in the editor. */
export function show(path: string): void {
  if (!(path in files.peek())) return;
  batch(() => {
    if (!tabs.peek().includes(path)) tabs.value = [...tabs.peek(), path];
    open.value = path;
  });
}

/** Takes a tab away; its neighbour is shown instead. */
export function close(path: string): void {
  const at = tabs.peek().indexOf(path);
  const rest = tabs.peek().filter((tab) => tab !== path);
  batch(() => {
    tabs.value = rest;
    if (open.peek() === path) open.value = rest[Math.min(at, rest.length - 1)] ?? "";
  });
}

export function add(path: string, text: string): void {
  change({ ...files.peek(), [path]: text });
  show(path);
}

/** Texts that did not come through the editor. */
export function overwrite(texts: Files): void {
  change({ ...files.peek(), ...texts });
}

export function rename(from: string, to: string): void {
  const { [from]: text, ...rest } = files.peek();
  if (text === undefined) return;
  const moved = (path: string): string => (path === from ? to : path);
  batch(() => {
    change({ ...rest, [to]: text });
    tabs.value = tabs.peek().map(moved);
    open.value = moved(open.peek());
    target.value = { ...target.peek(), entry: moved(target.peek().entry) };
  });
}

export function remove(path: string): void {
  const { [path]: _, ...rest } = files.peek();
  batch(() => {
    change(rest);
    close(path);
  });
}

/** The compiler has said what can be built; a choice that is gone gives way to the nearest. */
export function settle(entries: readonly EntryEnvironments[]): void {
  batch(() => {
    found.value = entries;
    const next = nearest(choices.value, target.peek());
    if (next !== undefined && key(next) !== key(target.peek())) target.value = next;
    const second = other.peek();
    if (second === undefined || !choices.value.some((one) => key(one) === key(second))) {
      other.value = choices.value.find((one) => key(one) !== key(target.peek()));
    }
  });
}

/** All that a link holds. */
export function shared(): Shared {
  return { files: files.peek(), target: target.peek(), open: open.peek() };
}

function change(next: Files): void {
  batch(() => {
    files.value = next;
    touched.value = true;
    replaced.value += 1;
  });
}
