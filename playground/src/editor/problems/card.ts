/** A diagnostic as a small card: message, what its labels say, helps, fixes. */

import type { Label } from "fluo-wasm";
import { EditorView } from "@codemirror/view";
import type { Host } from "../host";
import { SMALL, button } from "../look/theme";
import { shade } from "../look/palette";
import { appendInline } from "../prose";
import type { LocatedFix, Problem } from "./located";

const part = (parent: HTMLElement, name: string, text = ""): HTMLElement => {
  const made = parent.appendChild(document.createElement("div"));
  made.className = `cm-fluo-card-${name}`;
  appendInline(made, text);
  return made;
};

const press = (parent: HTMLElement, name: string, text: string, act: () => void): HTMLButtonElement => {
  const made = parent.appendChild(document.createElement("button"));
  made.type = "button";
  made.className = `cm-fluo-card-${name}`;
  appendInline(made, text);
  made.addEventListener("click", act);
  return made;
};

const head = (card: HTMLElement, { diagnostic }: Problem, host: Host): void => {
  const row = part(card, "head");
  const severity = row.appendChild(document.createElement("strong"));
  severity.className = `cm-fluo-card-${diagnostic.severity}`;
  severity.textContent = diagnostic.severity;
  const code = press(row, "code", diagnostic.code, () => host.options.explain(diagnostic.code));
  code.title = diagnostic.title;
  code.setAttribute("aria-label", `explain ${diagnostic.code}: ${diagnostic.title}`);
  if (diagnostic.environments.length > 0) part(row, "environments", `in ${diagnostic.environments.join(", ")}`);
};

/** The labels beside the primary one lead to their places. */
const labels = (card: HTMLElement, { diagnostic }: Problem, host: Host): void => {
  const said = (label: Label): string => label.text || "see here";
  for (const label of diagnostic.labels) {
    if (label.primary) {
      if (label.text) part(card, "primary", label.text);
      continue;
    }
    const { file, line } = label.place;
    press(card, "label", `${said(label)} — ${file === host.path() ? `line ${line}` : `${file}:${line}`}`, () => host.go(label.place));
  }
};

const title = ({ fix }: LocatedFix): string =>
  fix.applicability === "safe" ? fix.title : `${fix.title} (${fix.applicability === "unsafe" ? "check it" : "to fill in"})`;

const fixes = (card: HTMLElement, problem: Problem, host: Host, done: () => void): void => {
  if (problem.fixes.length === 0) return;
  const row = part(card, "fixes");
  for (const located of problem.fixes) {
    const made = press(row, "fix", title(located), () => {
      if (host.applyFix(located.fix)) done();
    });
    made.dataset["testid"] = "fix";
    made.disabled = located.edits === undefined;
  }
};

/** The card of one problem; `done` closes what shows it. */
export const problemCard = (problem: Problem, host: Host, done: () => void): HTMLElement => {
  const card = document.createElement("div");
  card.className = "cm-fluo-card";
  card.dataset["testid"] = "problem";
  head(card, problem, host);
  part(card, "message", problem.diagnostic.message);
  labels(card, problem, host);
  for (const help of problem.diagnostic.helps) part(card, "help", `help: ${help}`);
  fixes(card, problem, host, done);
  return card;
};

const focus = { outline: `2px solid ${shade("accent")}`, outlineOffset: "1px" };

export const cardStyles = EditorView.theme({
  ".cm-fluo-card": { padding: "8px 12px" },
  ".cm-fluo-card + .cm-fluo-card": { borderTop: `1px solid ${shade("border")}` },
  ".cm-fluo-card-head": { display: "flex", flexWrap: "wrap", alignItems: "center", gap: "8px", fontSize: "0.92em" },
  ".cm-fluo-card-error": { color: shade("error") },
  ".cm-fluo-card-warning": { color: shade("warning") },
  ".cm-fluo-card-environments": { color: shade("comment") },
  ".cm-fluo-card-code, .cm-fluo-card-label": {
    ...button, border: "none", padding: "0", textDecoration: "underline", textUnderlineOffset: "2px", textAlign: "left",
  },
  ".cm-fluo-card-label": { display: "block", marginTop: "2px" },
  ".cm-fluo-card-message": { marginTop: "2px", fontWeight: "600", overflowWrap: "anywhere" },
  ".cm-fluo-card-primary, .cm-fluo-card-help": { marginTop: "2px", overflowWrap: "anywhere" },
  ".cm-fluo-card-fixes": { display: "flex", flexWrap: "wrap", gap: "6px", marginTop: "8px" },
  ".cm-fluo-card-fix": { ...button, padding: "3px 9px", backgroundColor: shade("background"), textAlign: "left" },
  ".cm-fluo-card-fix:hover": { backgroundColor: shade("line") },
  ".cm-fluo-card-fix:disabled": { color: shade("comment"), cursor: "default" },
  ".cm-fluo-card button:focus-visible": focus,
  [SMALL]: {
    ".cm-fluo-card-fix": { minHeight: "40px" },
    ".cm-fluo-card-code, .cm-fluo-card-label": { minHeight: "40px" },
  },
});
