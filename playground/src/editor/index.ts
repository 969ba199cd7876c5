/** The editors of the playground: sources, and emitted YAML. */

export type {
  EditorOptions, FixRequest, FluoEditor, Lines, Selection, Shortcut, YamlView, YamlViewOptions,
} from "./border";
export { createEditor } from "./editor";
export { shortcuts } from "./shortcuts";
export { createYamlView } from "./yaml";
