/** The editors of the playground: sources, and emitted YAML. */

export type {
  EditorOptions, FixRequest, FluoEditor, Lines, Selection, Shortcut, YamlView, YamlViewOptions,
} from "./border";
import type { EditorOptions, FluoEditor, Shortcut, YamlView, YamlViewOptions } from "./border";

export declare function createEditor(options: EditorOptions): FluoEditor;
export declare function createYamlView(options: YamlViewOptions): YamlView;
/** The keys of the source editor. */
export declare const shortcuts: readonly Shortcut[];
