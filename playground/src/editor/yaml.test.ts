// @vitest-environment happy-dom
import { EditorView } from "@codemirror/view";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { YamlView } from "./border";
import { createYamlView } from "./yaml";

const text = "kind: Deployment\nmetadata:\n  name: web\n";

let yaml: YamlView;
let view: EditorView;
let asked: number[];

beforeEach(() => {
  asked = [];
  const parent = document.body.appendChild(document.createElement("div"));
  yaml = createYamlView({ root: document, parent, onLine: (line) => void asked.push(line) });
  yaml.show("a.yaml", text);
  const found = EditorView.findFromDOM(parent);
  if (!found) throw new Error("no view");
  view = found;
});
afterEach(() => {
  yaml.destroy();
  document.body.replaceChildren();
});

const marked = (): (string | null)[] => [...view.dom.querySelectorAll(".cm-fluo-deciding-line")].map((one) => one.textContent);

it("asks for the line of a click, and not where text was selected", () => {
  view.dispatch({ selection: { anchor: text.indexOf("name") } });
  view.contentDOM.querySelector(".cm-line")?.dispatchEvent(new MouseEvent("click", { bubbles: true }));
  view.dispatch({ selection: { anchor: 0, head: 4 } });
  view.contentDOM.querySelector(".cm-line")?.dispatchEvent(new MouseEvent("click", { bubbles: true }));
  expect(asked).toEqual([3]);
});

it("asks for the cursor's line at Enter", () => {
  view.dispatch({ selection: { anchor: text.indexOf("metadata") } });
  view.contentDOM.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }));
  expect(asked).toEqual([2]);
  expect(view.state.doc.toString()).toBe(text);
});

it("marks lines, as many as the text has", () => {
  yaml.highlight([{ line: 2, endLine: 3 }, { line: 9, endLine: 12 }]);
  expect(marked()).toEqual(["metadata:", "  name: web", ""]);
  yaml.highlight([]);
  expect(marked()).toEqual([]);
});

it("keeps cursor and marks when the same file is emitted anew", () => {
  view.dispatch({ selection: { anchor: text.indexOf("name") } });
  yaml.highlight([{ line: 3, endLine: 3 }]);
  yaml.show("a.yaml", text.replace("Deployment", "StatefulSet"));
  expect(view.state.doc.lineAt(view.state.selection.main.head).text).toBe("  name: web");
  expect(marked()).toEqual(["  name: web"]);
});

it("remembers the cursor of each file", () => {
  view.dispatch({ selection: { anchor: 5 } });
  yaml.show("b.yaml", "a: 1\n");
  expect(view.state.selection.main.head).toBe(0);
  yaml.show("a.yaml", text);
  expect(view.state.selection.main.head).toBe(5);
});
