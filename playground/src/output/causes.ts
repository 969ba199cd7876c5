/** The differences of two environments, gathered under the lines of the sources that make them. */

import type { Field, Step } from "fluo-wasm";
import type { SideName } from "../compiler/protocol";
import { fieldAt } from "./fields";
import { hunks, type Emitted, type Pair } from "./match";

/** A field, or a whole object, that differs. */
export interface Difference {
  /** The emitted file, and the line of it, that shows it. */
  readonly side: SideName;
  readonly path: string;
  readonly line: number;
  /** What the object is called, where the file holds one. */
  readonly name: string;
  readonly kind?: string;
  /** Empty for the whole object. */
  readonly pointer: string;
  readonly before?: string;
  readonly after?: string;
  /** What decided it; absent where fluo itself did. */
  readonly step?: Step;
}

/** A line of the sources, and what differs because of it. */
export interface Cause {
  readonly step?: Step;
  readonly differences: readonly Difference[];
}

/** The fields of both files of a pair; none for a side that is not there. */
export interface PairFields {
  readonly left: readonly Field[];
  readonly right: readonly Field[];
}

/** What differs in a pair, field by field. The second side decides, but for what is only in the first. */
export function differences(pair: Pair, fields: PairFields): Difference[] {
  const { left, right } = pair;
  if (left === undefined || right === undefined) {
    const file = left ?? right;
    return file === undefined ? [] : [whole(file, left === undefined ? "right" : "left", left === undefined ? fields.right : fields.left)];
  }
  const found = new Map<string, Difference>();
  for (const { text, left: l, right: r } of hunks(left.text, right.text, 0).flatMap((hunk) => hunk.lines)) {
    if (l === undefined && r !== undefined) gather(found, right, "right", r, text, fields.right);
    else if (r === undefined && l !== undefined) gather(found, left, "left", l, text, fields.left);
  }
  return Array.from(found.values());
}

function gather(found: Map<string, Difference>, file: Emitted, side: SideName, line: number, text: string, fields: readonly Field[]): void {
  const field = fieldAt(fields, line);
  const key = field?.pointer ?? `${side}:${line}`;
  const before = found.get(key);
  const value = side === "left" ? "before" : "after";
  // A value over several lines is one difference, which its first line stands for.
  if (before?.[value] !== undefined) return;
  if (before !== undefined && side === "left") {
    found.set(key, { ...before, before: text.trim() });
    return;
  }
  found.set(key, { ...before, ...at(file, side, line, field), [value]: text.trim() });
}

function whole(file: Emitted, side: SideName, fields: readonly Field[]): Difference {
  return at(file, side, 1, fields.find((field) => field.pointer === ""));
}

function at(file: Emitted, side: SideName, line: number, field: Field | undefined): Difference {
  const step = field?.chain.at(-1);
  return {
    side,
    path: file.path,
    line,
    name: file.object?.name ?? file.path,
    pointer: field?.pointer ?? "",
    ...(file.object === undefined ? {} : { kind: file.object.kind }),
    ...(step === undefined ? {} : { step }),
  };
}

/** Differences by what made them: what makes most comes first, fluo itself last. */
export function byCause(all: readonly Difference[]): Cause[] {
  const causes = new Map<string, { step?: Step; differences: Difference[] }>();
  for (const difference of all) {
    const { step } = difference;
    const key = step === undefined ? "" : `${step.place.file}:${step.place.line}:${step.layer}`;
    const cause = causes.get(key) ?? { ...(step === undefined ? {} : { step }), differences: [] };
    cause.differences.push(difference);
    causes.set(key, cause);
  }
  const rank = (cause: Cause): number => (cause.step === undefined ? Infinity : -cause.differences.length);
  return Array.from(causes.values()).sort((a, b) => rank(a) - rank(b));
}
