declare module "fluo-wasm" {
  export type Files = Record<string, string>;
  export interface Options { environment?: string; cluster?: string }
  export interface Place { file: string; start: number; end: number; line: number; column: number; endLine: number; endColumn: number }
  export interface Label { place: Place; primary: boolean; text: string }
  export interface Edit { place: Place; text: string }
  export type Applicability = "safe" | "unsafe" | "placeholder";
  export interface Fix { title: string; applicability: Applicability; edits: Edit[] }
  export interface Diagnostic { code: string; title: string; url?: string; severity: "error" | "warning"; message: string; environments: string[]; labels: Label[]; helps: string[]; fixes: Fix[] }
  export function compile(files: Files, entry: string, options?: Options): Compilation;
  export function check(files: Files, entry: string, options?: Options): Check;
  export function format(path: string, text: string): Formatted;
  export function explain(code: string): Explanation | undefined;
  export function codes(): CodeTitle[];
  export function environments(files: Files, entry: string): Environment[];
  export function version(): string;
  export interface Compilation { diagnostics: Diagnostic[]; targets: string[]; files?: Files; manifests?: string }
  export interface Check { diagnostics: Diagnostic[]; targets: string[] }
  export interface Formatted { diagnostics: Diagnostic[]; text?: string }
  export interface Explanation { code: string; title: string; severity: string; url?: string; page: string }
  export interface CodeTitle { code: string; title: string }
  export interface Environment { name: string; clusters: string[] }
  export class Workspace {
    constructor(files?: Files);
    free(): void;
    write(path: string, text: string): void;
    remove(path: string): void;
    build(entry: string, options?: Options): Built;
    text(path: string): string | undefined;
    fields(path: string): Field[];
    decided(file: string, start: number, end: number): Decided[];
    complete(entry: string, file: string, offset: number): Completions;
    hover(entry: string, file: string, offset: number): Hover | undefined;
    definition(entry: string, file: string, offset: number): Place | undefined;
  }
  export interface Built { diagnostics: Diagnostic[]; targets: string[]; stale: boolean; files: EmittedFile[]; graph: GraphNode[] }
  export interface EmittedFile { path: string; bytes: number; node?: string; object?: { apiVersion: string; kind: string; name: string; namespace?: string } }
  export interface GraphNode { name: string; target: string; layer: number; dependsOn: Edge[]; objects: number; critical: boolean; place?: Place }
  export interface Edge { node: string; chain: Step[] }
  export interface Field { line: number; endLine: number; pointer: string; chain: Step[] }
  export interface Step { layer: string; place: Place }
  export interface Decided { path: string; line: number; endLine: number; pointer: string }
  export interface Completions { start: number; end: number; items: Completion[] }
  export interface Completion { label: string; insert: string; detail?: string; docs?: string; kind: "field" | "value" | "component" | "kind" | "keyword" | "file" | "output" | "unit" | "name" }
  export interface Hover { place: Place; title: string; docs?: string }
}
