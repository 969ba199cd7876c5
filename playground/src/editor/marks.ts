/** What is pointed out in a text from outside: the places that decided a field, emitted lines, a place that is gone to. */

import { EditorSelection, type EditorState, type Extension, type Range, StateEffect, StateField, type Text } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView } from "@codemirror/view";
import { shade } from "./look/palette";

/** How long a place that was gone to is marked, in milliseconds. */
const FLASH = 1400;

/** A stretch of a text: its lines are marked, and what is between `from` and `to`. `strong` is the one that counts. */
export interface Mark {
  readonly from: number;
  readonly to: number;
  readonly strong: boolean;
  /** Only the lines. */
  readonly whole?: boolean;
}

const setMarks = StateEffect.define<readonly Mark[]>();
const setFlash = StateEffect.define<{ from: number; to: number } | undefined>();

const within = (offset: number, doc: Text): number => Math.max(0, Math.min(offset, doc.length));

const drawOne = (mark: Mark, doc: Text, lines: Map<number, boolean>): Range<Decoration>[] => {
  const from = within(mark.from, doc);
  const to = Math.max(from, within(mark.to, doc));
  const last = doc.lineAt(to).number;
  for (let line = doc.lineAt(from).number; line <= last; line += 1) {
    lines.set(line, mark.strong || lines.get(line) === true);
  }
  const inner = Decoration.mark({ class: mark.strong ? "cm-fluo-deciding" : "cm-fluo-decided" });
  return from < to && !mark.whole ? [inner.range(from, to)] : [];
};

const draw = (marks: readonly Mark[], doc: Text): DecorationSet => {
  const lines = new Map<number, boolean>();
  const ranges = marks.flatMap((mark) => drawOne(mark, doc, lines));
  for (const [number, strong] of lines) {
    const line = Decoration.line({ class: strong ? "cm-fluo-deciding-line" : "cm-fluo-decided-line" });
    ranges.push(line.range(doc.line(number).from));
  }
  return Decoration.set(ranges, true);
};

const marked = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(drawn, transaction) {
    let next = transaction.docChanged ? drawn.map(transaction.changes) : drawn;
    for (const effect of transaction.effects) {
      if (effect.is(setMarks)) next = draw(effect.value, transaction.state.doc);
    }
    return next;
  },
  provide: (self) => EditorView.decorations.from(self),
});

const flashed = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(drawn, transaction) {
    let next = transaction.docChanged ? drawn.map(transaction.changes) : drawn;
    for (const effect of transaction.effects) {
      if (!effect.is(setFlash)) continue;
      const { doc } = transaction.state;
      next = effect.value ? Decoration.set(flashLines(effect.value, doc)) : Decoration.none;
    }
    return next;
  },
  provide: (self) => EditorView.decorations.from(self),
});

const flashLines = ({ from, to }: { from: number; to: number }, doc: Text): Range<Decoration>[] => {
  const ranges: Range<Decoration>[] = [];
  const last = doc.lineAt(within(to, doc)).number;
  for (let number = doc.lineAt(within(from, doc)).number; number <= last; number += 1) {
    ranges.push(Decoration.line({ class: "cm-fluo-flash" }).range(doc.line(number).from));
  }
  return ranges;
};

/** The effect that replaces the marks of a state. */
export const marking = (marks: readonly Mark[]): StateEffect<readonly Mark[]> => setMarks.of(marks);

/** The marked stretches, for tests and for what asks where they are. */
export const markedLines = (state: EditorState): number[] => {
  const lines = new Set<number>();
  state.field(marked).between(0, state.doc.length, (from) => void lines.add(state.doc.lineAt(from).number));
  return [...lines].sort((one, other) => one - other);
};

/** Puts the cursor at the start of a stretch, scrolls there and flashes its lines. */
export const goTo = (view: EditorView, from: number, to: number): void => {
  const { doc } = view.state;
  const at = within(from, doc);
  const flash = { from: at, to: Math.max(at, within(to, doc)) };
  view.dispatch({
    selection: EditorSelection.cursor(at),
    effects: [EditorView.scrollIntoView(at, { y: "center" }), setFlash.of(flash)],
    userEvent: "select.reveal",
  });
  const { state } = view;
  const drawn = state.field(flashed);
  setTimeout(() => {
    // The view may show another file by then, or have been gone to another place.
    if (view.state.field(flashed, false) === drawn) view.dispatch({ effects: setFlash.of(undefined) });
  }, FLASH);
};

const styles = EditorView.theme({
  ".cm-fluo-decided-line, &.cm-focused .cm-fluo-decided-line.cm-activeLine": {
    backgroundColor: shade("decided"), boxShadow: `inset 3px 0 0 ${shade("border")}`,
  },
  ".cm-fluo-deciding-line, &.cm-focused .cm-fluo-deciding-line.cm-activeLine": {
    backgroundColor: shade("deciding"), boxShadow: `inset 3px 0 0 ${shade("accent")}`,
  },
  "&.cm-focused .cm-fluo-deciding-line.cm-activeLine, &.cm-focused .cm-fluo-decided-line.cm-activeLine": {
    outline: `1px solid ${shade("accent")}`, outlineOffset: "-1px",
  },
  ".cm-fluo-decided": { borderBottom: `1px dashed ${shade("accent")}` },
  ".cm-fluo-deciding": { borderBottom: `2px solid ${shade("accent")}` },
  ".cm-fluo-flash": { boxShadow: `inset 0 0 0 2px ${shade("accent")}` },
  "@media (prefers-reduced-motion: no-preference)": {
    ".cm-fluo-flash": { boxShadow: "none", animation: "cm-fluo-flash 1.4s ease-out" },
  },
  "@keyframes cm-fluo-flash": {
    "0%, 40%": { boxShadow: `inset 0 0 0 2px ${shade("accent")}` },
    "100%": { boxShadow: "inset 0 0 0 2px transparent" },
  },
});

export const marks: Extension = [marked, flashed, styles];
