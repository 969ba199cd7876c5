/** A new form of the same text, as the changes of lines that it takes: what stays keeps its marks and folds. */

import { type ChangeSpec, EditorSelection, type EditorState, type TransactionSpec } from "@codemirror/state";
import type { ChangeObject } from "diff";

/** Differences of lines as changes of the text before. */
const asChanges = (parts: readonly ChangeObject<string>[]): ChangeSpec[] => {
  const changes: ChangeSpec[] = [];
  let at = 0;
  for (const { added, removed, value } of parts) {
    if (added) changes.push({ from: at, insert: value });
    else if (removed) changes.push({ from: at, to: at + value.length });
    if (!added) at += value.length;
  }
  return changes;
};

const isSpace = (character: string | undefined): boolean => character === undefined || /\s/.test(character);

/** The place in the new text that has as much before it that is not space. */
export const sameInk = (before: string, head: number, after: string): number => {
  const ink = before.slice(0, head).replace(/\s/g, "").length;
  let at = 0;
  for (let seen = 0; seen < ink && at < after.length; at += 1) {
    if (!isSpace(after[at])) seen += 1;
  }
  // In front of a word, not behind the one before.
  if (isSpace(before[head - 1]) && !isSpace(before[head])) {
    while (at < after.length && isSpace(after[at])) at += 1;
  }
  return at;
};

/** The transaction that gives a state its canonical form; undefined if it has it. */
export const reform = async (state: EditorState, text: string): Promise<TransactionSpec | undefined> => {
  const before = state.doc.toString();
  if (before === text) return undefined;
  const { diffLines } = await import("diff");
  const head = sameInk(before, state.selection.main.head, text);
  return {
    changes: asChanges(diffLines(before, text)),
    selection: EditorSelection.cursor(head),
    userEvent: "format",
    scrollIntoView: true,
  };
};
