/** What the pointer finds out: the problems of a place, and what the compiler says of the word there. */

import { completionStatus } from "@codemirror/autocomplete";
import type { Extension } from "@codemirror/state";
import { EditorView, type Tooltip, closeHoverTooltips, hoverTooltip } from "@codemirror/view";
import type { Hover } from "fluo-wasm";
import type { Host } from "./host";
import { monospace } from "./look/theme";
import { cardStyles, problemCard } from "./problems/card";
import { problemsOf } from "./problems/field";
import { problemsAt } from "./problems/located";
import { hasTip } from "./problems/tip";
import { prose } from "./prose";

const card = (hover: Hover): HTMLElement => {
  const made = document.createElement("div");
  made.className = "cm-fluo-hover";
  made.dataset["testid"] = "hover";
  const title = made.appendChild(document.createElement("div"));
  title.className = "cm-fluo-hover-title";
  title.textContent = hover.title;
  if (hover.docs) made.append(prose(hover.docs));
  return made;
};

const problems = (view: EditorView, at: number, host: Host): Tooltip | undefined => {
  const here = problemsAt(problemsOf(view.state), at);
  if (here.length === 0) return undefined;
  const close = (): void => view.dispatch({ effects: closeHoverTooltips });
  const create = (): { dom: HTMLElement } => {
    const dom = document.createElement("div");
    dom.append(...here.map((problem) => problemCard(problem, host, close)));
    return { dom };
  };
  const label = here[0]?.labels.find((one) => one.from <= at && at <= one.to);
  return { pos: label?.from ?? at, end: label?.to ?? at, above: true, create };
};

/** An answer for a text that has changed since is dropped, as is one that fails: nobody waits for it. */
const docs = async (view: EditorView, at: number, host: Host): Promise<Tooltip | undefined> => {
  const { doc } = view.state;
  const hover = await host.options.hover(host.path(), at).catch(() => undefined);
  if (!hover || !view.state.doc.eq(doc)) return undefined;
  const from = Math.min(hover.place.start, at);
  const end = Math.min(Math.max(hover.place.end, at), doc.length);
  return { pos: from, end, above: true, create: () => ({ dom: card(hover) }) };
};

const styles = EditorView.theme({
  ".cm-fluo-hover": { padding: "8px 12px", maxHeight: "40vh", overflow: "auto" },
  ".cm-fluo-hover-title": { fontFamily: monospace, fontSize: "0.94em", whiteSpace: "pre-wrap", overflowWrap: "anywhere" },
});

/** Who is choosing a completion does not ask, nor who has the cards of a place open. */
const busy = ({ state }: EditorView): boolean => completionStatus(state) !== null || hasTip(state);

const options = { hoverTime: 350, hideOnChange: true };

/** The tooltips of the pointer: problems at once, documentation below them as soon as it is there. */
export const hovers = (host: Host): Extension => [
  hoverTooltip((view, at) => (busy(view) ? null : problems(view, at, host) ?? null), options),
  hoverTooltip(async (view, at) => (busy(view) ? null : (await docs(view, at, host)) ?? null), options),
  cardStyles,
  styles,
];
