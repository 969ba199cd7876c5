/** Problems by keyboard and touch: the cards of a position, open until the reader moves on. */

import { type EditorState, type Extension, Prec, StateEffect, StateField } from "@codemirror/state";
import {
  type Command, EditorView, type KeyBinding, type Tooltip, closeHoverTooltips, keymap, showTooltip,
} from "@codemirror/view";
import type { Diagnostic } from "fluo-wasm";
import type { Host } from "../host";
import { problemCard } from "./card";
import { problemsOf, setProblems } from "./field";
import { type LocatedLabel, primaryOf, problemsAt, standsAt } from "./located";

/** The cards of a position, with the focus on their first fix if they were asked for by keyboard. */
interface Tip {
  readonly at: number;
  readonly focus: boolean;
}

/** Shows cards, or closes those that are open. */
const setTip = StateEffect.define<Tip | undefined>();

const tip = StateField.define<Tip | undefined>({
  create: () => undefined,
  update(open, transaction) {
    for (const effect of transaction.effects) {
      if (effect.is(setTip)) return effect.value;
      if (effect.is(setProblems)) return undefined;
    }
    return transaction.docChanged || transaction.selection ? undefined : open;
  },
});

/** Whether cards are open, so that the pointer need not show them once more. */
export const hasTip = (state: EditorState): boolean => state.field(tip, false) !== undefined;

const close = (view: EditorView): void => {
  view.dispatch({ effects: setTip.of(undefined) });
  view.focus();
};

const step = (box: HTMLElement, by: number): void => {
  const buttons = [...box.querySelectorAll<HTMLButtonElement>("button:not(:disabled)")];
  const root = box.getRootNode() as Document | ShadowRoot;
  const now = buttons.findIndex((one) => one === root.activeElement);
  buttons[(now + by + buttons.length) % buttons.length]?.focus();
};

const keys = (view: EditorView, box: HTMLElement) => (event: KeyboardEvent): void => {
  const by = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
  if (by !== undefined) step(box, by);
  else if (event.key === "Escape") close(view);
  else return;
  event.preventDefault();
  event.stopPropagation();
};

const cards = (view: EditorView, at: number, host: Host): HTMLElement => {
  const box = document.createElement("div");
  box.setAttribute("role", "dialog");
  box.setAttribute("aria-label", "problems here");
  for (const problem of problemsAt(problemsOf(view.state), at)) {
    box.append(problemCard(problem, host, () => close(view)));
  }
  box.addEventListener("keydown", keys(view, box));
  return box;
};

const tooltip = (at: number, focus: boolean, host: Host): Tooltip => ({
  pos: at,
  create: (view) => {
    const dom = cards(view, at, host);
    const first = (): HTMLElement | null =>
      dom.querySelector(".cm-fluo-card-fix:not(:disabled)") ?? dom.querySelector("button");
    return { dom, mount: () => focus && first()?.focus() };
  },
});

const said = (diagnostic: Diagnostic): string => `${diagnostic.severity} ${diagnostic.code}: ${diagnostic.message}`;

const show = (view: EditorView, label: LocatedLabel, diagnostic: Diagnostic, count: string): void => {
  view.dispatch({
    selection: { anchor: label.from },
    effects: [
      EditorView.scrollIntoView(label.from, { y: "nearest", yMargin: 60 }),
      EditorView.announce.of(`${said(diagnostic)}. ${count}`),
    ],
  });
  view.dispatch({ effects: [closeHoverTooltips, setTip.of({ at: label.from, focus: false })] });
};

const inOrder = (diagnostics: readonly Diagnostic[]): Diagnostic[] => {
  const key = (diagnostic: Diagnostic): string => standsAt(diagnostic)?.file ?? "";
  return diagnostics
    .filter((diagnostic) => standsAt(diagnostic) !== undefined)
    .sort((one, other) =>
      key(one).localeCompare(key(other), "en") || (standsAt(one)?.start ?? 0) - (standsAt(other)?.start ?? 0));
};

/** The problem of another file that follows, or comes before, those of this one. */
const elsewhere = (host: Host, by: 1 | -1): Diagnostic | undefined => {
  const others = inOrder(host.diagnostics()).filter((one) => standsAt(one)?.file !== host.path());
  const onwards = others.filter((one) => ((standsAt(one)?.file ?? "").localeCompare(host.path(), "en") > 0) === by > 0);
  return by > 0 ? onwards[0] ?? others[0] : onwards.at(-1) ?? others.at(-1);
};

/** To the next problem (or the one before): in this file, then in the next one that has some, then around. */
const nextProblem = (host: Host, by: 1 | -1): Command => (view) => {
  const { head } = view.state.selection.main;
  const here = problemsOf(view.state).flatMap((problem) => {
    const label = primaryOf(problem);
    return label ? [{ diagnostic: problem.diagnostic, label }] : [];
  });
  const ahead = by > 0 ? here.find((one) => one.label.from > head) : here.findLast((one) => one.label.from < head);
  const other = ahead ? undefined : elsewhere(host, by);
  const place = other && standsAt(other);
  if (place) {
    host.go(place);
    return true;
  }
  const found = ahead ?? (by > 0 ? here[0] : here.at(-1));
  if (!found) {
    view.dispatch({ effects: EditorView.announce.of("no problems") });
    return true;
  }
  show(view, found.label, found.diagnostic, `${here.indexOf(found) + 1} of ${here.length} in this file`);
  return true;
};

/** The fixes of the problems at the cursor; without one there, of its line. */
const openFixes: Command = (view) => {
  const { head } = view.state.selection.main;
  const problems = problemsOf(view.state);
  const line = view.state.doc.lineAt(head);
  const near = problems.map(primaryOf).find((label) => label && label.from >= line.from && label.from <= line.to);
  const at = problemsAt(problems, head).length > 0 ? head : near?.from;
  if (at === undefined) {
    view.dispatch({ effects: EditorView.announce.of("no problem on this line") });
    return true;
  }
  view.dispatch({ effects: [closeHoverTooltips, setTip.of({ at, focus: true })] });
  return true;
};

/** Shows the problems of a position, as a click on their mark does. */
export const openTip = (view: EditorView, at: number): void => {
  view.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: "nearest" }) });
  view.dispatch({ effects: setTip.of({ at, focus: false }) });
};

/** A finger can't hover: a tap on an underlined place opens its cards. */
const touch = EditorView.domEventHandlers({
  pointerup(event, view) {
    if (event.pointerType !== "touch") return false;
    const at = view.posAtCoords({ x: event.clientX, y: event.clientY });
    if (at === null || problemsAt(problemsOf(view.state), at).length === 0) return false;
    // After the browser has placed the cursor, which would close it.
    setTimeout(() => view.dispatch({ effects: [closeHoverTooltips, setTip.of({ at, focus: false })] }), 50);
    return false;
  },
});

/** The cards, and their keys. */
export const problemTips = (host: Host): Extension => {
  const bindings: KeyBinding[] = [
    { key: "F8", run: nextProblem(host, 1), shift: nextProblem(host, -1) },
    { key: "Mod-.", run: openFixes },
    { key: "Alt-Enter", run: openFixes },
  ];
  const escape: KeyBinding = {
    key: "Escape",
    run: (view) => {
      if (!hasTip(view.state)) return false;
      view.dispatch({ effects: setTip.of(undefined) });
      return true;
    },
  };
  const shown = showTooltip.compute([tip], (state) => {
    const open = state.field(tip);
    return open ? tooltip(open.at, open.focus, host) : null;
  });
  return [tip, shown, touch, keymap.of(bindings), Prec.high(keymap.of([escape]))];
};
