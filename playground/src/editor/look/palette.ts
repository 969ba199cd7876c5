/** The colours of the editors. A test holds every text colour to a contrast of 4.5 on every background that it meets. */

/** What is written on a background. */
const texts = {
  plain: ["#1f2430", "#dfe3ea"],
  keyword: ["#8426a0", "#d3a6f7"],
  type: ["#0a6868", "#5fd0c4"],
  field: ["#0b4fa8", "#86bdfb"],
  name: ["#74430a", "#f0c987"],
  reference: ["#2b3140", "#d3d9e4"],
  string: ["#1d6a35", "#8fd6a0"],
  escape: ["#8a4b00", "#e9b872"],
  number: ["#a1350f", "#f5ac86"],
  unit: ["#7a5210", "#d9b17c"],
  punctuation: ["#59606e", "#9fa8b6"],
  comment: ["#5f6673", "#9aa4b3"],
  documentation: ["#4a6656", "#9dbba9"],
  error: ["#b3261e", "#ff9b92"],
  warning: ["#7d5200", "#f2c063"],
  note: ["#0b5f86", "#7cc7ee"],
  accent: ["#0b5f7a", "#67c8e4"],
} as const;

/** What is written upon. */
const backgrounds = {
  background: ["#ffffff", "#15181e"],
  panel: ["#f6f7f9", "#1d2129"],
  line: ["#f3f6fa", "#1b2028"],
  decided: ["#e3f3f8", "#15303a"],
  deciding: ["#d6eff7", "#153744"],
} as const;

/** Lines and fills without text of their own. */
const marks = {
  border: ["#d5dae2", "#343b48"],
  selection: ["#bcdcf5", "#264b69"],
  match: ["#d7e6c9", "#3a4a2c"],
  bracket: ["#cfe3d4", "#2e4a3a"],
} as const;

const shades = { ...texts, ...backgrounds, ...marks };

/** A colour of the palette. */
export type Shade = keyof typeof shades;

export const textShades = Object.keys(texts) as readonly (keyof typeof texts)[];
export const backgroundShades = Object.keys(backgrounds) as readonly (keyof typeof backgrounds)[];

/** The colour as written in CSS, by the theme. */
export const hex = (shade: Shade, dark: boolean): string => shades[shade][dark ? 1 : 0];

/** How styles name a colour; the page may set it, too. */
export const shade = (name: Shade): string => `var(--fluo-${name})`;

/** The custom properties of one theme. */
export const properties = (dark: boolean): Record<string, string> =>
  Object.fromEntries(Object.keys(shades).map((name) => [`--fluo-${name}`, hex(name as Shade, dark)]));
