/** The view of an emitted file. */

import { defaultKeymap } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import { codeFolding, foldGutter, foldKeymap } from "@codemirror/language";
import { search, searchKeymap } from "@codemirror/search";
import { Compartment, EditorState, type Extension } from "@codemirror/state";
import { EditorView, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers, tooltips } from "@codemirror/view";
import type { YamlView, YamlViewOptions } from "./border";
import { look, theme } from "./look/theme";
import { difference } from "./difference";
import { hangingIndent } from "./hanging";
import { goTo, marking, marks } from "./marks";
import { drawnSelection } from "./selection";

/** A click that selects nothing, or Enter, asks what decided the line. */
const asking = (onLine: (line: number) => void): Extension => {
  const ask = (view: EditorView): boolean => {
    onLine(view.state.doc.lineAt(view.state.selection.main.head).number);
    return true;
  };
  return [
    keymap.of([{ key: "Enter", run: ask }]),
    EditorView.domEventHandlers({
      click(event, view) {
        if (event.button === 0 && view.state.selection.main.empty && view.contentDOM.contains(event.target as Node)) ask(view);
        return false;
      },
    }),
  ];
};

const label = (path: string): Extension =>
  EditorView.contentAttributes.of({
    "aria-label": `emitted ${path}, read only. Enter shows what decided a line`,
    "aria-readonly": "true",
    // Not editable, so that no keyboard comes up on a phone, and still reached by Tab.
    tabindex: "0",
  });

/** Makes the read-only view of emitted YAML. */
export const createYamlView = (options: YamlViewOptions): YamlView => {
  const colours = new Compartment();
  const name = new Compartment();
  const shown = new Map<string, { scroll: ReturnType<EditorView["scrollSnapshot"]>; head: number }>();
  let dark = options.dark ?? false;
  let path = "";
  const state = (text: string, head: number): EditorState => EditorState.create({
    doc: text,
    selection: { anchor: Math.min(head, text.length) },
    extensions: [
      lineNumbers(), highlightActiveLineGutter(), foldGutter(), codeFolding(), drawnSelection(), highlightActiveLine(),
      EditorState.readOnly.of(true), EditorView.editable.of(false), EditorState.tabSize.of(2), EditorState.lineSeparator.of("\n"),
      asking(options.onLine), search({ top: true }), keymap.of([...searchKeymap, ...foldKeymap, ...defaultKeymap]),
      EditorView.lineWrapping, hangingIndent, yaml(), look, marks, tooltips({ position: "fixed" }), colours.of(theme(dark)), name.of(label(path)),
    ],
  });
  const view = new EditorView({ state: state("", 0), parent: options.parent, root: options.root });

  return {
    show(next, text) {
      if (next === path) {
        const change = difference(view.state.doc.toString(), text);
        if (change) view.dispatch({ changes: change });
        return;
      }
      if (path) shown.set(path, { scroll: view.scrollSnapshot(), head: view.state.selection.main.head });
      path = next;
      const before = shown.get(path);
      view.setState(state(text, before?.head ?? 0));
      if (before) view.dispatch({ effects: before.scroll });
    },
    highlight(lines) {
      const { doc } = view.state;
      const at = (line: number): number => Math.max(1, Math.min(line, doc.lines));
      const stretches = lines.map(({ line, endLine }) => ({
        from: doc.line(at(line)).from, to: doc.line(at(endLine)).from, strong: true, whole: true,
      }));
      view.dispatch({ effects: marking(stretches) });
    },
    reveal(line) {
      const { from } = view.state.doc.line(Math.max(1, Math.min(line, view.state.doc.lines)));
      goTo(view, from, from);
    },
    keepInSight(line) {
      const { from } = view.state.doc.line(Math.max(1, Math.min(line, view.state.doc.lines)));
      view.dispatch({ effects: EditorView.scrollIntoView(from, { y: "nearest", yMargin: 24 }) });
    },
    setTheme(next) {
      dark = next;
      view.dispatch({ effects: colours.reconfigure(theme(dark)) });
    },
    focus: () => view.focus(),
    destroy: () => view.destroy(),
  };
};
