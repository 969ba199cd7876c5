/** Contrast, by the formula of WCAG 2.2 (https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio). */

import { describe, expect, it } from "vitest";
import { backgroundShades, hex, textShades } from "./palette";

const luminance = (color: string): number => {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0);
};

const contrast = (one: string, other: string): number => {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return ((high ?? 0) + 0.05) / ((low ?? 0) + 0.05);
};

describe.each([["light", false], ["dark", true]] as const)("in the %s theme", (_, dark) => {
  it.each(backgroundShades)("every text can be read on %s", (background) => {
    const faint = textShades
      .map((text) => [text, contrast(hex(text, dark), hex(background, dark))] as const)
      .filter(([, ratio]) => ratio < 4.5);
    expect(Object.fromEntries(faint)).toEqual({});
  });
});
