import { describe, expect, it } from "vitest";
import { change, hunks, pairs, type Emitted } from "./match";

function file(path: string, kind?: string, name = "web", namespace?: string, text = ""): Emitted {
  const object = kind === undefined ? {} : { object: { apiVersion: "v1", kind, name, ...(namespace === undefined ? {} : { namespace }) } };
  return { path, text, ...object };
}

describe("the files of two environments", () => {
  it("are paired by kind and name, wherever they stand", () => {
    const left = file("dev/web/service.yaml", "Service", "web", "dev");
    const right = file("prod/web/service.yaml", "Service", "web", "prod");
    expect(pairs([left], [right])).toEqual([{ left, right }]);
  });

  it("are told apart by namespace where a name is there twice", () => {
    const a = file("a.yaml", "Secret", "key", "one");
    const b = file("b.yaml", "Secret", "key", "two");
    const c = file("c.yaml", "Secret", "key", "two");
    expect(pairs([a, b], [c])).toEqual([{ left: a }, { left: b, right: c }]);
  });

  it("are paired by path where they hold no object", () => {
    const left = file("kustomization.yaml");
    const right = file("kustomization.yaml");
    expect(pairs([left], [right])).toEqual([{ left, right }]);
  });

  it("stay alone where the other side has none", () => {
    const left = file("a.yaml", "Service");
    const right = file("b.yaml", "Deployment");
    expect(pairs([left], [right])).toEqual([{ left }, { right }]);
    expect(pairs([left], [right]).map(change)).toEqual(["left", "right"]);
  });

  it("differ by their text", () => {
    const left = file("a.yaml", "Service", "web", "x", "a");
    expect(change({ left, right: { ...left } })).toBe("same");
    expect(change({ left, right: { ...left, text: "b" } })).toBe("changed");
  });
});

describe("hunks", () => {
  const numbered = (count: number, replace: Record<number, string> = {}): string =>
    Array.from({ length: count }, (_, index) => `${replace[index + 1] ?? index + 1}\n`).join("");

  it("have the lines of both sides with their numbers", () => {
    expect(hunks("a\nb\nc\n", "a\nB\nc\n")).toEqual([
      {
        skipped: 0,
        lines: [
          { text: "a", left: 1, right: 1 },
          { text: "b", left: 2 },
          { text: "B", right: 2 },
          { text: "c", left: 3, right: 3 },
        ],
      },
    ]);
  });

  it("leave out what is the same", () => {
    const found = hunks(numbered(40), numbered(40, { 10: "x", 30: "y" }));
    expect(found.map((hunk) => [hunk.skipped, hunk.lines.length])).toEqual([[6, 8], [13, 8]]);
  });

  it("are none for the same text, and everything for a text that is there on one side only", () => {
    expect(hunks("a\n", "a\n")).toEqual([]);
    expect(hunks("", "a\nb\n")).toEqual([{ skipped: 0, lines: [{ text: "a", right: 1 }, { text: "b", right: 2 }] }]);
  });
});
