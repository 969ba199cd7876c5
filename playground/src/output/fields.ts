/** Which field a line of an emitted file belongs to, and which lines a source decides. */

import type { Decided, Field } from "fluo-wasm";

/** The innermost field that covers a line; one that begins there wins over one that only contains it. */
export function fieldAt(fields: readonly Field[], line: number): Field | undefined {
  const covering = fields.filter((field) => field.line <= line && line <= field.endLine);
  const span = (field: Field): number => field.endLine - field.line;
  return covering.reduce<Field | undefined>((best, field) => {
    if (best === undefined) return field;
    if (span(field) !== span(best)) return span(field) < span(best) ? field : best;
    return field.pointer.length >= best.pointer.length ? field : best;
  }, undefined);
}

/** The fields of one emitted file that a source decides. */
export interface DecidedFile {
  readonly path: string;
  readonly fields: readonly Decided[];
}

/** What a source decides, by file in the order of the answer, each place once. */
export function byFile(decided: readonly Decided[]): DecidedFile[] {
  const files = new Map<string, Decided[]>();
  for (const field of decided) {
    const fields = files.get(field.path) ?? [];
    if (!fields.some((other) => other.pointer === field.pointer)) fields.push(field);
    files.set(field.path, fields);
  }
  return Array.from(files, ([path, fields]) => ({ path, fields }));
}

/** A JSON pointer as people write paths: `spec.template.spec.containers[0].image`. */
export function dotted(pointer: string): string {
  const parts = pointer.split("/").slice(1).map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
  return parts.reduce((text, part) => {
    if (/^\d+$/.test(part)) return `${text}[${part}]`;
    if (!/^[\w-]+$/.test(part)) return `${text}["${part}"]`;
    return text === "" ? part : `${text}.${part}`;
  }, "");
}
