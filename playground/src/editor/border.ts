/** What the page and the editors say to each other. Offsets are UTF-16 code units, lines count from 1. */

import type { Completions, Diagnostic, Files, Fix, Hover, Place } from "fluo-wasm";

/** A stretch of a source; empty where there is only a cursor. `start <= end`. */
export interface Selection {
  readonly start: number;
  readonly end: number;
}

/** How a fix is to be applied. */
export interface FixRequest {
  readonly fix: Fix;
  /**
   * The edits of the fix in files that the editor has no text for, if any; everything else is done when the page is
   * told. Places are those of the last diagnostics.
   */
  readonly elsewhere: readonly Fix["edits"][number][];
}

/** What the page gives the editor. Promises that come too late are dropped by the editor. */
export interface EditorOptions {
  /** Where the styles are adopted: a shadow root needs no `unsafe-inline`. */
  readonly root: Document | ShadowRoot;
  /** The element, inside `root`, that the editor fills. */
  readonly parent: HTMLElement;
  /** Dark colours; `setTheme` changes it. Light unless said. */
  readonly dark?: boolean;
  /** Whether the primary label of a diagnostic stands at the end of its line. True unless said. */
  readonly labels?: boolean;
  /** The text of the open file or, after a fix over several files, of another one has changed. */
  onChange(path: string, text: string): void;
  /** The cursor or selection has moved in the open file, by keys, mouse, or because another file was opened. */
  onCursor(path: string, selection: Selection): void;
  complete(path: string, offset: number): Promise<Completions | undefined>;
  hover(path: string, offset: number): Promise<Hover | undefined>;
  definition(path: string, offset: number): Promise<Place | undefined>;
  /** The reader asks for the page of a diagnostic's code. */
  explain(code: string): void;
  /** A definition, or the next problem, is in another file: the page opens it and calls `reveal`. */
  onOpen(place: Place): void;
  /** The reader has chosen a fix, and the edits in files that the editor knows are done. */
  onApplyFix(request: FixRequest): void;
  /** The canonical form of a text; undefined where it can't be parsed. Without it, the format keys do nothing. */
  format?(path: string, text: string): Promise<string | undefined>;
}

/** The editor of the sources. One file is open at a time; history, selection and scroll position are kept of each. */
export interface FluoEditor {
  /**
   * Shows a file. `text` replaces what is known of it, as one step of its history; without it, the known text stays.
   * What comes with the compiler (`<prelude>/…`, `<std>/…`) can be read only.
   */
  open(path: string, text?: string): void;
  /**
   * The files of the project: those that are gone are forgotten, changed texts replace what is known, as one step of
   * their history. Where no text is as it was, it is another program, and begins without a history.
   */
  setFiles(files: Files): void;
  /**
   * All diagnostics of the program, of every file. Positions follow edits until the next call. `of` are the texts that
   * they speak of: a file that has been typed in since keeps what it shows.
   */
  setDiagnostics(diagnostics: readonly Diagnostic[], of?: Files): void;
  /** Marks the sources that decided a field, the deciding one last; an empty list takes the marks away. */
  highlight(path: string, places: readonly Place[]): void;
  /** Selects a place of the open file, scrolls there and flashes it. */
  reveal(place: Place): void;
  /** Applies a fix as if it were chosen in the editor, in all files that it touches. False if the text has changed too much. */
  applyFix(fix: Fix): boolean;
  /** Formats the open file. */
  format(): Promise<void>;
  /** Shows or hides labels at line ends. */
  setLabels(shown: boolean): void;
  setTheme(dark: boolean): void;
  focus(): void;
  destroy(): void;
}

/** What the page gives the view of an emitted file. */
export interface YamlViewOptions {
  readonly root: Document | ShadowRoot;
  readonly parent: HTMLElement;
  readonly dark?: boolean;
  /** The reader has clicked a line, or pressed Enter on it. */
  onLine(line: number): void;
}

/** Lines of an emitted file, both inclusive. */
export interface Lines {
  readonly line: number;
  readonly endLine: number;
}

/** A read-only view of an emitted file. */
export interface YamlView {
  /** Shows a text. The same path keeps its scroll position and selection as far as the text allows. */
  show(path: string, text: string): void;
  highlight(lines: readonly Lines[]): void;
  /** Scrolls to a line and flashes it. */
  reveal(line: number): void;
  /** Scrolls as little as brings a line into sight; the cursor stays. */
  keepInSight(line: number): void;
  setTheme(dark: boolean): void;
  focus(): void;
  destroy(): void;
}

/** A key of the editor, for the page's help. */
export interface Shortcut {
  /** As CodeMirror writes it: `Mod-` is Cmd on a Mac and Ctrl elsewhere. */
  readonly key: string;
  readonly does: string;
}
