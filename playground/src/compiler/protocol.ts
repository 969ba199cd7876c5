/** What the page asks of the worker that holds the compiler, and how it is written down between them. */

import type {
  Built, Completions, Decided, EmittedFile, Environment, Field, Formatted, Hover, Place,
} from "fluo-wasm";

/** What is built: an environment of an entry file, and one of its clusters where it has several. */
export interface Target {
  readonly entry: string;
  readonly environment?: string;
  readonly cluster?: string;
}

/** A build, with the text of the emitted file that is on the screen, so that it needs no second question. */
export interface Build {
  readonly built: Built;
  /** Of the file that was asked for; absent where the program emits no such file. */
  readonly text?: string;
}

/** One side of a comparison: the emitted files with their texts. */
export interface Side {
  readonly files: readonly (EmittedFile & { readonly text: string })[];
  /** How many errors keep it from being built. */
  readonly errors: number;
}

/** Which of the two compared targets. */
export type SideName = "left" | "right";

/** The environments that the program of one entry file declares. */
export interface EntryEnvironments {
  readonly entry: string;
  readonly environments: readonly Environment[];
}

/** Every question with its answer. The order is the order in which waiting questions are put: what a typing hand waits for comes first. */
export interface Questions {
  complete(target: Target, path: string, offset: number): Completions;
  hover(target: Target, path: string, offset: number): Hover | undefined;
  definition(target: Target, path: string, offset: number): Place | undefined;
  build(target: Target, shown: string | undefined): Build;
  text(path: string): string | undefined;
  fields(path: string): readonly Field[];
  decided(path: string, start: number, end: number): readonly Decided[];
  format(path: string, text: string): Formatted;
  entries(candidates: readonly string[]): readonly EntryEnvironments[];
  compare(left: Target, right: Target): Readonly<Record<SideName, Side>>;
  sideFields(side: SideName, path: string): readonly Field[];
  /** The whole tree as the command line writes it; empty where there are errors. */
  texts(target: Target): Readonly<Record<string, string>>;
  version(): string;
}

export type Method = keyof Questions;
export type Asked<M extends Method> = Parameters<Questions[M]>;
export type Answer<M extends Method> = ReturnType<Questions[M]>;

/** In which order waiting questions are put. */
export const ORDER: readonly Method[] = [
  "complete", "hover", "definition", "build", "text", "fields", "decided", "format", "entries",
  "compare", "sideFields", "texts", "version",
];

/** A source that differs from what the worker has; without text, it is gone. */
export interface Change {
  readonly path: string;
  readonly text?: string;
}

/** A question on its way. The changes come first, so that every answer is about the sources as they were when it was asked. */
export interface Request {
  readonly id: number;
  readonly changes: readonly Change[];
  readonly method: Method;
  readonly asked: readonly unknown[];
}

/** An answer on its way back. */
export type Response =
  | { readonly id: number; readonly answer: unknown }
  | { readonly id: number; readonly failure: string; /** Whether the compiler is beyond use. */ readonly fatal: boolean };
