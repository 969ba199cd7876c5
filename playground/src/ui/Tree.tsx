import { signal, useSignal, type ReadonlySignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { ancestors, type PathNode } from "../project/paths";
import { Icon } from "./Icon";
import { step, visible } from "./rows";

interface Props<T> {
  readonly label: string;
  readonly nodes: readonly PathNode<T>[];
  /** The path of the file that is shown. */
  readonly chosen: string | undefined;
  readonly onChoose: (path: string) => void;
  /** What a file is called; its name in the path unless said. */
  readonly name?: (node: PathNode<T>) => string;
  /** What stands before and after the name of a file. */
  readonly before?: (node: PathNode<T>) => ComponentChildren;
  readonly after?: (node: PathNode<T>) => ComponentChildren;
  /** Keys beyond those of every tree. */
  readonly onKey?: (event: KeyboardEvent, path: string) => void;
  readonly testid: string;
  /** Words that a path must hold to be listed. */
  readonly filter?: ReadonlySignal<string>;
}

const NONE = signal("");

/** Folders and files. One key press goes in; arrow keys, Home, End and letters move as in every tree. */
export function Tree<T>({ label, nodes, chosen, onChoose, name, before, after, onKey, testid, filter = NONE }: Props<T>) {
  const closed = useSignal<ReadonlySet<string>>(new Set());
  const active = useSignal<string | undefined>(undefined);
  const list = useRef<HTMLDivElement>(null);
  const rows = visible(nodes, closed.value, filter.value.trim());
  const at = Math.max(0, rows.findIndex(({ node }) => node.path === (active.value ?? chosen)));

  useEffect(() => {
    if (chosen === undefined) return;
    active.value = chosen;
    const above = new Set(ancestors(chosen));
    closed.value = new Set(Array.from(closed.peek()).filter((path) => !above.has(path)));
    row(list.current, chosen)?.scrollIntoView({ block: "nearest" });
  }, [chosen]);

  const fold = (path: string, shut: boolean): void => {
    const next = new Set(closed.peek());
    if (shut) next.add(path);
    else next.delete(path);
    closed.value = next;
  };
  const press = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const next = step(event.key, rows, at, closed.peek());
    const path = rows[at]?.node.path;
    if (next === undefined) {
      if (path !== undefined) onKey?.(event, path);
      return;
    }
    event.preventDefault();
    if (next.kind === "choose") onChoose(next.path);
    else if (next.kind === "focus") row(list.current, next.path)?.focus();
    else fold(next.path, next.kind === "close");
  };

  return (
    <div class="tree" role="tree" aria-label={label} ref={list} onKeyDown={press} data-testid={testid}>
      {rows.map(({ node, level }, index) => {
        const folder = node.children.length > 0;
        const open = !closed.value.has(node.path);
        return (
          <div
            key={node.path}
            role="treeitem"
            class="row"
            data-path={node.path}
            data-testid={`${testid}:${node.path}`}
            aria-level={level}
            aria-expanded={folder ? open : undefined}
            aria-selected={node.path === chosen}
            tabIndex={index === at ? 0 : -1}
            style={{ "--level": level - 1 }}
            onFocus={() => (active.value = node.path)}
            onClick={() => (folder ? fold(node.path, open) : onChoose(node.path))}
          >
            {folder ? <Icon name={open ? "down" : "chevron"} /> : before?.(node)}
            <span class="name" title={node.path}>{folder ? node.name : (name?.(node) ?? node.name)}</span>
            {after?.(node)}
          </div>
        );
      })}
    </div>
  );
}

function row(list: HTMLElement | null, path: string): HTMLElement | null {
  return list?.querySelector<HTMLElement>(`[data-path="${CSS.escape(path)}"]`) ?? null;
}
