/** Folding, indentation, comments and highlighting, on states without a view. */

import { ensureSyntaxTree, foldable, getIndentation, matchBrackets, syntaxTree } from "@codemirror/language";
import { EditorState } from "@codemirror/state";
import { insertNewlineAndIndent, toggleComment } from "@codemirror/commands";
import { highlightTree, tagHighlighter, tags } from "@lezer/highlight";
import { describe, expect, it } from "vitest";
import { continueDocComment } from "./comments";
import { fluo } from "./fluo";

/** A state with the cursor at `▮`, if there is one, and its whole tree however slow the machine is. */
const at = (text: string): EditorState => {
  const cursor = text.indexOf("▮");
  const doc = text.replace("▮", "");
  const state = EditorState.create({ doc, selection: { anchor: Math.max(cursor, 0) }, extensions: fluo() });
  ensureSyntaxTree(state, doc.length, 60_000);
  return state.update({}).state;
};

/** What a line folds to: the text that is hidden. */
const folded = (text: string, line: number): string | undefined => {
  const state = at(text);
  const { from, to } = state.doc.line(line);
  const range = foldable(state, from, to);
  return range ? state.sliceDoc(range.from, range.to) : undefined;
};

describe("folding", () => {
  it("hides the inside of a block and of a list", () => {
    expect(folded("component web: service {\n  port http: 8080\n}\n", 1)).toBe("\n  port http: 8080\n");
    expect(folded("environment dev {\n  deploy: [\n    a\n  ]\n}\n", 2)).toBe("\n    a\n  ");
  });

  it("hides the lines of a text, but not its quotes", () => {
    expect(folded('config a {\n  "x": """\n    text\n    """\n}\n', 2)).toBe("\n    text\n    ");
    expect(folded("config a {\n  \"x\": '''\n    text\n    '''\n}\n", 2)).toBe("\n    text\n    ");
    expect(folded("config a {\n  \"x\": 'text'\n}\n", 2)).toBeUndefined();
  });

  it("hides a run of comments behind its first line, and from there only", () => {
    const text = "// one\n// two\n/// three\nsize a {}\n// alone\nsize b {}\n";
    expect(folded(text, 1)).toBe("\n// two\n/// three");
    expect(folded(text, 2)).toBeUndefined();
    expect(folded(text, 5)).toBeUndefined();
  });
});

describe("indentation", () => {
  const indentation = (text: string): number | null => {
    const state = at(text);
    return getIndentation(state, state.selection.main.head);
  };

  it.each([
    ["in a block", "component web: service {\n▮\n}", 2],
    ["in a block in a block", "component web: service {\n  env {\n▮\n  }\n}", 4],
    ["in a list", "environment dev {\n  deploy: [\n▮\n  ]\n}", 4],
    ["at a closing brace", "component web: service {\n  env {\n▮}\n}", 2],
    ["behind a declaration", "size small { cpu: 1 }\n▮", 0],
    ["behind an entry", "component web: service {\n  size: small\n▮\n}", 2],
    ["in a block that is not closed", "component web: service {\n▮", 2],
  ])("%s", (_, text, columns) => expect(indentation(text)).toBe(columns));

  it("stays as written in a text", () => {
    expect(indentation('config a {\n  "x": """\n        text\n▮\n    """\n}\n')).toBeNull();
  });
});

describe("comments", () => {
  const run = (text: string, command: typeof continueDocComment): string | undefined => {
    let after: string | undefined;
    command({
      state: at(text),
      dispatch: (transaction) => {
        const { head } = transaction.newSelection.main;
        const doc = transaction.newDoc.toString();
        after = `${doc.slice(0, head)}▮${doc.slice(head)}`;
      },
    });
    return after;
  };

  it("go on at Enter behind a doc comment", () => {
    expect(run("  /// About▮\n  size: small", continueDocComment)).toBe("  /// About\n  /// ▮\n  size: small");
    expect(run("/// About▮ it", continueDocComment)).toBe("/// About\n/// ▮ it");
  });

  it("end at Enter in an empty one, and are left alone elsewhere", () => {
    expect(run("  /// ▮\n", continueDocComment)).toBe("  ▮\n");
    expect(run("// plain▮", continueDocComment)).toBeUndefined();
    expect(run("▮/// About", continueDocComment)).toBeUndefined();
  });

  it("are toggled with two slashes", () => {
    expect(run("  size: ▮small", toggleComment)).toBe("  // size: ▮small");
    expect(run("  // size: ▮small", toggleComment)).toBe("  size: ▮small");
  });
});

