import { describe, expect, it } from "vitest";
import { bounded, fitted, readable, zoomed } from "./panning";

const window = { width: 600, height: 400 };

describe("a picture in its window", () => {
  it("is shown whole, in the middle", () => {
    expect(fitted({ width: 1200, height: 400 }, window)).toEqual({ scale: 0.5, x: 0, y: 100 });
  });

  it("is not blown up", () => {
    expect(fitted({ width: 60, height: 40 }, window).scale).toBeCloseTo(1.15);
  });

  it("is shown from its beginning where its names could not be read", () => {
    const view = readable({ width: 6000, height: 4000 }, window, { x: 20, y: 2000 });
    expect(view.scale).toBeGreaterThan(0.8);
    expect(view.x).toBe(0);
    expect(2000 * view.scale + view.y).toBeCloseTo(200);
  });

  it("keeps the point under the pointer while it is zoomed", () => {
    const before = { x: 10, y: -20, scale: 0.7 };
    const at = { x: 123, y: 45 };
    const after = zoomed(before, 1.7, at);
    const under = (view: typeof before) => [(at.x - view.x) / view.scale, (at.y - view.y) / view.scale];
    expect(under(after)[0]).toBeCloseTo(under(before)[0] ?? NaN);
    expect(under(after)[1]).toBeCloseTo(under(before)[1] ?? NaN);
  });

  it("can't be dragged out of sight", () => {
    const picture = { width: 300, height: 200 };
    const far = bounded({ x: 9999, y: -9999, scale: 1 }, picture, window);
    expect(far.x).toBeLessThan(window.width);
    expect(far.y + picture.height).toBeGreaterThan(0);
  });
});
