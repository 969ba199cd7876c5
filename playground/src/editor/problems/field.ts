/** The problems of the open file in its state, and what is drawn of them. */

import { type EditorState, type Extension, type Range, StateEffect, StateField } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView } from "@codemirror/view";
import { shade } from "../look/palette";
import { type LocatedLabel, type Problem, move } from "./located";

/** Replaces all problems of a file. */
export const setProblems = StateEffect.define<readonly Problem[]>();

interface Shown {
  readonly problems: readonly Problem[];
  readonly squiggles: DecorationSet;
}

const classOf = (problem: Problem, label: LocatedLabel): string =>
  label.primary ? `cm-fluo-${problem.diagnostic.severity}` : "cm-fluo-note";

const draw = (problems: readonly Problem[]): DecorationSet => {
  const ranges: Range<Decoration>[] = [];
  for (const problem of problems) {
    for (const label of problem.labels) {
      if (label.from < label.to) ranges.push(Decoration.mark({ class: classOf(problem, label) }).range(label.from, label.to));
    }
  }
  return Decoration.set(ranges, true);
};

const field = StateField.define<Shown>({
  create: () => ({ problems: [], squiggles: Decoration.none }),
  update(shown, transaction) {
    let next = shown;
    if (transaction.docChanged) {
      const { changes } = transaction;
      next = { problems: move(shown.problems, changes), squiggles: shown.squiggles.map(changes) };
    }
    for (const effect of transaction.effects) {
      if (effect.is(setProblems)) next = { problems: effect.value, squiggles: draw(effect.value) };
    }
    return next;
  },
  provide: (self) => EditorView.decorations.from(self, (shown) => shown.squiggles),
});

/** The problems of a state, by their places. */
export const problemsOf = (state: EditorState): readonly Problem[] => state.field(field, false)?.problems ?? [];

const line = (kind: string, color: string): Record<string, string> => ({
  textDecoration: `underline ${kind} ${color}`, textDecorationSkipInk: "none", textUnderlineOffset: "3px",
});

const styles = EditorView.theme({
  ".cm-fluo-error": { ...line("wavy", shade("error")), textDecorationThickness: "1px" },
  ".cm-fluo-warning": { ...line("wavy", shade("warning")), textDecorationThickness: "1px" },
  ".cm-fluo-note": { ...line("dotted", shade("note")), textDecorationThickness: "2px" },
});

export const problemField: Extension = [field, styles];
