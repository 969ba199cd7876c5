/**
 * The primary label of a problem at the end of its line, in the room that is left there: it neither wraps nor widens the
 * text, so that nothing moves when it comes and goes. What does not fit is said by the tooltip.
 */

import { completionStatus } from "@codemirror/autocomplete";
import { type EditorState, type Extension, type Range, StateEffect, StateField } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView, ViewPlugin, type ViewUpdate, WidgetType } from "@codemirror/view";
import { shade } from "../look/palette";
import { appendInline } from "../prose";
import { problemsOf, setProblems } from "./field";
import { primaryOf } from "./located";

/** Less room than this, in pixels, shows nothing. */
const LEAST = 72;

/** In an editor that is narrower than this, in pixels, a label is shown whole or not at all. */
const NARROW = 600;

/** Between the label and the right edge, in pixels. */
const MARGIN = 16;

class LineLabel extends WidgetType {
  constructor(readonly severity: string, readonly text: string, readonly more: number) {
    super();
  }

  override eq(other: LineLabel): boolean {
    return other.severity === this.severity && other.text === this.text && other.more === this.more;
  }

  override toDOM(): HTMLElement {
    const box = document.createElement("span");
    box.className = "cm-fluo-label";
    // The same is said where the cursor is, and read from the list of problems.
    box.setAttribute("aria-hidden", "true");
    const text = box.appendChild(document.createElement("span"));
    text.className = `cm-fluo-label-text cm-fluo-label-${this.severity}`;
    appendInline(text, this.more > 0 ? `${this.text} (and ${this.more} more)` : this.text);
    return box;
  }

  override ignoreEvent(): boolean {
    return false;
  }
}

const draw = (state: EditorState): DecorationSet => {
  const lines = new Map<number, { severity: string; text: string; more: number }>();
  for (const problem of problemsOf(state)) {
    const label = primaryOf(problem);
    if (!label) continue;
    const { to } = state.doc.lineAt(Math.min(label.from, state.doc.length));
    const { severity, message } = problem.diagnostic;
    const before = lines.get(to);
    if (before && (before.severity === "error" || severity !== "error")) before.more += 1;
    else lines.set(to, { severity, text: label.text || message, more: before ? before.more + 1 : 0 });
  }
  const ranges: Range<Decoration>[] = [...lines].map(([to, { severity, text, more }]) =>
    Decoration.widget({ widget: new LineLabel(severity, text, more), side: 1 }).range(to));
  return Decoration.set(ranges, true);
};

const labels = StateField.define<DecorationSet>({
  create: draw,
  update(drawn, transaction) {
    if (transaction.effects.some((effect) => effect.is(setProblems))) return draw(transaction.state);
    return transaction.docChanged ? drawn.map(transaction.changes) : drawn;
  },
  provide: (self) => EditorView.decorations.from(self),
});

interface Room {
  readonly text: HTMLElement;
  /** What the line leaves, in pixels. */
  readonly width: number;
  /** What is too little. */
  readonly least: number;
}

/** Gives each label the width that its line leaves it. */
const fit = ViewPlugin.fromClass(
  class {
    constructor(view: EditorView) {
      this.measure(view);
    }

    update(update: ViewUpdate): void {
      const told = update.transactions.some((one) => one.effects.some((effect) => effect.is(setProblems)));
      if (told || update.docChanged || update.viewportChanged || update.geometryChanged) this.measure(update.view);
    }

    measure(view: EditorView): void {
      view.requestMeasure({
        key: "fluo-line-labels",
        read: (): Room[] => {
          const narrow = view.scrollDOM.clientWidth < NARROW;
          const right = view.scrollDOM.getBoundingClientRect().left + view.scrollDOM.clientWidth - MARGIN;
          return [...view.contentDOM.querySelectorAll<HTMLElement>(".cm-fluo-label-text")]
            .map((text) => ({
              text,
              width: Math.floor(right - text.getBoundingClientRect().left),
              least: narrow ? text.scrollWidth : LEAST,
            }));
        },
        write: (rooms) => {
          for (const { text, width, least } of rooms) {
            text.style.maxWidth = `${Math.max(width, 0)}px`;
            text.style.visibility = width < least ? "hidden" : "visible";
          }
        },
      });
    }
  },
);

/** After the last keystroke, in milliseconds, the line that is being written gets its label: half a word is always wrong. */
const PAUSE = 700;

const rested = StateEffect.define<void>();

const typing = StateField.define<boolean>({
  create: () => false,
  update: (before, transaction) => {
    if (transaction.isUserEvent("input.type") || transaction.isUserEvent("delete")) return true;
    return before && !transaction.effects.some((effect) => effect.is(rested));
  },
  // Nor is a label of use to who is just choosing what to write.
  provide: (self) => EditorView.editorAttributes.of(({ state }) =>
    state.field(self) || completionStatus(state) !== null ? { class: "cm-fluo-typing" } : null),
});

const rest = ViewPlugin.fromClass(
  class {
    timer: ReturnType<typeof setTimeout> | undefined;

    update({ docChanged, state, view }: ViewUpdate): void {
      if (!docChanged || !state.field(typing)) return;
      clearTimeout(this.timer);
      this.timer = setTimeout(() => view.dispatch({ effects: rested.of() }), PAUSE);
    }

    destroy(): void {
      clearTimeout(this.timer);
    }
  },
);

const styles = EditorView.theme({
  "&.cm-fluo-typing .cm-activeLine .cm-fluo-label": { opacity: "0" },
  ".cm-fluo-label": {
    display: "inline-block", width: "0", height: "0", overflow: "visible", textIndent: "0", userSelect: "none", pointerEvents: "none",
  },
  ".cm-fluo-label-text": {
    position: "relative", display: "inline-block", boxSizing: "border-box", paddingLeft: "24px", whiteSpace: "nowrap",
    overflow: "hidden", textOverflow: "ellipsis", verticalAlign: "bottom", visibility: "hidden", maxWidth: "0",
    fontStyle: "italic",
  },
  ".cm-fluo-label-text code": { fontFamily: "inherit", fontStyle: "normal" },
  ".cm-fluo-label-error": { color: shade("error") },
  ".cm-fluo-label-warning": { color: shade("warning") },
});

export const lineLabels: Extension = [labels, fit, typing, rest, styles];
