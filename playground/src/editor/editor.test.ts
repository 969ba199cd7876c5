// @vitest-environment happy-dom
/** The editor as the page uses it, as far as no layout is needed. */

import { EditorView, keymap } from "@codemirror/view";
import type { Diagnostic, Files, Fix, Place } from "fluo-wasm";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createEditor } from "./editor";
import type { EditorOptions, FixRequest, FluoEditor } from "./border";
import { shortcuts } from "./shortcuts";

const files: Files = {
  "main.fluo": "component web: service {\n  size: mediun\n}\n",
  "sizes.fluo": "size small { cpu: 1 }\n",
};

const place = (file: string, needle: string, texts: Files = files): Place => {
  const start = texts[file]?.indexOf(needle) ?? -1;
  expect(start).toBeGreaterThanOrEqual(0);
  return { file, start, end: start + needle.length, line: 1, column: 1, endLine: 1, endColumn: 1 };
};

const rename: Fix = {
  title: "write `small`", applicability: "safe",
  edits: [{ place: place("main.fluo", "mediun"), text: "small" }, { place: place("main.fluo", "web"), text: "site" }],
};
const declare: Fix = {
  title: "declare it", applicability: "placeholder",
  edits: [
    { place: place("sizes.fluo", "size"), text: "size mediun { cpu: CPU }\nsize" },
    { place: place("main.fluo", "  size"), text: "  // see sizes.fluo\n  size" },
  ],
};
const unknown: Diagnostic = {
  code: "E0302", title: "unknown size", severity: "error", message: "no `mediun`", environments: [], helps: [],
  labels: [{ place: place("main.fluo", "mediun"), primary: true, text: "" }],
  fixes: [rename, declare],
};

let editor: FluoEditor;
let view: EditorView;
let told: string[];
let texts: Files;
let fixed: FixRequest[];

const options = (parent: HTMLElement, more: Partial<EditorOptions>): EditorOptions => ({
  root: document,
  parent,
  onChange: (path, text) => {
    texts[path] = text;
    told.push(`change ${path}`);
  },
  onCursor: (path, { start, end }) => void told.push(`cursor ${path} ${start}..${end}`),
  complete: async () => undefined,
  hover: async () => undefined,
  definition: async () => undefined,
  explain: (code) => void told.push(`explain ${code}`),
  onOpen: (to) => void told.push(`open ${to.file} ${to.start}`),
  onApplyFix: (request) => void fixed.push(request),
  ...more,
});

const start = (more: Partial<EditorOptions> = {}): void => {
  const parent = document.body.appendChild(document.createElement("div"));
  editor = createEditor(options(parent, more));
  editor.setFiles(files);
  editor.open("main.fluo");
  editor.setDiagnostics([unknown], files);
  const found = EditorView.findFromDOM(parent);
  if (!found) throw new Error("no view");
  view = found;
  told = [];
};

const press = (key: string, keyCode: number, modifiers: KeyboardEventInit = {}): void => {
  const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...modifiers });
  Object.defineProperty(event, "keyCode", { value: keyCode });
  view.contentDOM.dispatchEvent(event);
};

const text = (): string => view.state.doc.toString();
const type = (at: number, insert: string): void =>
  view.dispatch({ changes: { from: at, insert }, selection: { anchor: at + insert.length }, userEvent: "input.type" });

beforeEach(() => {
  told = [];
  fixed = [];
  texts = { ...files };
  start();
});
afterEach(() => {
  editor.destroy();
  document.body.replaceChildren();
});

describe("files", () => {
  it("tells the page of typed changes, and not of its own", () => {
    editor.setFiles({ ...files, "main.fluo": "// new\n" });
    expect(told.filter((one) => one.startsWith("change"))).toEqual([]);
    type(0, "x");
    expect(texts["main.fluo"]).toBe("x// new\n");
  });

  it("takes a change of the page's as a step of the history, and another program as a beginning", () => {
    editor.setFiles({ ...files, "main.fluo": "// new\n" });
    press("z", 90, { ctrlKey: true });
    expect(text()).toBe(files["main.fluo"]);
    editor.setFiles({ "main.fluo": "// other\n" });
    expect(text()).toBe("// other\n");
    press("z", 90, { ctrlKey: true });
    expect(text()).toBe("// other\n");
    type(0, "x");
    expect(texts["main.fluo"]).toBe("x// other\n");
  });

  it("keeps every character, so that offsets are the compiler's", () => {
    const odd = "\uFEFF// ü 😀\r\nsize a {}\r\n";
    editor.setFiles({ ...files, "main.fluo": odd });
    expect(text()).toBe(odd);
    editor.setDiagnostics([{ ...unknown, labels: [{ place: place("main.fluo", "a", { "main.fluo": odd }), primary: true, text: "" }] }]);
    expect([...view.dom.querySelectorAll(".cm-fluo-error")].map((one) => one.textContent)).toEqual(["a"]);
  });

  it("keeps history and selection of each file", () => {
    type(0, "// a\n");
    editor.open("sizes.fluo");
    expect(text()).toBe(files["sizes.fluo"]);
    editor.open("main.fluo");
    expect(view.state.selection.main.head).toBe(5);
    press("z", 90, { ctrlKey: true });
    expect(text()).toBe(files["main.fluo"]);
  });

  it("forgets files that are gone, and does not let built-in ones be written", () => {
    editor.open("<prelude>/kinds.fluo", "kind component {}\n");
    expect(view.state.readOnly).toBe(true);
    editor.setFiles({ "main.fluo": "size a {}\n" });
    editor.open("sizes.fluo", "again\n");
    expect(text()).toBe("again\n");
    press("z", 90, { ctrlKey: true });
    expect(text()).toBe("again\n");
  });
});

