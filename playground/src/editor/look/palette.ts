/** The colours of the editors. A test holds every text colour to a contrast of 4.5 on every background that it meets. */

/** What is written on a background. */
const texts = {
  plain: ["#1b1d17", "#e9eae1"],
  keyword: ["#8426a0", "#d3a6f7"],
  type: ["#0a6868", "#5fd0c4"],
  field: ["#0b4fa8", "#86bdfb"],
  name: ["#74430a", "#f0c987"],
  reference: ["#2c2f27", "#d9dbcf"],
  string: ["#1d6a35", "#8fd6a0"],
  escape: ["#8a4b00", "#e9b872"],
  number: ["#a1350f", "#f5ac86"],
  unit: ["#7a5210", "#d9b17c"],
  punctuation: ["#5b5f52", "#a5a999"],
  comment: ["#62665a", "#a5a999"],
  documentation: ["#4a6656", "#a3c0b0"],
  error: ["#b3261e", "#ff9b92"],
  warning: ["#7a5400", "#f0c266"],
  note: ["#0b5f86", "#7cc7ee"],
  accent: ["#3f6b00", "#c8f169"],
} as const;

/** What is written upon. */
const backgrounds = {
  background: ["#ffffff", "#1a1b16"],
  panel: ["#fafaf6", "#23251e"],
  line: ["#f3f4ec", "#22241d"],
  decided: ["#f2f8e2", "#272d18"],
  deciding: ["#e6f7b8", "#343f18"],
} as const;

/** Lines and fills without text of their own. */
const marks = {
  border: ["#dedfd5", "#3a3d31"],
  selection: ["#c9dff5", "#2b4a66"],
  match: ["#f6e3b0", "#4d4020"],
  bracket: ["#d8e8c8", "#3b4a26"],
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
