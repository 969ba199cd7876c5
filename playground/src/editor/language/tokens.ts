/** The tokens that a regular expression can't tell: texts, units, and the ends of what was left open. */

import { ExternalTokenizer, type InputStream } from "@lezer/lr";
import {
  Escape, InterpolationOpen, RawString, Unit, cut, interpolationCut, longClose, longOpen, longPart, stringClose,
  stringCut, stringOpen, textPart,
} from "./parser.terms";

const NEWLINE = 10;
const DOUBLE = 34;
const DOLLAR = 36;
const PERCENT = 37;
const SINGLE = 39;
const BACKSLASH = 92;
const UNDERSCORE = 95;
const OPEN = 123;
const END = -1;

const isDigit = (code: number): boolean => code >= 48 && code <= 57;
const isLetter = (code: number): boolean =>
  (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === UNDERSCORE;

/** The words that, at the start of a line, only ever start a declaration: what is open before them has lost its end. */
const DECLARATIONS = ["component ", "environment ", "kind ", "store ", "use "];

const aheadIs = (input: InputStream, text: string): boolean => {
  for (let at = 0; at < text.length; at += 1) {
    if (input.peek(at) !== text.charCodeAt(at)) return false;
  }
  return true;
};

/** The missing end of a block or list, before a declaration, and of an interpolation, before the text's end. */
export const cuts = new ExternalTokenizer(
  (input, stack) => {
    if (stack.canShift(interpolationCut)) {
      if (input.next === DOUBLE || input.next === NEWLINE || input.next === END) input.acceptToken(interpolationCut);
    } else if (input.peek(-1) === NEWLINE && stack.canShift(cut)) {
      if (DECLARATIONS.some((word) => aheadIs(input, word))) input.acceptToken(cut);
    }
  },
  { contextual: true },
);

/** `Mi` of `512Mi`: letters right behind a digit. */
export const units = new ExternalTokenizer(
  (input, stack) => {
    if (!isDigit(input.peek(-1)) || !stack.canShift(Unit)) return;
    let length = 0;
    while (isLetter(input.next) || input.next === PERCENT) {
      input.advance();
      length += 1;
    }
    if (length > 0) input.acceptToken(Unit);
  },
  { contextual: true },
);

const isThree = (input: InputStream, quote: number): boolean =>
  input.next === quote && input.peek(1) === quote && input.peek(2) === quote;

const advance = (input: InputStream, by: number): void => {
  for (let left = by; left > 0; left -= 1) input.advance();
};

/** `'…'` to the end of its line at most, `'''…'''` to the end of the file. */
const rawText = (input: InputStream): void => {
  const long = isThree(input, SINGLE);
  advance(input, long ? 3 : 1);
  while (input.next !== END) {
    if (long ? isThree(input, SINGLE) : input.next === SINGLE) {
      advance(input, long ? 3 : 1);
      break;
    }
    if (!long && input.next === NEWLINE) break;
    input.advance();
  }
  input.acceptToken(RawString);
};

/** A part of `"…"` or `"""…"""`. */
const part = (input: InputStream, long: boolean): void => {
  if (input.next === END || (!long && input.next === NEWLINE)) return input.acceptToken(stringCut);
  if (long ? isThree(input, DOUBLE) : input.next === DOUBLE) {
    advance(input, long ? 3 : 1);
    return input.acceptToken(long ? longClose : stringClose);
  }
  if (input.next === BACKSLASH) {
    const next = input.advance();
    if (next !== END && (long || next !== NEWLINE)) escaped(input);
    return input.acceptToken(Escape);
  }
  if (input.next === DOLLAR && input.peek(1) === OPEN) return input.acceptToken(InterpolationOpen, 2);
  plain(input, long);
  return input.acceptToken(long ? longPart : textPart);
};

/** What follows a backslash: a character, or `u{2713}`. */
const escaped = (input: InputStream): void => {
  const unicode = aheadIs(input, "u{");
  input.advance();
  if (!unicode) return;
  input.advance();
  while (isDigit(input.next) || isLetter(input.next)) input.advance();
  if (input.next === 125) input.advance();
};

/** Text up to where something else may begin; at least one character. */
const plain = (input: InputStream, long: boolean): void => {
  do {
    input.advance();
    if (input.next === END || input.next === BACKSLASH || (!long && input.next === NEWLINE)) return;
    if (input.next === DOLLAR && input.peek(1) === OPEN) return;
  } while (long ? !isThree(input, DOUBLE) : input.next !== DOUBLE);
};

export const texts = new ExternalTokenizer(
  (input, stack) => {
    if (stack.canShift(stringClose)) part(input, false);
    else if (stack.canShift(longClose)) part(input, true);
    else if (input.next === SINGLE && stack.canShift(RawString)) rawText(input);
    else if (input.next === DOUBLE && stack.canShift(stringOpen)) {
      const long = isThree(input, DOUBLE);
      advance(input, long ? 3 : 1);
      input.acceptToken(long ? longOpen : stringOpen);
    }
  },
  { contextual: true },
);

