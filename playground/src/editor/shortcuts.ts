import type { Shortcut } from "./border";

/** The keys of the source editor that a reader may not guess; a test holds each to a binding. */
export const shortcuts: readonly Shortcut[] = [
  { key: "Ctrl-Space", does: "offer what can stand here" },
  { key: "F8", does: "go to the next problem" },
  { key: "Shift-F8", does: "go to the problem before" },
  { key: "Mod-.", does: "show the fixes of this place" },
  { key: "Alt-Enter", does: "show the fixes of this place" },
  { key: "F12", does: "go to the declaration (or click with Ctrl or Cmd)" },
  { key: "Shift-Alt-f", does: "format the file" },
  { key: "Mod-Shift-f", does: "format the file" },
  { key: "Mod-/", does: "comment lines out, or in again" },
  { key: "Mod-f", does: "search in the file" },
  { key: "Mod-d", does: "select the next place with the same text" },
  { key: "Alt-ArrowUp", does: "move lines up" },
  { key: "Alt-ArrowDown", does: "move lines down" },
  { key: "Mod-z", does: "undo" },
  { key: "Ctrl-Shift-[", does: "fold the block" },
  { key: "Ctrl-Shift-]", does: "unfold the block" },
  { key: "Escape", does: "close what is open; then Tab leaves the editor" },
];
