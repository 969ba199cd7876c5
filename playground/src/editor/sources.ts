/** The texts of the project as the editor keeps them: each with its history, selection and scroll position. */

import { Annotation, type EditorState, type StateEffect, type TransactionSpec } from "@codemirror/state";
import type { EditorView } from "@codemirror/view";
import type { Diagnostic, Fix, Files } from "fluo-wasm";
import { difference } from "./difference";
import { problemsOf, setProblems } from "./problems/field";
import { type LocatedEdit, locate } from "./problems/located";

/** What comes with the compiler; it can be read only. */
export const builtIn = (path: string): boolean => path.startsWith("<");

/** On a change that came from the page, which need not be told of it. */
export const fromPage = Annotation.define<boolean>();

interface Source {
  state: EditorState;
  scroll?: StateEffect<unknown>;
  /** The text that the last diagnostics speak of. */
  diagnosed: string;
}

/** The edits of a fix in one file. */
interface Change {
  readonly path: string;
  readonly edits: readonly LocatedEdit[];
}

/** The states of all files. The open one lives in the view; `put` writes it back. */
export class Sources {
  readonly #states = new Map<string, Source>();
  #diagnostics: readonly Diagnostic[] = [];

  /** `make` gives a text its first state. */
  constructor(private readonly make: (path: string, text: string) => EditorState) {}

  has(path: string): boolean {
    return this.#states.has(path);
  }

  get diagnostics(): readonly Diagnostic[] {
    return this.#diagnostics;
  }

  /** The state of a file, which is made if there is none. */
  state(path: string): EditorState {
    return this.#source(path).state;
  }

  scroll(path: string): StateEffect<unknown> | undefined {
    return this.#states.get(path)?.scroll;
  }

  /** Remembers what the view has made of a file, unless that was forgotten. */
  put(path: string, state: EditorState): void {
    const source = this.#states.get(path);
    if (source) source.state = state;
  }

  /** Remembers where a file was scrolled to. */
  leave(path: string, view: EditorView): void {
    const source = this.#states.get(path);
    if (source) source.scroll = view.scrollSnapshot();
  }

  forget(path: string): void {
    this.#states.delete(path);
  }

  paths(): string[] {
    return [...this.#states.keys()];
  }

  /** Whether these files have nothing in common with those that are known. */
  strange(files: Files): boolean {
    const known = [...this.#states].filter(([path]) => path !== "" && !builtIn(path));
    return known.length > 0 && known.every(([path, { state }]) => files[path] !== state.doc.toString());
  }

  #source(path: string): Source {
    let source = this.#states.get(path);
    if (!source) {
      source = { state: this.make(path, ""), diagnosed: "" };
      this.#states.set(path, source);
    }
    return source;
  }

  /** The transaction that gives a file a text of the page's, or undefined if it has it; a new file just gets it. */
  write(path: string, text: string): TransactionSpec | undefined {
    const source = this.#states.get(path);
    if (!source) {
      this.#states.set(path, { state: this.#diagnosed(path, this.make(path, text)), diagnosed: text });
      return undefined;
    }
    const change = difference(source.state.doc.toString(), text);
    return change && { changes: change, annotations: fromPage.of(true) };
  }

  #diagnosed(path: string, state: EditorState): EditorState {
    const problems = locate(this.#diagnostics, path, state.doc);
    return problems.length === 0 ? state : state.update({ effects: setProblems.of(problems) }).state;
  }

  /** Takes new diagnostics; the files whose problems change, with the transactions that change them. */
  diagnose(diagnostics: readonly Diagnostic[], of: Files | undefined): Map<string, TransactionSpec> {
    this.#diagnostics = diagnostics;
    const transactions = new Map<string, TransactionSpec>();
    for (const [path, source] of this.#states) {
      const text = source.state.doc.toString();
      if (of !== undefined && path in of && of[path] !== text) continue;
      source.diagnosed = text;
      const problems = locate(diagnostics, path, source.state.doc);
      const none = problems.length === 0 && problemsOf(source.state).length === 0;
      if (!none) transactions.set(path, { effects: setProblems.of(problems) });
    }
    return transactions;
  }

  /** Where the edits of a fix are now, file by file; undefined if one of them replaces what was edited since. */
  fix(fix: Fix): readonly Change[] | undefined {
    const changes: Change[] = [];
    for (const path of new Set(fix.edits.map((edit) => edit.place.file))) {
      const source = this.#states.get(path);
      if (!source) continue;
      const edits = this.#edits(fix, path, source);
      if (edits === undefined) return undefined;
      changes.push({ path, edits });
    }
    return changes;
  }

  #edits(fix: Fix, path: string, { state, diagnosed }: Source): readonly LocatedEdit[] | undefined {
    const located = problemsOf(state).flatMap((problem) => problem.fixes).find((one) => one.fix === fix);
    if (located) return located.edits;
    if (state.doc.toString() !== diagnosed) return undefined;
    return fix.edits
      .filter((edit) => edit.place.file === path)
      .map(({ place, text }) => ({ from: place.start, to: place.end, insert: text }));
  }
}
