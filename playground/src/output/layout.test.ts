import { describe, expect, it } from "vitest";
import type { GraphNode } from "fluo-wasm";
import { path, picture, towards } from "./layout";

function node(name: string, layer: number, ...needs: string[]): GraphNode {
  const dependsOn = needs.map((one) => ({ node: one, chain: [] }));
  return { name, target: "prod", layer, dependsOn, objects: 1, critical: layer === 0 || name === "web" };
}

const nodes = [node("namespaces", 0), node("stores", 0), node("db", 1, "namespaces"), node("web", 2, "db", "stores"), node("lone", 0)];

describe("the picture of a graph", () => {
  const made = picture(nodes);
  const at = (name: string) => {
    const found = made.boxes.find((box) => box.node.name === name);
    if (found === undefined) throw new Error(name);
    return found;
  };

  it("has what is needed left of what needs it", () => {
    for (const { from, to } of made.routes) {
      expect(at(from).x + at(from).width).toBeLessThan(at(to).x);
    }
    expect(made.routes.map(({ from, to }) => `${from}>${to}`).sort()).toEqual(["db>web", "namespaces>db", "stores>web"]);
  });

  it("has no boxes that overlap", () => {
    for (const a of made.boxes) {
      for (const b of made.boxes) {
        if (a === b) continue;
        const apart = a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;
        expect(apart, `${a.node.name} and ${b.node.name}`).toBe(true);
      }
    }
  });

  it("leaves out edges to nodes that are not there", () => {
    expect(picture([node("web", 1, "gone")]).routes).toEqual([]);
  });

  it("is the same for the same graph", () => {
    expect(picture(nodes)).toEqual(made);
  });

  it("is walked with arrow keys", () => {
    expect(towards(made.boxes, at("namespaces"), "ArrowRight")?.node.name).toBe("db");
    expect(towards(made.boxes, at("web"), "ArrowRight")).toBeUndefined();
    expect(towards(made.boxes, at("web"), "Enter")).toBeUndefined();
  });
});

it("a route is a path that begins and ends at its points", () => {
  const d = path([{ x: 0, y: 0 }, { x: 10, y: 5 }, { x: 20.04, y: 0 }]);
  expect(d).toMatch(/^M0 0 /);
  expect(d).toMatch(/ 20 0$/);
  expect(path([])).toBe("");
});
