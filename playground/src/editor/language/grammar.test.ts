/** The grammar of the editor takes every program that the compiler takes. */

import { readFileSync, readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { parser } from "./parser";

const repository = fileURLToPath(new URL("../../../..", import.meta.url));

/** Folders of programs without mistakes. */
const folders = [
  "examples", "tests/golden", "crates/core/src/prelude", "crates/core/src/library", "crates/core/src/doc/examples",
];

const sources = (folder: string): string[] =>
  readdirSync(join(repository, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".fluo"))
    .map((name) => join(repository, folder, name));

/** What the tree has for what it could not read: `line: text`. */
const errors = (text: string): string[] => {
  const found: string[] = [];
  parser.parse(text).iterate({
    enter: (node) => {
      if (!node.type.isError) return;
      const line = text.slice(0, node.from).split("\n");
      found.push(`${line.length}: ${text.split("\n")[line.length - 1]}`);
    },
  });
  return found;
};

describe("every program that the compiler takes", () => {
  it.each(folders)("in %s has a tree without errors", (folder) => {
    const files = sources(folder);
    expect(files.length).toBeGreaterThan(5);
    const wrong = files
      .map((file) => [relative(repository, file), errors(readFileSync(file, "utf8"))] as const)
      .filter(([, found]) => found.length > 0);
    expect(Object.fromEntries(wrong)).toEqual({});
  });
});
