/**
 * The primary label of a problem at the end of its line, in the room that is left there: it neither wraps nor widens the
 * text, so that nothing moves when it comes and goes. What does not fit is said by the tooltip.
 */

import { type EditorState, type Extension, type Range, StateField } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView, ViewPlugin, type ViewUpdate, WidgetType } from "@codemirror/view";
import { shade } from "../look/palette";
import { problemsOf, setProblems } from "./field";
import { primaryOf } from "./located";

/** Less room than this, in pixels, shows nothing. */
const LEAST = 72;

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
    text.textContent = this.more > 0 ? `${this.text} (and ${this.more} more)` : this.text;
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
  readonly width: number;
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
          const right = view.scrollDOM.getBoundingClientRect().left + view.scrollDOM.clientWidth - MARGIN;
          return [...view.contentDOM.querySelectorAll<HTMLElement>(".cm-fluo-label-text")]
            .map((text) => ({ text, width: Math.floor(right - text.getBoundingClientRect().left) }));
        },
        write: (rooms) => {
          for (const { text, width } of rooms) {
            text.style.maxWidth = `${Math.max(width, 0)}px`;
            text.style.visibility = width < LEAST ? "hidden" : "visible";
          }
        },
      });
    }
  },
);

const styles = EditorView.theme({
  ".cm-fluo-label": {
    display: "inline-block", width: "0", height: "0", overflow: "visible", textIndent: "0", userSelect: "none", pointerEvents: "none",
  },
  ".cm-fluo-label-text": {
    position: "relative", display: "inline-block", boxSizing: "border-box", paddingLeft: "24px", whiteSpace: "nowrap",
    overflow: "hidden", textOverflow: "ellipsis", verticalAlign: "bottom", visibility: "hidden", maxWidth: "0",
    fontStyle: "italic",
  },
  ".cm-fluo-label-error": { color: shade("error") },
  ".cm-fluo-label-warning": { color: shade("warning") },
});

export const lineLabels: Extension = [labels, fit, styles];
