/** From a word to its declaration: F12, or a click with Ctrl or Cmd held. */

import type { Extension } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";
import type { Host } from "./host";

const follow = async (view: EditorView, at: number, host: Host): Promise<void> => {
  const { doc } = view.state;
  const place = await host.options.definition(host.path(), at).catch(() => undefined);
  if (!view.state.doc.eq(doc)) return;
  if (place) host.go(place);
  else view.dispatch({ effects: EditorView.announce.of("no declaration known for this place") });
};

const isMac = (): boolean => /Mac|iP(hone|ad)/.test(navigator.platform);

const click = (host: Host): Extension => EditorView.domEventHandlers({
  mousedown(event, view) {
    if (event.button !== 0 || event.altKey || event.shiftKey || !(isMac() ? event.metaKey : event.ctrlKey)) return false;
    const at = view.posAtCoords({ x: event.clientX, y: event.clientY });
    if (at === null) return false;
    event.preventDefault();
    void follow(view, at, host);
    return true;
  },
});

/** The ways to a declaration. */
export const definitions = (host: Host): Extension => [
  click(host),
  keymap.of([{
    key: "F12",
    run: (view) => {
      void follow(view, view.state.selection.main.head, host);
      return true;
    },
  }]),
];
