/** Which colour a piece of syntax has, in fluo and in YAML. */

import { HighlightStyle } from "@codemirror/language";
import { tags } from "@lezer/highlight";
import { shade } from "./palette";

export const highlightStyle = HighlightStyle.define([
  { tag: tags.keyword, color: shade("keyword"), fontWeight: "600" },
  { tag: [tags.operatorKeyword, tags.operator, tags.modifier], color: shade("keyword") },
  { tag: tags.typeName, color: shade("type") },
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: shade("field") },
  { tag: tags.definition(tags.variableName), color: shade("name"), fontWeight: "600" },
  { tag: [tags.variableName, tags.labelName], color: shade("reference") },
  { tag: tags.function(tags.variableName), color: shade("type") },
  { tag: tags.attributeName, color: shade("name") },
  { tag: [tags.string, tags.content], color: shade("string") },
  { tag: [tags.escape, tags.special(tags.brace)], color: shade("escape") },
  { tag: [tags.number, tags.bool, tags.null], color: shade("number") },
  { tag: tags.unit, color: shade("unit") },
  { tag: [tags.punctuation, tags.separator, tags.brace, tags.squareBracket, tags.paren], color: shade("punctuation") },
  { tag: [tags.lineComment, tags.comment], color: shade("comment"), fontStyle: "italic" },
  { tag: tags.docComment, color: shade("documentation") },
  { tag: tags.invalid, color: shade("error") },
]);