it("Enter between the brackets of an empty block opens it over three lines", () => {
  let after = "";
  insertNewlineAndIndent({
    state: at("component web: service {\n  env { ▮ }\n}\n"),
    dispatch: (transaction) => {
      const { head } = transaction.newSelection.main;
      const doc = transaction.newDoc.toString();
      after = `${doc.slice(0, head)}▮${doc.slice(head)}`;
    },
  });
  expect(after).toBe("component web: service {\n  env {\n    ▮\n  }\n}\n");
});

it("a bracket matches its partner, and none in a text", () => {
  const partner = (text: string): number | undefined => {
    const state = at(text);
    return matchBrackets(state, state.selection.main.head, 1)?.end?.from;
  };
  const text = 'size a ▮{ b: "}" }';
  expect(partner(text)).toBe(text.length - 2);
});

describe("highlighting", () => {
  const names = tagHighlighter([
    { tag: tags.keyword, class: "keyword" },
    { tag: tags.propertyName, class: "field" },
    { tag: tags.definition(tags.variableName), class: "name" },
    { tag: tags.typeName, class: "type" },
    { tag: tags.variableName, class: "reference" },
    { tag: tags.attributeName, class: "step" },
    { tag: tags.string, class: "string" },
    { tag: tags.escape, class: "escape" },
    { tag: tags.special(tags.brace), class: "hole" },
    { tag: tags.number, class: "number" },
    { tag: tags.unit, class: "unit" },
    { tag: tags.operatorKeyword, class: "limit" },
    { tag: tags.docComment, class: "doc" },
    { tag: tags.lineComment, class: "comment" },
  ]);
  const coloured = (text: string): string[] => {
    const found: string[] = [];
    const tree = syntaxTree(at(text));
    highlightTree(tree, names, (from, to, name) => void found.push(`${name} ${text.slice(from, to)}`));
    return found;
  };

  it("tells declarations, kinds, names, fields and units apart", () => {
    expect(coloured("component web: service { port http: 8080, memory: 512Mi }")).toEqual([
      "keyword component", "name web", "type service", "field port", "name http", "number 8080", "field memory",
      "number 512", "unit Mi",
    ]);
  });

  it("colours the words of a declaration as fields where they are fields", () => {
    expect(coloured("store a: b { type: x, size: small, param: y }")).toEqual([
      "keyword store", "name a", "type b", "field type", "reference x", "field size", "reference small", "field param",
      "reference y",
    ]);
  });

  it("takes entries for what they are where the comma between them is missing", () => {
    expect(coloured('size a { cpu: 1 size: small port b: [c d] }')).toEqual([
      "keyword size", "name a", "field cpu", "number 1", "field size", "reference small", "field port", "name b",
      "reference c", "reference d",
    ]);
  });

  it("sees into texts", () => {
    expect(coloured('config a { b: "x\\n${c.d}", e: \'${f}\' }')).toEqual([
      "keyword config", "name a", "field b", 'string "x', "escape \\n", "hole ${", "reference c", "step d", "hole }",
      'string "', "field e", "string '${f}'",
    ]);
  });

  it("reads the types of params", () => {
    expect(coloured("kind k: service {\n  /// Docs.\n  param lag: int in 1..9 = 5 // why\n}")).toEqual([
      "keyword kind", "name k", "type service", "doc /// Docs.", "keyword param", "name lag", "type int", "limit in",
      "number 1", "number 9", "number 5", "comment // why",
    ]);
  });
});

describe("a text that is being typed", () => {
  const declarations = (text: string): string[] => {
    const state = at(text);
    const tree = syntaxTree(state);
    const found: string[] = [];
    for (let node = tree.topNode.firstChild; node; node = node.nextSibling) {
      if (node.name === "Declaration") found.push(state.sliceDoc(node.from, node.to).split(/[:{]/)[0]?.trim() ?? "");
    }
    return found;
  };

  it.each([
    ["an open block", "component a: service {\n  env {\n    A: 1\n\ncomponent b: worker {}\n"],
    ["an open list", "component a: service {\n  args: [\"x\"\n\ncomponent b: worker {}\n"],
    ["an open text", 'component a: service {\n  image: "x\n}\n\ncomponent b: worker {}\n'],
    ["an open interpolation", 'component a: service {\n  image: "${x\n}\n\ncomponent b: worker {}\n'],
    ["a missing value", "component a: service {\n  size:\n}\n\ncomponent b: worker {}\n"],
    ["a missing step", "component a: service {\n  size: db.\n}\n\ncomponent b: worker {}\n"],
    ["a missing comma", 'component a: service {\n  image: "x" size: small\n  env { A: 1 B: 2 }\n}\n\ncomponent b: worker {}\n'],
    ["junk", "component a: service {\n  size: @@ %% small\n}\n\ncomponent b: worker {}\n"],
  ])("keeps the declarations around %s", (_, text) => {
    expect(declarations(text)).toEqual(["component a", "component b"]);
  });
});

