import { useComputed, useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { EmittedFile } from "fluo-wasm";
import type { YamlView } from "../../editor";
import { built, emitted, errors, shown, shownText, trouble } from "../../output/build";
import { chosen, decided, glance } from "../../output/decisions";
import { mark } from "../../output/kinds";
import { base, tree, type PathNode } from "../../project/paths";
import { Chain } from "../Chain";
import { Icon } from "../Icon";
import { notify } from "../Notices";
import { inside } from "../shadow";
import { dark } from "../theme";
import { Trouble } from "../Trouble";
import { Tree } from "../Tree";
import { followLine, goal, reading, showFile } from "./going";

/** The emitted tree, a file of it, and what decided the line that was chosen. */
export function Manifests() {
  const nodes = useComputed(() => tree(emitted.value));
  const filter = useSignal("");
  const objects = useComputed(() => emitted.value.filter((file) => file.object !== undefined).length);
  if (emitted.value.length === 0) return <Nothing />;
  return (
    <div class="manifests" data-reading={reading.value}>
      <div class="files">
        <div class="pane-head">
          <label class="search">
            <span class="unseen">Filter emitted files</span>
            <input
              type="search"
              placeholder={`Filter ${objects.value} objects`}
              value={filter.value}
              data-testid="manifest-filter"
              onInput={(event) => (filter.value = event.currentTarget.value)}
            />
          </label>
        </div>
        <Tree
          label="Emitted files"
          testid="manifest-tree"
          nodes={nodes.value}
          chosen={shown.value}
          onChoose={showFile}
          filter={filter}
          name={(node: PathNode<EmittedFile>) => named(node)}
          before={(node: PathNode<EmittedFile>) => <KindMark file={node.file} />}
        />
      </div>
      <div class="reading">
        <div class="pane-head">
          <button type="button" class="icon-button back" aria-label="All files" onClick={() => (reading.value = false)}>
            <Icon name="list" />
          </button>
          <PathLine path={shown.value ?? ""} />
          <button type="button" class="icon-button" aria-label="Copy the file" title="Copy the file" data-testid="manifest-copy" onClick={() => void copy()}>
            <Icon name="copy" />
          </button>
        </div>
        <YamlHost />
        <Chain chosen={chosen.value} onClose={() => (chosen.value = undefined)} />
      </div>
    </div>
  );
}

/** The kind stands before the name, so the name of the object says enough; the path is above the text. */
function named({ name, file }: PathNode<EmittedFile>): string {
  return file?.object?.name ?? name;
}

/** A path of which the folders give way first where there is little room. */
function PathLine({ path }: { readonly path: string }) {
  const name = base(path);
  return (
    <span class="path code" title={path} data-testid="manifest-path">
      <span class="folders">{path.slice(0, path.length - name.length)}</span>
      <span class="name">{name}</span>
    </span>
  );
}

async function copy(): Promise<void> {
  try {
    await navigator.clipboard.writeText(shownText.peek() ?? "");
    notify({ text: `${shown.peek() ?? "The file"} is copied` });
  } catch {
    notify({ text: "The browser does not let the page copy: select the text instead", kind: "trouble" });
  }
}

function KindMark({ file }: { readonly file: EmittedFile | undefined }) {
  const kind = file?.object?.kind;
  if (kind === undefined) return <Icon name="file" />;
  const { short, family } = mark(kind);
  return (
    <span class="kind" data-family={family} title={kind}>
      {short}
      <span class="unseen"> {kind}</span>
    </span>
  );
}

function Nothing() {
  if (trouble.value !== undefined) return <Trouble />;
  if (built.value === undefined) return <div class="empty" aria-busy="true"><p class="muted">Compiling…</p></div>;
  const broken = errors.value > 0;
  return (
    <div class="empty">
      <p>{broken ? "There are no manifests: the program has errors." : "The program emits nothing yet."}</p>
      <p class="muted">{broken ? "They appear as soon as the errors are gone." : "Declare a component and an environment."}</p>
    </div>
  );
}

function YamlHost() {
  const host = useRef<HTMLDivElement>(null);
  const view = useSignal<YamlView | undefined>(undefined);
  useEffect(() => {
    const element = host.current;
    if (element === null) return undefined;
    let made: YamlView | undefined;
    let gone = false;
    void import("../../editor").then(({ createYamlView }) => {
      if (gone) return;
      made = createYamlView({ ...inside(element), dark: dark.peek(), onLine: chooseLine });
      view.value = made;
    });
    return () => {
      gone = true;
      made?.destroy();
    };
  }, []);

  const path = shown.value;
  const text = shownText.value;
  const current = view.value;
  useEffect(() => {
    if (current !== undefined && path !== undefined && text !== undefined) current.show(path, text);
  }, [current, path, text]);
  useEffect(() => current?.setTheme(dark.value), [current, dark.value]);
  useEffect(() => {
    const mine = decided.value.filter((field) => field.path === path).map(({ line, endLine }) => ({ line, endLine }));
    const picked = chosen.value?.path === path ? chosen.value?.field : undefined;
    current?.highlight(picked === undefined ? mine : [...mine, picked]);
  }, [current, path, text, decided.value, chosen.value]);
  const line = chosen.value?.path === path ? chosen.value?.field.line : undefined;
  useEffect(() => {
    // What decided the field opens below and takes room: its line is not to be under it.
    const frame = requestAnimationFrame(() => line !== undefined && current?.keepInSight(line));
    return () => cancelAnimationFrame(frame);
  }, [current, line]);
  const glanced = glance.value;
  useEffect(() => {
    if (glanced !== undefined && glanced.path === path) current?.reveal(glanced.line);
  }, [current, glanced]);
  const wanted = goal.value;
  useEffect(() => {
    if (current === undefined || wanted === undefined || wanted.path !== path || text === undefined) return;
    current.reveal(wanted.line);
    goal.value = undefined;
  }, [current, path, text, wanted]);
  return <div class="host" data-testid="yaml" ref={host} />;
}

function chooseLine(line: number): void {
  const path = shown.peek();
  if (path !== undefined) void followLine(path, line);
}
