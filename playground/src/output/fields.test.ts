import { describe, expect, it } from "vitest";
import { byFile, dotted, fieldAt } from "./fields";

const field = (line: number, endLine: number, pointer: string) => ({ line, endLine, pointer, chain: [] });

describe("the field of a line", () => {
  const fields = [field(1, 9, "/spec"), field(2, 4, "/spec/a"), field(3, 3, "/spec/a/0"), field(3, 3, "/spec/a/0/name")];
  it.each([
    [2, "/spec/a"],
    [3, "/spec/a/0/name"],
    [4, "/spec/a"],
    [9, "/spec"],
    [10, undefined],
  ])("%d is %s", (line, pointer) => {
    expect(fieldAt(fields, line)?.pointer).toBe(pointer);
  });
});

it("fields are listed by file, each once", () => {
  const decided = [
    { path: "a", line: 1, endLine: 1, pointer: "/x" },
    { path: "b", line: 1, endLine: 1, pointer: "/x" },
    { path: "a", line: 1, endLine: 1, pointer: "/x" },
    { path: "a", line: 2, endLine: 2, pointer: "/y" },
  ];
  expect(byFile(decided).map(({ path, fields }) => [path, fields.length])).toEqual([["a", 2], ["b", 1]]);
});

it.each([
  ["/spec/template/spec/containers/0/image", "spec.template.spec.containers[0].image"],
  ["/metadata/labels/app.kubernetes.io~1name", 'metadata.labels["app.kubernetes.io/name"]'],
  ["", ""],
])("%s is written %s", (pointer, text) => {
  expect(dotted(pointer)).toBe(text);
});
