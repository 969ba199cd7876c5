// @vitest-environment happy-dom
import { CompletionContext, type CompletionResult } from "@codemirror/autocomplete";
import { ensureSyntaxTree } from "@codemirror/language";
import { EditorState } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import type { Completion, Completions } from "fluo-wasm";
import { describe, expect, it } from "vitest";
import type { EditorOptions } from "./border";
import { source } from "./completion";
import { fluo } from "./language/fluo";

const items: Completion[] = [
  { label: "image", insert: "image: ", kind: "field", detail: "image", docs: "The `image`." },
  { label: "env", insert: "env { ", kind: "field" },
];

const state = (text: string): EditorState => {
  const made = EditorState.create({
    doc: text.replace("▮", ""), selection: { anchor: text.indexOf("▮") }, extensions: fluo(),
  });
  ensureSyntaxTree(made, made.doc.length, 60_000);
  return made.update({}).state;
};

/** What is offered at `▮`, if the compiler says `answer`. */
const ask = (text: string, answer: Partial<Completions> = {}, explicit = false): Promise<CompletionResult | null> => {
  const now = state(text);
  const { head } = now.selection.main;
  const complete: EditorOptions["complete"] = async (path, offset) => {
    expect([path, offset]).toEqual(["main.fluo", head]);
    return { start: head, end: head, items, ...answer };
  };
  const host = { path: () => "main.fluo", options: { complete } as EditorOptions };
  return source(host)(new CompletionContext(now, head, explicit));
};

describe("while typing, completion is asked for", () => {
  it.each([
    "component web: service {\n  i▮\n}", "component web: ▮", "component web: service { size: ▮ }", "component web: service { env { A: db.▮ } }",
    "environment dev { deploy: [▮] }", "environment dev { deploy: [a, ▮] }", 'use "▮"', 'component web: service { env { A: "${▮}" } }',
    "component web: service { memory: 512M▮ }", "c▮",
  ])("in %j", async (text) => expect(await ask(text)).not.toBeNull());

  it.each([
    // The Enter that ends a line must not choose a unit.
    "component web: service {\n  replicas: 3▮\n}", "component web: service {\n  scale: 1..▮\n}", "component web: service {\n  scale: 1..10▮\n}",
    "// the▮", "/// the▮", 'component web: service { image: "reg▮" }', "component web: service {▮}", "component web: service {\n  ▮\n}",
  ])("but not in %j, unless by key", async (text) => {
    expect(await ask(text)).toBeNull();
    expect(await ask(text, {}, true)).not.toBeNull();
  });
});

it("offers what the compiler says, in its order", async () => {
  const result = await ask("component web: service { im▮ }", { start: 25 });
  expect(result?.from).toBe(25);
  expect(result?.options.map(({ label, type, detail, sortText }) => [label, type, detail, sortText])).toEqual([
    ["image", "field", "image", "00000"], ["env", "field", undefined, "00001"],
  ]);
});

it("offers nothing where the compiler knows nothing, or fails", async () => {
  expect(await ask("component web: x▮", { items: [] })).toBeNull();
  const host = { path: () => "", options: { complete: async () => Promise.reject(new Error("stopped")) } as unknown as EditorOptions };
  expect(await source(host)(new CompletionContext(state("a▮"), 1, true))).toBeNull();
});

describe("what is chosen", () => {
  const chosen = async (text: string, label: string): Promise<string> => {
    const result = await ask(text, {}, true);
    const option = result?.options.find((one) => one.label === label);
    const view = new EditorView({ state: state(text) });
    const at = text.indexOf("▮");
    if (typeof option?.apply === "function") option.apply(view, option, at, at);
    const { head } = view.state.selection.main;
    const after = view.state.doc.toString();
    view.destroy();
    return `${after.slice(0, head)}▮${after.slice(head)}`;
  };

  it("stands at the cursor", async () => {
    expect(await chosen("component web: service {\n  ▮\n}", "image")).toBe("component web: service {\n  image: ▮\n}");
  });

  it("is closed, if it opens a block", async () => {
    expect(await chosen("component web: service {\n  ▮\n}", "env")).toBe("component web: service {\n  env { ▮ }\n}");
  });
});
