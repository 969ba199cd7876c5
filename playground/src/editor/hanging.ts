/** A line that wraps goes on two columns right of its own indentation. */

import { type Extension, type Range, RangeSet } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView, ViewPlugin, type ViewUpdate } from "@codemirror/view";

/** Deeper indentation hangs as this one; in columns. */
const DEEPEST = 24;

/** The line's own padding at the left, in pixels, as the theme has it. */
const PADDING = 6;

const decorations = Array.from({ length: DEEPEST + 1 }, (_, columns) =>
  Decoration.line({ class: `cm-fluo-hang-${columns}` }));

const styles = EditorView.theme(Object.fromEntries(decorations.map((_, columns) => [
  `.cm-line.cm-fluo-hang-${columns}`,
  { textIndent: `-${columns + 2}ch`, paddingLeft: `calc(${columns + 2}ch + ${PADDING}px)` },
])));

const draw = (view: EditorView): DecorationSet => {
  const ranges: Range<Decoration>[] = [];
  for (const { from, to } of view.visibleRanges) {
    for (let at = from; at <= to;) {
      const line = view.state.doc.lineAt(at);
      const columns = Math.min(/^ */.exec(line.text)?.[0].length ?? 0, DEEPEST);
      const decoration = decorations[columns];
      if (decoration) ranges.push(decoration.range(line.from));
      at = line.to + 1;
    }
  }
  return RangeSet.of(ranges);
};

const plugin = ViewPlugin.fromClass(
  class {
    drawn: DecorationSet;

    constructor(view: EditorView) {
      this.drawn = draw(view);
    }

    update(update: ViewUpdate): void {
      if (update.docChanged || update.viewportChanged) this.drawn = draw(update.view);
    }
  },
  { decorations: (self) => self.drawn },
);

export const hangingIndent: Extension = [plugin, styles];
