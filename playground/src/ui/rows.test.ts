import { describe, expect, it } from "vitest";
import { tree } from "../project/paths";
import { step, visible } from "./rows";

const nodes = tree(["env/dev.fluo", "env/prod.fluo", "services/web.fluo", "shop.fluo"].map((path) => ({ path })));
const none = new Set<string>();
const paths = (closed: ReadonlySet<string>, search = ""): string[] => visible(nodes, closed, search).map((row) => row.node.path);

describe("the rows of a tree", () => {
  it("are all, but for what is in closed folders", () => {
    expect(paths(none)).toEqual(["env", "env/dev.fluo", "env/prod.fluo", "services", "services/web.fluo", "shop.fluo"]);
    expect(paths(new Set(["env"]))).toEqual(["env", "services", "services/web.fluo", "shop.fluo"]);
  });

  it("are those with all words of a search, in closed folders too", () => {
    expect(paths(new Set(["env"]), "env PROD")).toEqual(["env", "env/prod.fluo"]);
    expect(paths(none, "nothing")).toEqual([]);
  });
});

describe("a key on a row", () => {
  const press = (key: string, at: number, closed = none) => step(key, visible(nodes, closed, ""), at, closed);
  it.each([
    ["ArrowDown", 0, { kind: "focus", path: "env/dev.fluo" }],
    ["ArrowUp", 0, undefined],
    ["ArrowDown", 5, undefined],
    ["Home", 4, { kind: "focus", path: "env" }],
    ["End", 0, { kind: "focus", path: "shop.fluo" }],
    ["ArrowRight", 0, { kind: "focus", path: "env/dev.fluo" }],
    ["ArrowRight", 1, undefined],
    ["ArrowLeft", 0, { kind: "close", path: "env" }],
    ["ArrowLeft", 2, { kind: "focus", path: "env" }],
    ["Enter", 0, { kind: "close", path: "env" }],
    [" ", 2, { kind: "choose", path: "env/prod.fluo" }],
    ["s", 0, { kind: "focus", path: "services" }],
    ["s", 3, { kind: "focus", path: "shop.fluo" }],
    ["s", 5, { kind: "focus", path: "services" }],
    ["F2", 0, undefined],
  ])("%s on row %i", (key, at, expected) => {
    expect(press(key, at)).toEqual(expected);
  });

  it("opens what is closed", () => {
    const closed = new Set(["env"]);
    expect(press("ArrowRight", 0, closed)).toEqual({ kind: "open", path: "env" });
    expect(press("Enter", 0, closed)).toEqual({ kind: "open", path: "env" });
    expect(press("ArrowLeft", 0, closed)).toBeUndefined();
  });
});
