import { describe, expect, it } from "vitest";
import { difference } from "./difference";
import { sameInk } from "./formatting";

describe("difference", () => {
  it.each([
    ["abc", "abc", undefined],
    ["abc", "axc", { from: 1, to: 2, insert: "x" }],
    ["aa", "aaa", { from: 2, to: 2, insert: "a" }],
    ["aaa", "aa", { from: 2, to: 3, insert: "" }],
    ["", "x", { from: 0, to: 0, insert: "x" }],
    ["x", "", { from: 0, to: 1, insert: "" }],
  ])("of %j and %j", (before, after, expected) => expect(difference(before, after)).toEqual(expected));
});

describe("the cursor, after the text has got its canonical form", () => {
  const moved = (before: string, after: string): string => {
    const head = before.indexOf("▮");
    const at = sameInk(before.replace("▮", ""), head, after);
    return `${after.slice(0, at)}▮${after.slice(at)}`;
  };

  it.each([
    ["size  small   { cpu:▮1 }", "size small { cpu: 1 }", "size small { cpu:▮ 1 }"],
    ["a {\n      ▮b: 1\n}", "a {\n  b: 1\n}", "a {\n  ▮b: 1\n}"],
    ["▮a", "a", "▮a"],
    ["a▮\n\n\n", "a\n", "a▮\n"],
  ])("%j", (before, after, expected) => expect(moved(before, after)).toBe(expected));
});
