import { signal, useSignal, type ReadonlySignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { ancestors, type PathNode } from "../project/paths";
import { Icon } from "./Icon";

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

interface Row<T> {
  readonly node: PathNode<T>;
  readonly level: number;
}

const NONE = signal("");

/** Folders and files. One key press goes in; arrow keys, Home, End and letters move as in every tree. */
export function Tree<T>({ label, nodes, chosen, onChoose, name, before, after, onKey, testid, filter = NONE }: Props<T>) {
  const closed = useSignal<ReadonlySet<string>>(new Set());
  const active = useSignal<string | undefined>(undefined);
  const list = useRef<HTMLDivElement>(null);
  const rows = visible(nodes, closed.value, filter.value.trim().toLowerCase());
  const at = Math.max(0, rows.findIndex(({ node }) => node.path === (active.value ?? chosen)));

  useEffect(() => {
    if (chosen === undefined) return;
    active.value = chosen;
    const above = new Set(ancestors(chosen));
    if (Array.from(closed.peek()).some((path) => above.has(path))) {
      closed.value = new Set(Array.from(closed.peek()).filter((path) => !above.has(path)));
    }
    list.current?.querySelector(`[data-path="${CSS.escape(chosen)}"]`)?.scrollIntoView({ block: "nearest" });
  }, [chosen]);

  const toggle = (path: string, open?: boolean): void => {
    const next = new Set(closed.peek());
    if (open ?? next.has(path)) next.delete(path);
    else next.add(path);
    closed.value = next;
  };
  const focus = (row: Row<T> | undefined): void => {
    if (row === undefined) return;
    active.value = row.node.path;
    list.current?.querySelector<HTMLElement>(`[data-path="${CSS.escape(row.node.path)}"]`)?.focus();
  };
  const press = (event: KeyboardEvent): void => {
    const row = rows[at];
    if (row === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    if (!handle(event.key, row)) onKey?.(event, row.node.path);
    else event.preventDefault();
  };
  const handle = (key: string, row: Row<T>): boolean => {
    const folder = row.node.children.length > 0;
    const open = folder && !closed.peek().has(row.node.path);
    if (key === "ArrowDown") focus(rows[at + 1]);
    else if (key === "ArrowUp") focus(rows[at - 1]);
    else if (key === "Home") focus(rows[0]);
    else if (key === "End") focus(rows.at(-1));
    else if (key === "ArrowRight") open ? focus(rows[at + 1]) : folder && toggle(row.node.path, true);
    else if (key === "ArrowLeft") open ? toggle(row.node.path, false) : focus(parent(rows, at));
    else if (key === "Enter" || key === " ") folder ? toggle(row.node.path) : onChoose(row.node.path);
    else if (/^[\p{L}\p{N}]$/u.test(key)) focus(starting(rows, at, key));
    else return false;
    return true;
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
            onClick={() => (folder ? toggle(node.path) : onChoose(node.path))}
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

/** The rows that are to be seen. While something is searched, folders are open. */
function visible<T>(nodes: readonly PathNode<T>[], closed: ReadonlySet<string>, words: string, level = 1): Row<T>[] {
  return nodes.flatMap((node) => {
    const folder = node.children.length > 0;
    const inside = folder && (words !== "" || !closed.has(node.path)) ? visible(node.children, closed, words, level + 1) : [];
    if (words !== "" && inside.length === 0 && (folder || !words.split(/\s+/).every((word) => node.path.toLowerCase().includes(word)))) return [];
    return [{ node, level }, ...inside];
  });
}

function parent<T>(rows: readonly Row<T>[], at: number): Row<T> | undefined {
  const level = rows[at]?.level ?? 0;
  return rows.slice(0, at).findLast((row) => row.level < level);
}

function starting<T>(rows: readonly Row<T>[], at: number, letter: string): Row<T> | undefined {
  const begins = (row: Row<T>): boolean => row.node.name.toLowerCase().startsWith(letter.toLowerCase());
  return rows.slice(at + 1).find(begins) ?? rows.find(begins);
}
