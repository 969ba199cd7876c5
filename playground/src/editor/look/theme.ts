/** How the editors look. Styles are adopted by the root, so that the page's policy needs no exception. */

import { syntaxHighlighting } from "@codemirror/language";
import type { Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { highlightStyle } from "./highlight";
import { properties, shade } from "./palette";

/** The page's own, where it has set them. */
const monospace = "var(--mono, ui-monospace, 'SF Mono', SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace)";
const sans = "var(--sans, system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif)";

/** Where a finger points, and where a page is narrow: below 16 pixels a phone zooms into what has the focus. */
const SMALL = "@media (max-width: 700px), (pointer: coarse)";

const button = {
  font: "inherit", color: shade("accent"), backgroundColor: "transparent", backgroundImage: "none",
  border: `1px solid ${shade("border")}`, borderRadius: "4px", cursor: "pointer",
};

const frame = EditorView.theme({
  "&": { height: "100%", color: shade("plain"), backgroundColor: shade("background"), fontSize: "13.5px" },
  "&.cm-focused": { outline: "none" },
  // Over everything inside, for the gutters lie above the text.
  "&.cm-focused::after": {
    content: "''", position: "absolute", inset: "0", border: `1px solid ${shade("accent")}`, pointerEvents: "none", zIndex: "300",
  },
  ".cm-scroller": { fontFamily: monospace, lineHeight: "1.55", overflow: "auto", overscrollBehavior: "contain" },
  ".cm-content": { padding: "8px 0 40vh", caretColor: shade("plain") },
  ".cm-line": { padding: "0 12px 0 6px" },
  ".cm-cursor, .cm-dropCursor": { borderLeft: `2px solid ${shade("plain")}` },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: shade("selection"),
  },
  ".cm-content ::selection": { backgroundColor: shade("selection") },
  ".cm-activeLine": { backgroundColor: "transparent" },
  "&.cm-focused .cm-activeLine": { backgroundColor: shade("line") },
  ".cm-gutters": { color: shade("comment"), backgroundColor: shade("background"), border: "none" },
  "&.cm-focused .cm-activeLineGutter": { color: shade("plain"), backgroundColor: shade("line") },
  ".cm-activeLineGutter": { backgroundColor: "transparent" },
  ".cm-lineNumbers .cm-gutterElement": { padding: "0 4px 0 8px", minWidth: "28px" },
  ".cm-foldGutter .cm-gutterElement": { padding: "0 4px", cursor: "pointer" },
  ".cm-foldPlaceholder": {
    color: shade("accent"), backgroundColor: shade("panel"), border: `1px solid ${shade("border")}`, margin: "0 4px",
    padding: "0 6px",
  },
  "&.cm-focused .cm-matchingBracket": { backgroundColor: shade("bracket"), outline: `1px solid ${shade("punctuation")}` },
  "&.cm-focused .cm-nonmatchingBracket": { color: shade("error"), backgroundColor: "transparent" },
  ".cm-selectionMatch, .cm-searchMatch": { backgroundColor: shade("match") },
  ".cm-searchMatch-selected": { backgroundColor: shade("match"), outline: `2px solid ${shade("accent")}` },
  [SMALL]: { "&": { fontSize: "16px" } },
});

const panels = EditorView.theme({
  ".cm-panels": { color: shade("plain"), backgroundColor: shade("panel"), fontFamily: sans, fontSize: "14px" },
  ".cm-panels.cm-panels-top": { borderBottom: `1px solid ${shade("border")}` },
  ".cm-panel.cm-search": { display: "flex", flexWrap: "wrap", alignItems: "center", gap: "6px", padding: "6px 36px 6px 10px" },
  ".cm-panel.cm-search br": { display: "none" },
  ".cm-panel.cm-search label": { display: "inline-flex", alignItems: "center", gap: "4px", margin: "0", fontSize: "13px" },
  ".cm-panel.cm-search [name=close]": { ...button, border: "none", position: "absolute", top: "4px", right: "6px", width: "28px", height: "28px" },
  ".cm-textfield": {
    color: shade("plain"), backgroundColor: shade("background"), border: `1px solid ${shade("punctuation")}`,
    borderRadius: "4px", padding: "4px 8px", margin: "0", minWidth: "0", fontSize: "inherit",
  },
  ".cm-textfield::placeholder": { color: shade("comment"), opacity: "1" },
  ".cm-button": { ...button, padding: "4px 10px", margin: "0" },
  ".cm-button:hover": { backgroundColor: shade("line") },
  ".cm-button:focus-visible, .cm-textfield:focus-visible": { outline: `2px solid ${shade("accent")}`, outlineOffset: "1px" },
  [SMALL]: {
    ".cm-panels": { fontSize: "16px" },
    ".cm-textfield, .cm-button": { minHeight: "40px" },
    ".cm-panel.cm-search [name=close]": { width: "40px", height: "40px" },
  },
});

const tooltips = EditorView.theme({
  ".cm-tooltip": {
    color: shade("plain"), backgroundColor: shade("panel"), border: `1px solid ${shade("border")}`, borderRadius: "6px",
    boxShadow: "0 6px 20px rgb(0 0 0 / 0.18)", fontFamily: sans, fontSize: "13.5px", lineHeight: "1.45",
    maxWidth: "min(560px, calc(100vw - 16px))",
  },
  ".cm-tooltip .cm-tooltip-section:not(:first-child)": { borderTop: `1px solid ${shade("border")}` },
  ".cm-tooltip code, .cm-tooltip pre": { fontFamily: monospace, fontSize: "0.94em" },
  ".cm-tooltip code": { overflowWrap: "anywhere" },
  ".cm-tooltip pre": {
    margin: "6px 0", padding: "6px 8px", whiteSpace: "pre-wrap", backgroundColor: shade("background"), borderRadius: "4px",
  },
  ".cm-tooltip p, .cm-tooltip ul": { margin: "4px 0" },
  ".cm-tooltip ul": { paddingLeft: "18px" },
  ".cm-tooltip a": { color: shade("accent") },
  [SMALL]: { ".cm-tooltip": { fontSize: "15px" } },
});

/** The colours of one theme. */
export const theme = (dark: boolean): Extension => EditorView.theme({ "&": properties(dark) }, { dark });

/** What both themes share. */
export const look: Extension = [frame, panels, tooltips, syntaxHighlighting(highlightStyle)];

export { SMALL, button, monospace };
