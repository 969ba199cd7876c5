import { readFile, readdir } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import type { Plugin } from "vite";

/** A folder whose folders are programs, and what is to be found in it. */
interface Shelf {
  /** The first word of the module's name: `virtual:fluo/SHELF/NAME`. */
  readonly name: string;
  readonly folder: string;
}

const PREFIX = "virtual:fluo/";

/**
 * Makes each program of the shelves a module of its own: an object from path to text. So the page holds the examples of
 * the repository without a copy, and loads only the one that is shown.
 */
export function examples(shelves: readonly Shelf[]): Plugin {
  return {
    name: "fluo-examples",
    resolveId: (id) => (id.startsWith(PREFIX) ? `\0${id}` : undefined),
    async load(id) {
      if (!id.startsWith(`\0${PREFIX}`)) return undefined;
      const [shelf, name] = id.slice(PREFIX.length + 1).split("/");
      const folder = shelves.find((one) => one.name === shelf)?.folder;
      if (folder === undefined || name === undefined) throw new Error(`no example ${id.slice(1)}`);
      const root = join(folder, name);
      const files: Record<string, string> = {};
      for (const path of await sources(root)) {
        this.addWatchFile(path);
        files[relative(root, path).split(sep).join("/")] = await readFile(path, "utf8");
      }
      return { code: `export default ${JSON.stringify(files)};`, moduleType: "js" };
    },
  };
}

/** The sources below a folder, in order of their paths; what is expected of them is not a source. */
async function sources(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith(".fluo"))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !relative(folder, path).split(sep).includes("expected"))
    .sort();
}
