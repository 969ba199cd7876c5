/** Paths of sources and emitted files, as a tree and as text. */

/** A folder or a file of a tree. Folders hold their children in order: folders first, then names. */
export interface PathNode<T> {
  readonly name: string;
  readonly path: string;
  readonly children: readonly PathNode<T>[];
  /** What the caller knows of a file; absent for folders. */
  readonly file?: T;
}

interface Growing<T> {
  children: Map<string, Growing<T>>;
  file?: T;
}

/** The tree of a list of files. Folders that hold nothing but one folder become one line, `a/b`. */
export function tree<T extends { readonly path: string }>(files: readonly T[]): PathNode<T>[] {
  const root: Growing<T> = { children: new Map() };
  for (const file of files) {
    let at = root;
    for (const part of file.path.split("/")) {
      const child = at.children.get(part) ?? { children: new Map() };
      at.children.set(part, child);
      at = child;
    }
    at.file = file;
  }
  return settle(root, "");
}

function settle<T>(growing: Growing<T>, prefix: string): PathNode<T>[] {
  const nodes = Array.from(growing.children, ([name, child]) => node(name, child, prefix));
  return nodes.sort((a, b) => Number(b.children.length > 0) - Number(a.children.length > 0) || (a.name < b.name ? -1 : 1));
}

function node<T>(name: string, growing: Growing<T>, prefix: string): PathNode<T> {
  const path = prefix + name;
  const children = settle(growing, `${path}/`);
  const only = children[0];
  if (growing.file === undefined && children.length === 1 && only !== undefined && only.children.length > 0) {
    return { ...only, name: `${name}/${only.name}` };
  }
  return { name, path, children, ...(growing.file === undefined ? {} : { file: growing.file }) };
}

/** The folders on the way to a file. */
export function ancestors(path: string): string[] {
  const parts = path.split("/");
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join("/"));
}

/** The last part of a path. */
export function base(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** What is wrong with the path of a new source, if anything. */
export function fault(path: string, taken: readonly string[]): string | undefined {
  if (path === "") return "write a path, such as services/web.fluo";
  if (!/\.(fluo|ya?ml|json)$/.test(path)) return "a source ends with .fluo; adopted manifests with .yaml";
  if (path.startsWith("/") || path.split("/").some((part) => part === "" || part === "." || part === "..")) {
    return "the path starts at the project's root, without . or ..";
  }
  if (/[\\:*?"<>|]|\p{Cc}/u.test(path)) return "a path has no \\ : * ? \" < > or |";
  if (taken.includes(path)) return "there is a source of that name";
  if (taken.some((other) => other.startsWith(`${path}/`) || path.startsWith(`${other}/`))) {
    return "a file and a folder can't have the same name";
  }
  return undefined;
}
