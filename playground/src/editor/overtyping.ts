/**
 * Typing over lines that are selected. The browser would keep the look of the first of them by an inline style, which the
 * page's policy refuses with an error in the console; so the text is replaced here, through the same handlers as all input.
 */

import { EditorView } from "@codemirror/view";

export const overtyping = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const { data, inputType, isComposing } = event;
    const { from, to } = view.state.selection.main;
    if (inputType !== "insertText" || data === null || isComposing || view.state.readOnly) return false;
    if (view.state.doc.lineAt(from).to >= to) return false;
    const insert = () => view.state.update(view.state.replaceSelection(data), { userEvent: "input.type", scrollIntoView: true });
    const taken = view.state.facet(EditorView.inputHandler).some((handle) => handle(view, from, to, data, insert));
    if (!taken) view.dispatch(insert());
    return true;
  },
});
