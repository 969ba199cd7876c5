/** Completion by the compiler: asked for as one types, and dropped where the answer comes too late. */

import {
  type Completion as Option, type CompletionContext, type CompletionResult, autocompletion, closeCompletion,
  completionStatus, insertCompletionText, selectedCompletion, startCompletion,
} from "@codemirror/autocomplete";
import { syntaxTree } from "@codemirror/language";
import { type EditorState, type Extension, Prec } from "@codemirror/state";
import { EditorView, type KeyBinding, type Rect, keymap } from "@codemirror/view";
import type { Completion, Completions } from "fluo-wasm";
import type { Host } from "./host";
import { SMALL, monospace } from "./look/theme";
import { shade } from "./look/palette";
import { prose } from "./prose";

/** The letter and colour of what is offered. */
const icons: Record<Completion["kind"], readonly [string, Parameters<typeof shade>[0]]> = {
  field: ["f", "field"],
  value: ["v", "number"],
  component: ["c", "name"],
  kind: ["k", "type"],
  keyword: ["#", "keyword"],
  file: ["/", "string"],
  output: ["o", "escape"],
  unit: ["u", "unit"],
  name: ["n", "reference"],
};

/** Whether what stands before the cursor asks for completion without a key. */
const asksByItself = (state: EditorState, at: number): boolean => {
  const node = syntaxTree(state).resolveInner(at, -1);
  if (node.name.endsWith("Comment")) return false;
  let inText = false;
  for (let around: typeof node.parent = node; around; around = around.parent) {
    if (around.name === "Interpolation" || around.name === "Use") return true;
    inText ||= around.name.endsWith("String");
  }
  if (inText) return false;
  const before = state.doc.lineAt(at).text.slice(0, at - state.doc.lineAt(at).from);
  // A finished number would otherwise offer its units to the Enter that ends the line.
  if (/(^|[^\w-])-?\d[\d.]*$/.test(before)) return false;
  return /[\w-]$|\.$|: ?$|\[ ?$|, ?$/.test(before) && !before.endsWith("..");
};

/**
 * The text of an option at the cursor. A block that it opens is closed again behind the cursor, and where a value is
 * due, the next question is put at once.
 */
const apply = (insert: string) => (view: EditorView, _option: Option, from: number, to: number): void => {
  const opens = /\{ ?$/.test(insert) && view.state.sliceDoc(to, to + 1) !== "}";
  const text = opens ? `${insert.trimEnd()}  }` : insert;
  const transaction = insertCompletionText(view.state, text, from, to);
  view.dispatch(transaction);
  if (opens) {
    const { head } = view.state.selection.main;
    view.dispatch({ selection: { anchor: head - " }".length } });
  }
  if (opens || /[:.] ?$/.test(insert)) startCompletion(view);
};

const option = (completion: Completion, index: number): Option => ({
  label: completion.label,
  type: completion.kind,
  ...(completion.detail === undefined ? {} : { detail: completion.detail }),
  ...(completion.docs === undefined ? {} : { info: () => info(completion.docs ?? "") }),
  // The compiler's order, which has what must be set first, decides among equally good matches.
  sortText: String(index).padStart(5, "0"),
  apply: apply(completion.insert),
});

const info = (docs: string): HTMLElement => {
  const made = document.createElement("div");
  made.append(prose(docs));
  return made;
};

const result = ({ start, end, items }: Completions, context: CompletionContext): CompletionResult | null => {
  if (items.length === 0 || start > context.pos) return null;
  const files = items.some((item) => item.kind === "file");
  return {
    from: start,
    ...(end > context.pos ? { to: end } : {}),
    options: items.map(option),
    validFor: files ? /^[^"\n]*$/ : /^[\w-]*$/,
  };
};

/** Asks the compiler, where that is due. */
export const source = (host: Pick<Host, "path" | "options">) => async (context: CompletionContext): Promise<CompletionResult | null> => {
  if (!context.explicit && !asksByItself(context.state, context.pos)) return null;
  const completions = await host.options.complete(host.path(), context.pos).catch(() => undefined);
  return completions && !context.aborted ? result(completions, context) : null;
};

/** Enter behind a word that is already all that is offered ends the line. */
const enter: KeyBinding = {
  key: "Enter",
  run: (view) => {
    const chosen = completionStatus(view.state) === "active" ? selectedCompletion(view.state) : null;
    if (!chosen) return false;
    const { head } = view.state.selection.main;
    const typed = view.state.sliceDoc(Math.max(0, head - chosen.label.length - 1), head);
    const whole = typed.slice(-chosen.label.length) === chosen.label && !/[\w-]/.test(typed.slice(0, -chosen.label.length));
    if (whole && /value|name|component|kind|unit/.test(chosen.type ?? "")) closeCompletion(view);
    return false;
  },
};

/** What documentation may be as wide as, in pixels. */
const INFO = 380;

/**
 * Documentation stands beside the list; without room there, on the side of it that is turned away from the line, or not
 * at all: what is being typed and what is offered are never covered.
 */
const placeInfo = (view: EditorView, list: Rect, chosen: Rect, info: Rect, space: Rect): { style: string } => {
  const width = list.right - list.left;
  const tall = info.bottom - info.top;
  const wanted = Math.min(INFO, info.right - info.left);
  const beside = (side: "left" | "right"): { style: string } => {
    const top = Math.max(0, Math.min(chosen.top, space.bottom - tall) - list.top);
    return { style: `${side}: ${width}px; top: ${top}px; max-width: ${INFO}px` };
  };
  if (space.right - list.right >= wanted) return beside("left");
  if (list.left - space.left >= wanted) return beside("right");
  const line = view.coordsAtPos(view.state.selection.main.head);
  const below = line === null || list.top > line.top;
  const room = below ? space.bottom - list.bottom : list.top - space.top;
  if (room < tall) return { style: "display: none" };
  const side = below ? "top" : "bottom";
  return { style: `${side}: ${list.bottom - list.top}px; left: 0; width: max-content; max-width: ${Math.max(width, 200)}px` };
};

const iconStyles = Object.fromEntries(
  Object.entries(icons).map(([kind, [letter, color]]) => [
    `.cm-completionIcon-${kind}`,
    { color: shade(color), borderColor: shade(color), "&:after": { content: `'${letter}'` } },
  ]),
);

const styles = EditorView.theme({
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: monospace, maxHeight: "16em", maxWidth: "min(560px, 94vw)", borderRadius: "6px" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { display: "flex", alignItems: "baseline", gap: "8px", padding: "1px 8px", lineHeight: "1.5" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { color: shade("plain"), backgroundColor: shade("deciding") },
  ".cm-completionMatchedText": { textDecoration: "none", fontWeight: "700", color: shade("accent") },
  ".cm-completionDetail": {
    marginLeft: "auto", paddingLeft: "16px", fontStyle: "normal", color: shade("comment"), overflow: "hidden",
    textOverflow: "ellipsis",
  },
  ".cm-completionIcon": {
    flex: "none", boxSizing: "border-box", width: "16px", height: "16px", padding: "0", opacity: "1", fontSize: "11px",
    lineHeight: "14px", textAlign: "center", border: "1px solid", borderRadius: "3px",
  },
  ...iconStyles,
  ".cm-tooltip.cm-completionInfo": { padding: "6px 12px", maxWidth: "min(380px, 90vw)", whiteSpace: "normal" },
  [SMALL]: { ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { minHeight: "40px", alignItems: "center" } },
});

/** Completion as one types and on Ctrl-Space. */
export const completion = (host: Host): Extension => [
  Prec.highest(keymap.of([enter])),
  autocompletion({ override: [source(host)], activateOnTypingDelay: 60, maxRenderedOptions: 80, positionInfo: placeInfo }),
  styles,
];
