import { describe, expect, it } from "vitest";
import { ancestors, fault, tree } from "./paths";

const of = (...paths: string[]): unknown => tree(paths.map((path) => ({ path })));

describe("a tree of paths", () => {
  it("has folders first, then names", () => {
    expect(tree([{ path: "b.yaml" }, { path: "a/z.yaml" }, { path: "a/b.yaml" }])).toMatchObject([
      { name: "a", path: "a", children: [{ name: "b.yaml", path: "a/b.yaml" }, { name: "z.yaml" }] },
      { name: "b.yaml", children: [] },
    ]);
  });

  it("joins folders that hold one folder only", () => {
    expect(of("a/b/c.yaml", "a/b/d.yaml")).toMatchObject([
      { name: "a/b", path: "a/b", children: [{ name: "c.yaml" }, { name: "d.yaml" }] },
    ]);
    expect(of("a/c.yaml")).toMatchObject([{ name: "a", children: [{ name: "c.yaml" }] }]);
  });

  it("does not depend on the order of the files", () => {
    expect(of("a/b.yaml", "c.yaml", "a/a.yaml")).toEqual(of("c.yaml", "a/a.yaml", "a/b.yaml"));
  });
});

describe("a path", () => {
  it("has folders above it", () => {
    expect(ancestors("a/b/c.yaml")).toEqual(["a", "a/b"]);
    expect(ancestors("c.yaml")).toEqual([]);
  });

  it.each(["", "a", "../a.fluo", "/a.fluo", "a//b.fluo", "a\\b.fluo", "taken.fluo", "taken.fluo/x.fluo"])("%j is refused", (path) => {
    expect(fault(path, ["taken.fluo"])).toBeTypeOf("string");
  });

  it("is taken otherwise", () => {
    expect(fault("a/b-c.fluo", ["taken.fluo"])).toBeUndefined();
    expect(fault("infra/x.yaml", [])).toBeUndefined();
  });
});
