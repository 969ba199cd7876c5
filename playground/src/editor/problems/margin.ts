/** A mark in the gutter beside each line with a problem: a disc for errors, a triangle for warnings. */

import { type Extension, RangeSet, type Range } from "@codemirror/state";
import { EditorView, GutterMarker, gutter } from "@codemirror/view";
import { shade } from "../look/palette";
import { problemsOf } from "./field";
import { primaryOf } from "./located";

type Severity = "error" | "warning";

class Mark extends GutterMarker {
  constructor(readonly severity: Severity, readonly message: string) {
    super();
  }

  override eq(other: Mark): boolean {
    return other.severity === this.severity && other.message === this.message;
  }

  override toDOM(): Node {
    const mark = document.createElement("span");
    mark.className = `cm-fluo-mark cm-fluo-mark-${this.severity}`;
    mark.title = this.message;
    return mark;
  }
}

const marks = (view: EditorView): RangeSet<GutterMarker> => {
  const lines = new Map<number, Mark>();
  for (const problem of problemsOf(view.state)) {
    const label = primaryOf(problem);
    if (!label) continue;
    const { from } = view.state.doc.lineAt(Math.min(label.from, view.state.doc.length));
    const { severity, message } = problem.diagnostic;
    const before = lines.get(from);
    const worst = before?.severity === "error" ? "error" : severity;
    lines.set(from, new Mark(worst, before ? `${before.message}\n${message}` : message));
  }
  const ranges: Range<GutterMarker>[] = [...lines].map(([from, mark]) => mark.range(from));
  return RangeSet.of(ranges, true);
};

const styles = EditorView.theme({
  ".cm-fluo-margin": { width: "16px", flex: "none" },
  ".cm-fluo-margin .cm-gutterElement": { display: "flex", alignItems: "flex-start", justifyContent: "center", cursor: "pointer" },
  // In the middle of the first line, where a line wraps: its height is 1.55 of the size of the font.
  ".cm-fluo-mark": { display: "block", width: "9px", height: "9px", marginTop: "calc(0.775em - 4.5px)" },
  ".cm-fluo-mark-error": { backgroundColor: shade("error"), borderRadius: "50%" },
  ".cm-fluo-mark-warning": { backgroundColor: shade("warning"), clipPath: "polygon(50% 0, 100% 100%, 0 100%)" },
});

/** The gutter; `open` is told the position of a line whose mark was clicked. */
export const problemMargin = (open: (view: EditorView, at: number) => void): Extension => [
  gutter({
    class: "cm-fluo-margin",
    markers: marks,
    domEventHandlers: {
      mousedown(view, line) {
        const here = problemsOf(view.state)
          .map(primaryOf)
          .find((label) => label && label.from >= line.from && label.from <= line.to);
        if (here) open(view, here.from);
        return here !== undefined;
      },
    },
  }),
  styles,
];
