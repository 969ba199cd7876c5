/** The thread between an emitted field and the source lines that decided it, in both directions. */

import { computed, effect, signal } from "@preact/signals";
import type { Decided, Field, Place } from "fluo-wasm";
import { ask } from "../compiler";
import { files } from "../project/store";
import { generation, goodOf, shown } from "./build";
import { byFile, fieldAt } from "./fields";

/** A field that somebody has chosen, with what decided it. */
export interface Chosen {
  readonly path: string;
  readonly field: Field;
  /** Whether the last build emits no such field any more. */
  readonly gone?: boolean;
}

export const chosen = signal<Chosen | undefined>(undefined);
/** What the line of the cursor decides. */
export const decided = signal<readonly Decided[]>([]);
export const decidedFiles = computed(() => byFile(decided.value));

/** A line of the shown file that the cursor's line decides, to be looked at when the cursor was moved there. */
export const glance = signal<Decided | undefined>(undefined);

interface Cursor {
  readonly path: string;
  readonly start: number;
  readonly end: number;
  /** Whether somebody has gone to this line, rather than typed in it or been taken there. */
  readonly gone: boolean;
}

const cursor = signal<Cursor | undefined>(undefined);

/** Chooses the field of a line of an emitted file; undefined where the line has none. */
export async function choose(path: string, line: number): Promise<Chosen | undefined> {
  const fields = await ask("fields", path).catch(() => undefined);
  const field = fields === undefined ? undefined : fieldAt(fields, line);
  chosen.value = field === undefined ? undefined : { path, field };
  return chosen.value;
}

/** The place that decided a field, in a source of the project. */
export function decisive({ chain }: Field): Place | undefined {
  return chain.map((step) => step.place).findLast((place) => place.file in files.peek());
}

let seen: { readonly path: string; readonly text: string } | undefined;

/** The cursor is on these characters of a source. `taken` there by the page, the reader looks elsewhere. */
export function at(path: string, start: number, end: number, taken: boolean): void {
  const text = files.peek()[path] ?? "";
  const from = start === 0 ? 0 : text.lastIndexOf("\n", start - 1) + 1;
  const to = text.indexOf("\n", end);
  const before = cursor.peek();
  const gone = !taken && seen?.path === path && seen.text === text && before?.start !== from;
  seen = { path, text };
  const next = { path, start: from, end: to < 0 ? text.length : to, gone };
  if (before?.path !== path || before.start !== next.start || before.end !== next.end) cursor.value = next;
}

/** How long typing and moving must rest before it is asked, in milliseconds: builds of the next keystrokes go first. */
const REST = 120;

/** Keeps both directions up to date with the builds. */
export function follow(): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  effect(() => {
    void generation.value;
    void cursor.value;
    clearTimeout(timer);
    timer = setTimeout(() => {
      void refreshDecided(cursor.peek());
      void refreshChosen();
    }, REST);
  });
}

/** The cursors that were followed already: a build asks again for the same one. */
const glanced = new WeakSet<Cursor>();

async function refreshDecided(where: Cursor | undefined): Promise<void> {
  // Offsets of a text that the last good build has not seen would point elsewhere; the next build asks again.
  if (where === undefined || goodOf.peek()[where.path] !== files.peek()[where.path]) {
    decided.value = [];
    return;
  }
  const answer = await ask("decided", where.path, where.start, where.end).catch(() => undefined);
  if (answer === undefined || cursor.peek() !== where) return;
  decided.value = answer;
  if (where.gone && !glanced.has(where)) glance.value = answer.find((field) => field.path === shown.peek());
  glanced.add(where);
}

/** Lines move while somebody types: the chosen field is found again by its pointer. */
async function refreshChosen(): Promise<void> {
  const before = chosen.peek();
  if (before === undefined) return;
  const fields = await ask("fields", before.path).catch(() => undefined);
  if (fields === undefined || chosen.peek() !== before) return;
  const field = fields.find((one) => one.pointer === before.field.pointer);
  chosen.value = field === undefined ? { ...before, gone: true } : { path: before.path, field };
}
