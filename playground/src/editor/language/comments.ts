/** Doc comments go on at Enter, and end at Enter in an empty one. */

import { EditorSelection, type StateCommand } from "@codemirror/state";

const doc = /^(\s*)\/\/\/( ?)/;

/** Enter behind `/// text` begins the next line of the comment; behind an empty `///` it takes the slashes away. */
export const continueDocComment: StateCommand = ({ state, dispatch }) => {
  const { main, ranges } = state.selection;
  if (state.readOnly || ranges.length > 1 || !main.empty) return false;
  const line = state.doc.lineAt(main.head);
  const match = doc.exec(line.text);
  if (match === null || main.head - line.from < match[0].length) return false;
  const indent = match[1] ?? "";
  const empty = line.text.trim() === "///";
  if (empty && main.head < line.to) return false;
  const change = empty
    ? { from: line.from, to: line.to, insert: indent }
    : { from: main.head, insert: `\n${indent}///${match[2] ?? ""}` };
  const at = change.from + change.insert.length;
  dispatch(state.update({
    changes: change, selection: EditorSelection.cursor(at), userEvent: "input", scrollIntoView: true,
  }));
  return true;
};
