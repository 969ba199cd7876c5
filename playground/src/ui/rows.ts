/** The rows of a tree that are to be seen, and what a key does on one of them. */

import type { PathNode } from "../project/paths";

/** A line of a tree. Levels count from 1. */
export interface Row<T> {
  readonly node: PathNode<T>;
  readonly level: number;
}

/** What a key asks for. */
export type Step =
  | { readonly kind: "focus"; readonly path: string }
  | { readonly kind: "open" | "close" | "choose"; readonly path: string };

/** The rows that are to be seen. While something is searched, folders are open. */
export function visible<T>(nodes: readonly PathNode<T>[], closed: ReadonlySet<string>, search: string, level = 1): Row<T>[] {
  return nodes.flatMap((node) => {
    const shut = search === "" && closed.has(node.path);
    const inside = shut ? [] : visible(node.children, closed, search, level + 1);
    const folder = node.children.length > 0;
    if (search !== "" && inside.length === 0 && (folder || !matches(node.path, search))) return [];
    return [{ node, level }, ...inside];
  });
}

function matches(path: string, search: string): boolean {
  return search.toLowerCase().split(/\s+/).every((word) => path.toLowerCase().includes(word));
}

/** What a key does on a row, as in the trees of every desktop; undefined for keys that mean nothing here. */
export function step<T>(key: string, rows: readonly Row<T>[], at: number, closed: ReadonlySet<string>): Step | undefined {
  const row = rows[at];
  if (row === undefined) return undefined;
  const { path, children } = row.node;
  const folder = children.length > 0;
  const shut = closed.has(path);
  switch (key) {
    case "ArrowDown": return focus(rows[at + 1]);
    case "ArrowUp": return focus(rows[at - 1]);
    case "Home": return focus(rows[0]);
    case "End": return focus(rows.at(-1));
    case "ArrowRight":
      if (!folder) return undefined;
      return shut ? { kind: "open", path } : focus(rows[at + 1]);
    case "ArrowLeft":
      return folder && !shut ? { kind: "close", path } : focus(above(rows, at));
    case "Enter":
    case " ":
      if (!folder) return { kind: "choose", path };
      return { kind: shut ? "open" : "close", path };
    default:
      return /^[\p{L}\p{N}]$/u.test(key) ? focus(starting(rows, at, key)) : undefined;
  }
}

function focus<T>(row: Row<T> | undefined): Step | undefined {
  return row === undefined ? undefined : { kind: "focus", path: row.node.path };
}

/** The folder that a row stands in. */
function above<T>(rows: readonly Row<T>[], at: number): Row<T> | undefined {
  const level = rows[at]?.level ?? 0;
  return rows.slice(0, at).findLast((row) => row.level < level);
}

/** The next row whose name begins with a letter, from the top again after the last. */
function starting<T>(rows: readonly Row<T>[], at: number, letter: string): Row<T> | undefined {
  const begins = (row: Row<T>): boolean => row.node.name.toLowerCase().startsWith(letter.toLowerCase());
  return rows.slice(at + 1).find(begins) ?? rows.find(begins);
}
