/** The grammar of the editor takes every program that the compiler takes. */

import { readFileSync, readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { TreeFragment } from "@lezer/common";
import { buildParserFile } from "@lezer/generator";
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

it("every program of the guides has a tree without errors", () => {
  const guides = readdirSync(join(repository, "docs/guide")).filter((name) => name.endsWith(".md"));
  const programs = guides.flatMap((name) => {
    const page = readFileSync(join(repository, "docs/guide", name), "utf8");
    return [...page.matchAll(/```fluo[^\n]*\n([\s\S]*?)```/g)].map((match) => match[1] ?? "");
  });
  expect(programs.length).toBeGreaterThan(20);
  expect(programs.filter((program) => errors(program).length > 0)).toEqual([]);
});

describe("a program that is being typed", { timeout: 60_000 }, () => {
  const program = readFileSync(join(repository, "examples/agent-executor/components/agent-executor.fluo"), "utf8");

  it("has a tree at every keystroke that keeps the declarations before", () => {
    for (let end = 0; end <= program.length; end += 1) {
      const tree = parser.parse(program.slice(0, end));
      expect(tree.length).toBe(end);
      const whole = program.slice(0, end).split(/^\}$/m).length - 1;
      const kept = tree.topNode.getChildren("Declaration").filter((node) => node.lastChild?.lastChild?.name === "}");
      expect(kept.length).toBeGreaterThanOrEqual(whole);
    }
  });

  it("keeps the declarations behind a gap", () => {
    const names = (text: string): string[] => parser.parse(text).topNode.getChildren("Declaration")
      .flatMap((node) => node.getChildren("Name").map((name) => text.slice(name.from, name.to)));
    const all = names(program);
    const last = all.at(-1);
    const cut = program.lastIndexOf("\ncomponent ");
    // Any one character of what comes before may be missing.
    for (let at = 0; at < cut - 1; at += 1) {
      expect(names(program.slice(0, at) + program.slice(at + 1))).toContain(last);
    }
  });
});

describe("an edit", { timeout: 60_000 }, () => {
  const program = readFileSync(join(repository, "examples/agent-executor/components/agent-executor.fluo"), "utf8");
  const pieces = ["{", "}", "[", '"', '"""', "'", "${", "\n", "component a: b {\n", "512Mi", "//", ".", " ", "param x: int in 1..2", ""];

  it("leads to the tree that the whole text has", () => {
    let seed = 7;
    const below = (limit: number): number => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return seed % limit;
    };
    for (let round = 0; round < 400; round += 1) {
      const before = round % 2 === 0 ? program : program.slice(0, below(program.length));
      const from = below(before.length + 1);
      const to = Math.min(before.length, from + below(12));
      const insert = pieces[below(pieces.length)] ?? "";
      const after = before.slice(0, from) + insert + before.slice(to);
      const fragments = TreeFragment.applyChanges(
        TreeFragment.addTree(parser.parse(before)),
        [{ fromA: from, toA: to, fromB: from, toB: from + insert.length }],
      );
      const told = JSON.stringify({ from, to, insert, round });
      expect(parser.parse(after, fragments).toString(), told).toBe(parser.parse(after).toString());
    }
  });
});

it("the parser is made from the grammar as it stands: else `npm run grammar`", () => {
  const made = buildParserFile(readFileSync(join(repository, "grammar/fluo.grammar"), "utf8"), {
    fileName: "../grammar/fluo.grammar", moduleStyle: "es", typeScript: true, warn: (message) => expect.fail(message),
  });
  const kept = (name: string): string => readFileSync(fileURLToPath(new URL(name, import.meta.url)), "utf8");
  expect(kept("./parser.ts")).toBe(made.parser);
  expect(kept("./parser.terms.ts")).toBe(made.terms);
});
