/** Which emitted file of one environment stands for which of another, and what differs in their lines. */

import { diffArrays } from "diff";
import type { EmittedFile } from "fluo-wasm";

/** An emitted file with its text. */
export type Emitted = EmittedFile & { readonly text: string };

/** A file of one side, or a pair of both. */
export interface Pair {
  readonly left?: Emitted;
  readonly right?: Emitted;
}

/** What became of a pair from left to right. */
export type Change = "left" | "right" | "changed" | "same";

export function change({ left, right }: Pair): Change {
  if (right === undefined) return "left";
  if (left === undefined) return "right";
  return left.text === right.text ? "same" : "changed";
}

/** How a file is known, from the most exact to the loosest; each is tried in turn for what is still alone. */
const KEYS: readonly ((file: EmittedFile) => string | undefined)[] = [
  (file) => file.object && [file.object.apiVersion, file.object.kind, file.object.namespace, file.object.name].join("\n"),
  (file) => file.object && [file.object.apiVersion, file.object.kind, file.object.name, file.node].join("\n"),
  (file) => file.object && [file.object.apiVersion, file.object.kind, file.object.name].join("\n"),
  (file) => file.path,
];

/**
 * Pairs the files of two trees. An object is the same if kind and name are, whatever folder it stands in: namespaces
 * often carry the name of their environment, and so do folders.
 */
export function pairs(left: readonly Emitted[], right: readonly Emitted[]): Pair[] {
  const partner = new Map<Emitted, Emitted>();
  const taken = new Set<Emitted>();
  for (const key of KEYS) {
    const lone = unique(right.filter((file) => !taken.has(file)), key);
    for (const [name, file] of unique(left.filter((one) => !partner.has(one)), key)) {
      const twin = lone.get(name);
      if (twin === undefined) continue;
      partner.set(file, twin);
      taken.add(twin);
    }
  }
  const both = left.map((file): Pair => {
    const twin = partner.get(file);
    return twin === undefined ? { left: file } : { left: file, right: twin };
  });
  const path = (pair: Pair): string => pair.left?.path ?? pair.right?.path ?? "";
  return [...both, ...right.filter((file) => !taken.has(file)).map((file) => ({ right: file }))]
    .sort((a, b) => (path(a) < path(b) ? -1 : 1));
}

/** The files whose key no other file has. */
function unique(files: readonly Emitted[], key: (file: EmittedFile) => string | undefined): Map<string, Emitted> {
  const found = new Map<string, Emitted>();
  const twice = new Set<string>();
  for (const file of files) {
    const name = key(file);
    if (name === undefined) continue;
    if (found.has(name)) twice.add(name);
    found.set(name, file);
  }
  for (const name of twice) found.delete(name);
  return found;
}

/** A line of a comparison, with its number on each side where it stands. */
export interface Line {
  readonly text: string;
  readonly left?: number;
  readonly right?: number;
}

/** Changed lines with what is around them. */
export interface Hunk {
  readonly lines: readonly Line[];
  /** How many lines that are the same were left out before. */
  readonly skipped: number;
}

/** The lines that differ, with `around` lines that are the same on both sides of each. */
export function hunks(left: string, right: string, around = 3): Hunk[] {
  const lines = compare(split(left), split(right));
  const differs = (line: Line): boolean => line.left === undefined || line.right === undefined;
  const near = lines.map((_, index) => lines.slice(Math.max(0, index - around), index + around + 1).some(differs));
  const found: { lines: Line[]; skipped: number }[] = [];
  let skipped = 0;
  lines.forEach((line, index) => {
    if (near[index] !== true) {
      skipped += 1;
      return;
    }
    const last = found.at(-1);
    if (last === undefined || skipped > 0) found.push({ lines: [line], skipped });
    else last.lines.push(line);
    skipped = 0;
  });
  return found;
}

function split(text: string): string[] {
  return text === "" ? [] : text.replace(/\n$/, "").split("\n");
}

function compare(left: string[], right: string[]): Line[] {
  let l = 0;
  let r = 0;
  return diffArrays(left, right).flatMap(({ value, added, removed }) =>
    value.map((text): Line => {
      if (added) return { text, right: (r += 1) };
      if (removed) return { text, left: (l += 1) };
      return { text, left: (l += 1), right: (r += 1) };
    }),
  );
}