describe("fixes", () => {
  it("are one step of the history", () => {
    expect(editor.applyFix(rename)).toBe(true);
    expect(text()).toBe("component site: service {\n  size: small\n}\n");
    expect(told.filter((one) => one.startsWith("change"))).toEqual(["change main.fluo"]);
    press("z", 90, { ctrlKey: true });
    expect(text()).toBe(files["main.fluo"]);
  });

  it("move with their text", () => {
    type(0, "// a\n");
    expect(editor.applyFix(rename)).toBe(true);
    expect(text()).toBe("// a\ncomponent site: service {\n  size: small\n}\n");
  });

  it("are refused where their text has changed, in any file", () => {
    type(place("main.fluo", "mediun").start + 2, "x");
    expect(editor.applyFix(rename)).toBe(false);
    editor.open("sizes.fluo");
    type(0, "// a\n");
    expect(editor.applyFix(declare)).toBe(false);
    expect(fixed).toEqual([]);
  });

  it("are applied in all files that they touch, with the cursor where something is to be filled in", () => {
    editor.open("sizes.fluo");
    expect(editor.applyFix(declare)).toBe(true);
    expect(texts["sizes.fluo"]).toBe("size mediun { cpu: CPU }\nsize small { cpu: 1 }\n");
    expect(texts["main.fluo"]).toContain("// see sizes.fluo\n  size: mediun");
    const { from, to } = view.state.selection.main;
    expect(view.state.sliceDoc(from, to)).toBe("CPU");
    expect(fixed).toEqual([{ fix: declare, elsewhere: [] }]);
  });

  it("leave edits of files that nobody has shown to the page", () => {
    const other: Fix = { ...rename, edits: [...rename.edits, { place: { ...place("main.fluo", "web"), file: "x.yaml" }, text: "" }] };
    expect(editor.applyFix(other)).toBe(true);
    expect(fixed[0]?.elsewhere.map((edit) => edit.place.file)).toEqual(["x.yaml"]);
  });
});

describe("diagnostics", () => {
  const squiggles = (): (string | null)[] => [...view.dom.querySelectorAll(".cm-fluo-error")].map((one) => one.textContent);

  it("are underlined", () => expect(squiggles()).toEqual(["mediun"]));

  it("that speak of an older text are not shown in it", () => {
    type(0, "// a\n");
    editor.setDiagnostics([unknown], files);
    expect(squiggles()).toEqual(["mediun"]);
    editor.setDiagnostics([], { ...files, "main.fluo": text() });
    expect(squiggles()).toEqual([]);
  });

  it("are found in a file that is opened later", () => {
    const here: Diagnostic = { ...unknown, labels: [{ place: place("sizes.fluo", "cpu"), primary: true, text: "" }] };
    editor.setDiagnostics([here], files);
    expect(squiggles()).toEqual([]);
    editor.open("sizes.fluo");
    expect(squiggles()).toEqual(["cpu"]);
  });

  it("are gone to with F8, and on into the next file", () => {
    const other: Diagnostic = { ...unknown, labels: [{ place: place("sizes.fluo", "cpu"), primary: true, text: "" }] };
    editor.setDiagnostics([unknown, other], files);
    press("F8", 119);
    expect(view.state.selection.main.head).toBe(place("main.fluo", "mediun").start);
    press("F8", 119);
    expect(told).toContain("open sizes.fluo 13");
  });

  it("offer their fixes to the keyboard", () => {
    view.dispatch({ selection: { anchor: place("main.fluo", "mediun").start } });
    press(".", 190, { ctrlKey: true });
    const buttons = [...document.querySelectorAll<HTMLButtonElement>("[data-testid=fix]")];
    expect(buttons.map((one) => one.textContent)).toEqual(["write small", "declare it (to fill in)"]);
    buttons[0]?.click();
    expect(text()).toContain("size: small");
    expect(document.querySelector("[data-testid=fix]")).toBeNull();
  });
});

it("formats with the least change, and drops the answer for a text that was typed on", async () => {
  editor.destroy();
  document.body.replaceChildren();
  start({ format: async (_, before) => before.replace("size:", "size: ") });
  await editor.format();
  expect(text()).toContain("size:  mediun");
  const waiting = editor.format();
  type(0, "// a\n");
  await waiting;
  expect(text()).toBe(`// a\n${files["main.fluo"]!.replace("size:", "size: ")}`);
});

it("marks the lines that decided a field, and no others", () => {
  // The label at the line's end is part of the element.
  const marked = (): (string | null)[] => [...view.dom.querySelectorAll(".cm-fluo-deciding-line")].map((one) => one.textContent);
  editor.highlight("main.fluo", [place("sizes.fluo", "cpu"), place("main.fluo", "size: mediun")]);
  expect(marked()).toEqual(["  size: mediunno mediun"]);
  editor.highlight("main.fluo", []);
  expect(marked()).toEqual([]);
});

it("lists its keys, each once and each bound", () => {
  const keys = shortcuts.map((one) => one.key);
  const bound = view.state.facet(keymap).flat()
    .flatMap(({ key, shift }) => (shift && key ? [key, `Shift-${key}`] : [key]));
  expect(keys.filter((key) => !bound.includes(key))).toEqual([]);
  expect(new Set(keys).size).toBe(keys.length);
});
