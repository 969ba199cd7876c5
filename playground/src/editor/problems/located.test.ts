import { ChangeSet, Text } from "@codemirror/state";
import type { Diagnostic, Place } from "fluo-wasm";
import { describe, expect, it } from "vitest";
import { type Problem, locate, move, problemsAt } from "./located";

const place = (file: string, start: number, end: number): Place =>
  ({ file, start, end, line: 1, column: 1, endLine: 1, endColumn: 1 });

const diagnostic = (labels: readonly [Place, string][], edits: readonly [Place, string][] = []): Diagnostic => ({
  code: "E0302", title: "unknown size", severity: "error", message: "there is no such size", environments: [],
  labels: labels.map(([one, text], index) => ({ place: one, primary: index === 0, text })),
  helps: [],
  fixes: edits.length === 0 ? [] : [{
    title: "write it", applicability: "safe", edits: edits.map(([one, text]) => ({ place: one, text })),
  }],
});

const doc = (text: string): Text => Text.of(text.split("\n"));

/** What the labels of a file underline. */
const underlined = (text: string, ...places: Place[]): string[] =>
  locate([diagnostic(places.map((one) => [one, ""]))], "a.fluo", doc(text))
    .flatMap((problem) => problem.labels)
    .map(({ from, to }) => text.slice(from, to));

describe("what is underlined", () => {
  it("counts in UTF-16 code units, as the compiler does", () => {
    const text = 'a: "😀 ü" b';
    expect(underlined(text, place("a.fluo", text.indexOf("b"), text.length))).toEqual(["b"]);
  });

  it("is the first line of a block", () => {
    expect(underlined("web {\n  a: 1\n}", place("a.fluo", 0, 14))).toEqual(["web {"]);
  });

  it("is a character beside a place between two", () => {
    expect(underlined("ab\ncd", place("a.fluo", 1, 1))).toEqual(["b"]);
    expect(underlined("ab\ncd", place("a.fluo", 2, 2))).toEqual(["b"]);
    expect(underlined("ab\n", place("a.fluo", 3, 3))).toEqual([""]);
  });

  it("stays within a text that is shorter than the diagnostic thinks", () => {
    expect(underlined("ab", place("a.fluo", 10, 20))).toEqual(["b"]);
    expect(underlined("", place("a.fluo", 10, 20))).toEqual([""]);
  });

  it("leaves out labels of other files, and diagnostics without any here", () => {
    expect(underlined("ab", place("b.fluo", 0, 1), place("a.fluo", 1, 2))).toEqual(["b"]);
    expect(underlined("ab", place("b.fluo", 0, 1))).toEqual([]);
  });
});

describe("after an edit", () => {
  const text = "size: mediun\nport: 1";
  const problems = (): Problem[] =>
    locate([diagnostic([[place("a.fluo", 6, 12), ""]], [[place("a.fluo", 6, 12), "medium"]])], "a.fluo", doc(text));
  const after = (from: number, to: number, insert: string): Problem | undefined =>
    move(problems(), ChangeSet.of({ from, to, insert }, text.length))[0];

  it("label and fix move with their text", () => {
    const moved = after(0, 0, "// x\n");
    expect(moved?.labels[0]).toMatchObject({ from: 11, to: 17 });
    expect(moved?.fixes[0]?.edits).toEqual([{ from: 11, to: 17, insert: "medium" }]);
  });

  it("a fix of another line stays", () => {
    expect(after(13, 17, "ports")?.fixes[0]?.edits).toEqual([{ from: 6, to: 12, insert: "medium" }]);
  });

  it("a fix whose text was edited is gone, and its label is not", () => {
    const touched = after(11, 12, "");
    expect(touched?.fixes[0]?.edits).toBeUndefined();
    expect(touched?.labels[0]).toMatchObject({ from: 6, to: 11 });
  });

  it("a label whose text is gone is empty", () => {
    expect(after(0, 13, "")?.labels[0]).toMatchObject({ from: 0, to: 0 });
  });
});

it("a position has the problems of its labels, primary ones and narrow ones first", () => {
  const wide = diagnostic([[place("a.fluo", 0, 9), "wide"]]);
  const narrow = diagnostic([[place("a.fluo", 2, 4), "narrow"]]);
  const second = diagnostic([[place("b.fluo", 0, 1), ""], [place("a.fluo", 2, 3), "second"]]);
  const found = problemsAt(locate([second, wide, narrow], "a.fluo", doc("0123456789")), 3);
  expect(found.map((problem) => problem.labels[0]?.text)).toEqual(["narrow", "wide", "second"]);
  expect(problemsAt(found, 10)).toEqual([]);
});
