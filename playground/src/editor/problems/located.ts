/** Diagnostics as they lie in the text of one file, and how they move while it is edited. No view in here. */

import type { ChangeDesc, Text } from "@codemirror/state";
import type { Diagnostic, Edit, Fix, Place } from "fluo-wasm";

/** A label of a diagnostic in the file that is looked at: what is underlined of it. Empty only on an empty line. */
export interface LocatedLabel {
  readonly from: number;
  readonly to: number;
  readonly text: string;
  readonly primary: boolean;
}

/** A replacement in the file that is looked at. */
export interface LocatedEdit {
  readonly from: number;
  readonly to: number;
  readonly insert: string;
}

/** A fix with its edits in the file that is looked at; none of them once the text that it replaces was edited. */
export interface LocatedFix {
  readonly fix: Fix;
  readonly edits: readonly LocatedEdit[] | undefined;
}

/** A diagnostic that has at least one label in the file that is looked at. */
export interface Problem {
  readonly diagnostic: Diagnostic;
  /** The primary one first, if it is in this file. */
  readonly labels: readonly LocatedLabel[];
  readonly fixes: readonly LocatedFix[];
}

/** Where a diagnostic stands: its primary label. */
export const standsAt = (diagnostic: Diagnostic): Place | undefined =>
  (diagnostic.labels.find((label) => label.primary) ?? diagnostic.labels[0])?.place;

const within = (offset: number, length: number): number => Math.max(0, Math.min(offset, length));

const editsIn = (edits: readonly Edit[], path: string, length: number): LocatedEdit[] =>
  edits
    .filter((edit) => edit.place.file === path)
    .map(({ place, text }) => ({ from: within(place.start, length), to: within(place.end, length), insert: text }));

/**
 * What is underlined of a place: its first line, for a block that is underlined from end to end says nothing; where the
 * place is one between two characters, the one behind it or, at a line's end, before it.
 */
export const underlined = (place: Place, doc: Text): { from: number; to: number } => {
  const line = doc.lineAt(within(place.start, doc.length));
  const from = Math.min(place.start, line.to);
  const to = Math.max(from, Math.min(place.end, line.to));
  if (from < to) return { from, to };
  if (to < line.to) return { from, to: to + 1 };
  return { from: Math.max(line.from, from - 1), to };
};

const locateOne = (diagnostic: Diagnostic, path: string, doc: Text): Problem => {
  const labels = diagnostic.labels
    .filter((label) => label.place.file === path)
    .map(({ place, text, primary }) => ({ ...underlined(place, doc), text, primary }))
    .sort((one, other) => Number(other.primary) - Number(one.primary));
  const fixes = diagnostic.fixes.map((fix) => ({ fix, edits: editsIn(fix.edits, path, doc.length) }));
  return { diagnostic, labels, fixes };
};

const start = (problem: Problem): number => problem.labels[0]?.from ?? 0;

/** The diagnostics that have to do with a file, in the order of their places. */
export const locate = (diagnostics: readonly Diagnostic[], path: string, doc: Text): Problem[] =>
  diagnostics
    .filter((diagnostic) => diagnostic.labels.some((label) => label.place.file === path))
    .map((diagnostic) => locateOne(diagnostic, path, doc))
    .sort((one, other) => start(one) - start(other));

const moveEdits = (edits: readonly LocatedEdit[], changes: ChangeDesc): LocatedEdit[] | undefined => {
  if (edits.some((edit) => changes.touchesRange(edit.from, edit.to) !== false)) return undefined;
  return edits.map(({ from, to, insert }) => ({ from: changes.mapPos(from), to: changes.mapPos(to), insert }));
};

/** The problems after an edit. A label keeps to its text; a fix whose text was edited can no longer be applied. */
export const move = (problems: readonly Problem[], changes: ChangeDesc): Problem[] =>
  problems.map(({ diagnostic, labels, fixes }) => ({
    diagnostic,
    labels: labels.map((label) => {
      const from = changes.mapPos(label.from, label.from === label.to ? -1 : 1);
      return { ...label, from, to: Math.max(from, changes.mapPos(label.to, -1)) };
    }),
    fixes: fixes.map(({ fix, edits }) => ({ fix, edits: edits && moveEdits(edits, changes) })),
  }));

/** The primary label in this file, if it is here. */
export const primaryOf = (problem: Problem): LocatedLabel | undefined => problem.labels.find((label) => label.primary);

/** The problems that say something about a position: those of a primary label first, then the narrower ones. */
export const problemsAt = (problems: readonly Problem[], at: number): Problem[] => {
  const rank = (problem: Problem): number => {
    const hit = problem.labels.filter((label) => label.from <= at && at <= label.to);
    const nearest = hit.map((label) => label.to - label.from + (label.primary ? 0 : 1e9));
    return Math.min(...nearest);
  };
  return problems
    .map((problem) => ({ problem, rank: rank(problem) }))
    .filter(({ rank: one }) => one !== Infinity)
    .sort((one, other) => one.rank - other.rank)
    .map(({ problem }) => problem);
};
