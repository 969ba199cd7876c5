/** What must be replaced in one text to get another: all but what both have at their start and end. */

export interface Replacement {
  readonly from: number;
  readonly to: number;
  readonly insert: string;
}

/** Undefined if the texts are the same. */
export const difference = (before: string, after: string): Replacement | undefined => {
  if (before === after) return undefined;
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before.charCodeAt(start) === after.charCodeAt(start)) start += 1;
  let end = 0;
  while (end < most - start && before.charCodeAt(before.length - 1 - end) === after.charCodeAt(after.length - 1 - end)) end += 1;
  return { from: start, to: before.length - end, insert: after.slice(start, after.length - end) };
};
