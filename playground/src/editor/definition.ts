/** From a word to its declaration: F12, or a click with Ctrl or Cmd held. */

import { type Extension, StateEffect, StateField } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView, keymap } from "@codemirror/view";
import type { Host } from "./host";
import { shade } from "./look/palette";

const follow = async (view: EditorView, at: number, host: Host): Promise<void> => {
  const { doc } = view.state;
  const place = await host.options.definition(host.path(), at).catch(() => undefined);
  if (!view.state.doc.eq(doc)) return;
  if (place) host.go(place);
  else view.dispatch({ effects: EditorView.announce.of("no declaration known for this place") });
};

const isMac = (): boolean => /Mac|iP(hone|ad)/.test(navigator.platform);

const held = (event: MouseEvent | KeyboardEvent): boolean =>
  !event.altKey && !event.shiftKey && (isMac() ? event.metaKey : event.ctrlKey);

/** The word under the pointer while the key is held: it looks like the link that it is. */
const setLink = StateEffect.define<{ from: number; to: number } | undefined>();

const link = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(drawn, transaction) {
    if (transaction.docChanged) return Decoration.none;
    for (const effect of transaction.effects) {
      if (!effect.is(setLink)) continue;
      const { value } = effect;
      return value ? Decoration.set(Decoration.mark({ class: "cm-fluo-link" }).range(value.from, value.to)) : Decoration.none;
    }
    return drawn;
  },
  provide: (self) => EditorView.decorations.from(self),
});

/** Shows the word as a link, or none; dispatches only if that changes what is shown. */
const point = (view: EditorView, word: { from: number; to: number } | null): void => {
  const { from, value } = view.state.field(link).iter();
  if (word ? value !== null && from === word.from : value === null) return;
  view.dispatch({ effects: setLink.of(word ?? undefined) });
};

const pointer = (host: Host): Extension => EditorView.domEventHandlers({
  mousedown(event, view) {
    if (event.button !== 0 || !held(event)) return false;
    const at = view.posAtCoords({ x: event.clientX, y: event.clientY });
    if (at === null) return false;
    event.preventDefault();
    point(view, null);
    void follow(view, at, host);
    return true;
  },
  mousemove(event, view) {
    const at = held(event) ? view.posAtCoords({ x: event.clientX, y: event.clientY }) : null;
    point(view, at === null ? null : view.state.wordAt(at));
  },
  keyup: (_, view) => point(view, null),
  mouseleave: (_, view) => point(view, null),
});

const styles = EditorView.theme({
  ".cm-fluo-link, .cm-fluo-link *": { color: shade("accent"), textDecoration: "underline", cursor: "pointer" },
});

/** The ways to a declaration. */
export const definitions = (host: Host): Extension => [
  link,
  pointer(host),
  styles,
  keymap.of([{
    key: "F12",
    run: (view) => {
      void follow(view, view.state.selection.main.head, host);
      return true;
    },
  }]),
];
