/** fluo as CodeMirror's language: what is highlighted, folded, indented and closed. */

import {
  LRLanguage, LanguageSupport, delimitedIndent, flatIndent, foldInside, foldNodeProp, foldService, indentNodeProp,
} from "@codemirror/language";
import type { EditorState } from "@codemirror/state";
import { styleTags, tags } from "@lezer/highlight";
import type { SyntaxNode } from "@lezer/common";
import { parser } from "./parser";

const highlighting = styleTags({
  "Keyword/...": tags.keyword,
  "Field/...": tags.propertyName,
  "Name/...": tags.definition(tags.variableName),
  "Kind/Path/Head/... Kind/Path/Step/...": tags.typeName,
  "TypeName/...": tags.typeName,
  "Head/...": tags.variableName,
  "Step/...": tags.attributeName,
  "Callee/...": tags.function(tags.variableName),
  Limit: tags.operatorKeyword,
  Optional: tags.operator,
  Range: tags.operator,
  Number: tags.number,
  Unit: tags.unit,
  "String LongString RawString": tags.string,
  Escape: tags.escape,
  "InterpolationOpen InterpolationClose/...": tags.special(tags.brace),
  Comment: tags.lineComment,
  DocComment: tags.docComment,
  HashComment: tags.invalid,
  "{ }": tags.brace,
  "[ ]": tags.squareBracket,
  "( )": tags.paren,
  ", ;": tags.separator,
  ": = . |": tags.punctuation,
});

/** The inside of a text over several lines, without its quotes. */
const insideQuotes = (node: SyntaxNode, state: EditorState): { from: number; to: number } | null => {
  const spans = state.doc.lineAt(node.from).number < state.doc.lineAt(node.to).number;
  return spans ? { from: node.from + 3, to: node.to - 3 } : null;
};

/** In a text, and where a comment goes on, a line stays as it is written. */
const asWritten = (): null => null;

const fluoLanguage = LRLanguage.define({
  name: "fluo",
  parser: parser.configure({
    props: [
      highlighting,
      foldNodeProp.add({
        "Block List MapType": foldInside,
        "LongString RawString": insideQuotes,
      }),
      indentNodeProp.add({
        Block: delimitedIndent({ closing: "}", align: false }),
        List: delimitedIndent({ closing: "]", align: false }),
        Call: delimitedIndent({ closing: ")", align: false }),
        "LongString RawString": asWritten,
        File: flatIndent,
      }),
    ],
  }),
  languageData: {
    commentTokens: { line: "//" },
    closeBrackets: { brackets: ["(", "[", "{", '"', "'", '"""', "'''"], before: ")]}:;>, \t" },
    indentOnInput: /^\s*[}\])]$/,
    wordChars: "-",
  },
});

const comment = /^\s*\/\//;

/** A run of comments folds to its first line. */
const commentRuns = foldService.of((state, start) => {
  const first = state.doc.lineAt(start);
  if (!comment.test(first.text)) return null;
  if (first.number > 1 && comment.test(state.doc.line(first.number - 1).text)) return null;
  let last = first;
  while (last.number < state.doc.lines) {
    const next = state.doc.line(last.number + 1);
    if (!comment.test(next.text)) break;
    last = next;
  }
  return last.number === first.number ? null : { from: first.to, to: last.to };
});

/** The language with everything that belongs to it. */
export const fluo = (): LanguageSupport => new LanguageSupport(fluoLanguage, [commentRuns]);
