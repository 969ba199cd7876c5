/** The editor of the sources, put together. */

import { acceptCompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { bracketMatching, codeFolding, foldGutter, foldKeymap, indentOnInput, indentUnit } from "@codemirror/language";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { Compartment, EditorSelection, EditorState, type Extension, Prec, type TransactionSpec } from "@codemirror/state";
import {
  EditorView, type KeyBinding, dropCursor, highlightActiveLine, highlightActiveLineGutter,
  highlightSpecialChars, keymap, lineNumbers, tooltips,
} from "@codemirror/view";
import type { Diagnostic, Files, Fix, Place } from "fluo-wasm";
import type { EditorOptions, FluoEditor } from "./border";
import { completion } from "./completion";
import { definitions } from "./definition";
import { reform } from "./formatting";
import { hangingIndent } from "./hanging";
import type { Host } from "./host";
import { hovers } from "./hover";
import { continueDocComment } from "./language/comments";
import { fluo } from "./language/fluo";
import { look, theme } from "./look/theme";
import { goTo, marking, marks } from "./marks";
import { overtyping } from "./overtyping";
import { problemField } from "./problems/field";
import { lineLabels } from "./problems/lineLabels";
import { problemMargin } from "./problems/margin";
import { openTip, problemTips } from "./problems/tip";
import { drawnSelection } from "./selection";
import { Sources, builtIn, fromPage } from "./sources";

const name = (path: string): Extension => [
  EditorView.contentAttributes.of({
    "aria-label": `${builtIn(path) ? "read only " : ""}source ${path}. Escape, then Tab leaves the editor`,
    "data-testid": "source",
    autocapitalize: "off",
    autocorrect: "off",
    spellcheck: "false",
  }),
  EditorState.readOnly.of(builtIn(path)),
];

/**
 * Only `\n` ends a line, as for the compiler, so that its offsets are ours in a text with `\r` too, which it complains of.
 * What a clipboard adds is not the writer's.
 */
const lineEnds: Extension = [
  EditorState.lineSeparator.of("\n"),
  EditorView.clipboardInputFilter.of((text) => text.replace(/\r\n?/g, "\n")),
];

/** Everything of the editor that is the same for every file and never changes. */
const common = (host: Host, keys: readonly KeyBinding[]): Extension => [
  overtyping,
  Prec.high(keymap.of([...keys, { key: "Enter", run: continueDocComment }])),
  completion(host), definitions(host), hovers(host), problemField, problemTips(host), problemMargin(openTip),
  lineNumbers(), highlightActiveLineGutter(), foldGutter(), codeFolding(), highlightSpecialChars(), history(),
  drawnSelection(), dropCursor(), EditorState.allowMultipleSelections.of(true), indentOnInput(), indentUnit.of("  "),
  EditorState.tabSize.of(2), bracketMatching(), closeBrackets(), highlightActiveLine(), highlightSelectionMatches(),
  search({ top: true }), EditorView.lineWrapping, hangingIndent, lineEnds, fluo(), look, marks, tooltips({ position: "fixed" }),
  keymap.of([
    ...closeBracketsKeymap, ...completionKeymap, ...searchKeymap, ...foldKeymap, ...historyKeymap, ...defaultKeymap,
    { key: "Tab", run: acceptCompletion }, indentWithTab,
  ]),
];

/** The words that a person must replace: `NAME`, `KIND`. */
const placeholder = /\b[A-Z][A-Z-]{2,}\b/;

class Editor implements FluoEditor {
  readonly #options: EditorOptions;
  readonly #sources: Sources;
  readonly #view: EditorView;
  readonly #colours = new Compartment();
  readonly #labels = new Compartment();
  #path = "";
  #dark: boolean;
  #labelled: boolean;

  constructor(options: EditorOptions) {
    this.#options = options;
    this.#dark = options.dark ?? false;
    this.#labelled = options.labels ?? true;
    const extensions = common(this.#host(), this.#keys());
    this.#sources = new Sources((path, text) => EditorState.create({
      doc: text,
      extensions: [
        extensions, name(path), this.#colours.of(theme(this.#dark)), this.#labels.of(this.#labelled ? lineLabels : []),
      ],
    }));
    this.#view = new EditorView({
      parent: options.parent,
      root: options.root,
      state: this.#sources.state(""),
      dispatchTransactions: (transactions, view) => {
        view.update(transactions);
        this.#sources.put(this.#path, view.state);
        const changed = transactions.some((one) => one.docChanged && !one.annotation(fromPage));
        if (changed) options.onChange(this.#path, view.state.doc.toString());
        if (transactions.some((one) => one.docChanged || one.selection)) this.#tellCursor();
      },
    });
  }

  #host(): Host {
    return {
      options: this.#options,
      path: () => this.#path,
      diagnostics: () => this.#sources.diagnostics,
      applyFix: (fix) => this.applyFix(fix),
      go: (place) => this.#go(place),
    };
  }

  #keys(): KeyBinding[] {
    const run = (): boolean => {
      void this.format();
      return true;
    };
    return [{ key: "Shift-Alt-f", run }, { key: "Mod-Shift-f", run }];
  }

  #tellCursor(): void {
    const { from, to } = this.#view.state.selection.main;
    this.#options.onCursor(this.#path, { start: from, end: to });
  }

  #go(place: Place): void {
    if (place.file !== this.#path) return this.#options.onOpen(place);
    this.reveal(place);
    this.focus();
  }

  /** Changes a file, whether it is open or not. */
  #dispatch(path: string, transaction: TransactionSpec): void {
    if (path === this.#path) return this.#view.dispatch(transaction);
    this.#sources.put(path, this.#sources.state(path).update(transaction).state);
  }

  open(path: string, text?: string): void {
    if (text !== undefined) this.#write(path, text);
    if (path === this.#path) return;
    if (this.#path) this.#sources.leave(this.#path, this.#view);
    this.#path = path;
    this.#view.setState(this.#sources.state(path));
    const scroll = this.#sources.scroll(path);
    this.#view.dispatch({ effects: [...this.#settings(), ...(scroll ? [scroll] : [])] });
    this.#tellCursor();
  }

  /** A state that was made under other settings gets those of now. */
  #settings(): ReturnType<Compartment["reconfigure"]>[] {
    return [this.#colours.reconfigure(theme(this.#dark)), this.#labels.reconfigure(this.#labelled ? lineLabels : [])];
  }

  #write(path: string, text: string): void {
    const transaction = this.#sources.write(path, text);
    if (transaction) this.#dispatch(path, transaction);
  }

  setFiles(files: Files): void {
    const strange = this.#sources.strange(files);
    for (const path of this.#sources.paths()) {
      if (builtIn(path)) continue;
      if (strange || (path !== this.#path && !(path in files))) this.#sources.forget(path);
    }
    for (const [path, text] of Object.entries(files)) this.#write(path, text);
    if (strange && this.#path in files) this.#view.setState(this.#sources.state(this.#path));
  }

  setDiagnostics(diagnostics: readonly Diagnostic[], of?: Files): void {
    for (const [path, transaction] of this.#sources.diagnose(diagnostics, of)) this.#dispatch(path, transaction);
  }

  highlight(path: string, places: readonly Place[]): void {
    for (const one of new Set([path, ...this.#sources.paths()])) {
      if (one !== path && one !== this.#path) continue;
      if (!this.#sources.has(one)) continue;
      const here = one === path ? places.filter((place) => place.file === path) : [];
      const last = places.at(-1);
      const stretches = here.map((place) => ({ from: place.start, to: place.end, strong: place === last }));
      this.#dispatch(one, { effects: marking(stretches) });
    }
  }

  reveal(place: Place): void {
    if (place.file === this.#path) goTo(this.#view, place.start, place.end);
  }

  applyFix(fix: Fix): boolean {
    const changes = this.#sources.fix(fix);
    if (!changes) {
      this.#announce("the text has changed since: wait for the new problems, then choose again");
      return false;
    }
    for (const { path, edits } of changes) {
      this.#dispatch(path, this.#fixing(path, edits, fix));
      if (path !== this.#path) this.#options.onChange(path, this.#sources.state(path).doc.toString());
    }
    const done = new Set(changes.map(({ path }) => path));
    this.#announce(`applied: ${fix.title}`);
    this.#options.onApplyFix({ fix, elsewhere: fix.edits.filter((edit) => !done.has(edit.place.file)) });
    return true;
  }

  /** All edits at once; the first word that is to be filled in gets selected. */
  #fixing(path: string, edits: readonly { from: number; to: number; insert: string }[], fix: Fix): TransactionSpec {
    const state = this.#sources.state(path);
    const changes = state.changes(edits);
    const found = fix.applicability === "placeholder" ? edits.find((edit) => placeholder.test(edit.insert)) : undefined;
    const spec: TransactionSpec = { changes, userEvent: "input.fix", scrollIntoView: path === this.#path };
    if (!found) return spec;
    const match = placeholder.exec(found.insert);
    const start = changes.mapPos(found.from, -1) + (match?.index ?? 0);
    return { ...spec, selection: EditorSelection.range(start, start + (match?.[0].length ?? 0)) };
  }

  #announce(text: string): void {
    this.#view.dispatch({ effects: EditorView.announce.of(text) });
  }

  async format(): Promise<void> {
    const { state } = this.#view;
    const path = this.#path;
    if (!this.#options.format || builtIn(path)) return;
    const text = await this.#options.format(path, state.doc.toString()).catch(() => undefined);
    if (text === undefined) return this.#announce("a text with mistakes in its form can't be formatted");
    const transaction = await reform(state, text);
    // Whoever typed on meanwhile is not to lose it.
    if (transaction && path === this.#path && this.#view.state.doc.eq(state.doc)) this.#view.dispatch(transaction);
    this.#announce(transaction ? "formatted" : "formatted already");
  }

  setLabels(shown: boolean): void {
    this.#labelled = shown;
    this.#view.dispatch({ effects: this.#settings() });
  }

  setTheme(dark: boolean): void {
    this.#dark = dark;
    this.#view.dispatch({ effects: this.#settings() });
  }

  focus(): void {
    this.#view.focus();
  }

  destroy(): void {
    this.#view.destroy();
  }
}

/** Makes the editor of the sources. */
export const createEditor = (options: EditorOptions): FluoEditor => new Editor(options);
