import { useComputed } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { diagnostics } from "../output/build";
import { base, tree, type PathNode } from "../project/paths";
import { add, close, files, open, remove, show, tabs } from "../project/store";
import { Decides } from "./Decides";
import { mount } from "./editing";
import { Icon } from "./Icon";
import { notify } from "./Notices";
import { Tabs, type Tab } from "./Tabs";
import { Tree } from "./Tree";
import { dialog, listing } from "./view";

/** How many problems a source has. */
interface Counts {
  readonly errors: number;
  readonly warnings: number;
}

/** The sources: their tree, those that are open, and the editor. */
export function SourcePane() {
  const counts = useComputed(countByFile);
  const nodes = useComputed(() => tree(Object.keys(files.value).map((path) => ({ path }))));
  return (
    <section class="pane sources" aria-label="Sources" data-testid="sources" data-listing={listing.value}>
      <div class="files" id="files">
        <FileActions />
        <Tree
          label="Sources"
          testid="source-tree"
          nodes={nodes.value}
          chosen={open.value}
          onChoose={choose}
          onKey={treeKey}
          before={() => <Icon name="file" />}
          after={(node: PathNode<{ path: string }>) => <Count counts={counts.value.get(node.path)} />}
        />
      </div>
      <div class="editing">
        <div class="tab-row">
          <button type="button" class="icon-button listing" aria-label="List of sources" aria-expanded={listing.value} aria-controls="files" data-testid="files" onClick={() => (listing.value = !listing.value)}>
            <Icon name="list" />
          </button>
          <Tabs
            label="Open sources"
            controls="editor"
            tabs={tabs.value.map((path): Tab => sourceTab(path, tabs.value, counts.value.get(path)))}
            chosen={open.value}
            onChoose={show}
            onClose={close}
          />
        </div>
        <EditorHost />
        <Decides />
      </div>
    </section>
  );
}

function EditorHost() {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (host.current === null) return undefined;
    let unmount: (() => void) | undefined;
    let gone = false;
    void mount(host.current).then((made) => {
      unmount = made;
      if (gone) made();
    });
    return () => {
      gone = true;
      unmount?.();
    };
  }, []);
  const empty = open.value === "";
  return (
    <div class="stage">
      <div id="editor" role="tabpanel" aria-labelledby={`tab-editor-${open.value}`} class="host" data-empty={empty} data-testid="editor" ref={host} />
      {empty ? (
        <div class="empty">
          <p>No source is open.</p>
          <p>Choose one from the list, or <button type="button" class="link" onClick={newFile}>add one</button>.</p>
        </div>
      ) : null}
    </div>
  );
}

function FileActions() {
  const path = open.value;
  return (
    <div class="pane-head">
      <h2>Sources</h2>
      <button type="button" class="icon-button" aria-label="New source" title="New source" data-testid="file-new" onClick={newFile}>
        <Icon name="add" />
      </button>
      <button type="button" class="icon-button" disabled={path === ""} aria-label={`Rename ${base(path)}`} title="Rename (F2)" data-testid="file-rename" onClick={() => rename(path)}>
        <Icon name="pencil" />
      </button>
      <button type="button" class="icon-button" disabled={path === ""} aria-label={`Delete ${base(path)}`} title="Delete" data-testid="file-delete" onClick={() => discard(path)}>
        <Icon name="trash" />
      </button>
    </div>
  );
}

function Count({ counts }: { readonly counts: Counts | undefined }) {
  if (counts === undefined) return null;
  const { errors, warnings } = counts;
  return (
    <span class="count" data-severity={errors > 0 ? "error" : "warning"}>
      {errors > 0 ? errors : warnings}
      <span class="unseen"> {errors > 0 ? "errors" : "warnings"}</span>
    </span>
  );
}

function sourceTab(path: string, all: readonly string[], counts: Counts | undefined): Tab {
  const twins = all.some((other) => other !== path && base(other) === base(path));
  const says = counts === undefined ? undefined : `${counts.errors} errors, ${counts.warnings} warnings`;
  return {
    id: path,
    title: twins ? path.split("/").slice(-2).join("/") : base(path),
    closes: true,
    // Its room is always there, so that the tabs stay where they are.
    badge: <span class="dot" data-severity={counts === undefined ? "none" : counts.errors > 0 ? "error" : "warning"} />,
    ...(says === undefined ? {} : { says }),
  };
}

function countByFile(): Map<string, Counts> {
  const counts = new Map<string, Counts>();
  for (const { labels, severity } of diagnostics.value) {
    const path = labels[0]?.place.file;
    if (path === undefined) continue;
    const { errors, warnings } = counts.get(path) ?? { errors: 0, warnings: 0 };
    counts.set(path, severity === "error" ? { errors: errors + 1, warnings } : { errors, warnings: warnings + 1 });
  }
  return counts;
}

function treeKey(event: KeyboardEvent, path: string): void {
  if (!(path in files.peek())) return;
  if (event.key === "F2") rename(path);
  else if (event.key === "Delete") discard(path);
  else return;
  event.preventDefault();
}

function choose(path: string): void {
  listing.value = false;
  show(path);
}

function newFile(): void {
  dialog.value = { kind: "name", path: undefined };
}

function rename(path: string): void {
  dialog.value = { kind: "name", path };
}

function discard(path: string): void {
  const text = files.peek()[path];
  if (text === undefined) return;
  remove(path);
  notify({ text: `${path} is deleted`, actions: [{ title: "Undo", run: () => add(path, text) }] });
}
