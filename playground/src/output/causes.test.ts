import { describe, expect, it } from "vitest";
import type { Field } from "fluo-wasm";
import { byCause, differences } from "./causes";
import type { Emitted } from "./match";

const file = (text: string): Emitted => ({ path: "web.yaml", text, object: { apiVersion: "v1", kind: "Service", name: "web" } });

function field(line: number, pointer: string, source?: number): Field {
  const place = { file: "env.fluo", start: 0, end: 1, line: source ?? 0, column: 1, endLine: source ?? 0, endColumn: 2 };
  return { line, endLine: line, pointer, chain: source === undefined ? [] : [{ layer: "override", place }] };
}

const left = file("a: 1\nb: 1\nc: 1\n");
const right = file("a: 2\nb: 1\nd: 1\n");
const fields = {
  left: [field(1, "/a", 3), field(2, "/b"), field(3, "/c", 9)],
  right: [field(1, "/a", 7), field(2, "/b"), field(3, "/d")],
};

describe("differences", () => {
  it("are fields with both values, decided by the second side", () => {
    expect(differences({ left, right }, fields)).toMatchObject([
      { pointer: "/a", before: "a: 1", after: "a: 2", side: "right", line: 1, step: { place: { line: 7 } } },
      { pointer: "/c", before: "c: 1", side: "left", line: 3, step: { place: { line: 9 } } },
      { pointer: "/d", after: "d: 1", side: "right", line: 3 },
    ]);
  });

  it("are none where nothing differs", () => {
    expect(differences({ left, right: left }, { left: fields.left, right: fields.left })).toEqual([]);
  });

  it("are whole objects where one side has none", () => {
    const object = { left: [], right: [field(1, "", 4)] };
    expect(differences({ right }, object)).toMatchObject([{ pointer: "", side: "right", name: "web", step: { place: { line: 4 } } }]);
  });
});

it("causes come by how much they make, fluo itself last", () => {
  const [a, c, d] = differences({ left, right }, fields);
  if (a === undefined || c === undefined || d === undefined) throw new Error("three differences");
  const causes = byCause([d, d, d, c, a, a]);
  expect(causes.map((cause) => [cause.step?.place.line, cause.differences.length])).toEqual([[7, 2], [9, 1], [undefined, 3]]);
});
