// @vitest-environment happy-dom
import { expect, it } from "vitest";
import { prose } from "./prose";

const html = (markdown: string): string => {
  const box = document.createElement("div");
  box.append(prose(markdown));
  return box.innerHTML;
};

it.each([
  ["One `code` and **strong**.", "<p>One <code>code</code> and <strong>strong</strong>.</p>"],
  ["One\nline.\n\nTwo.", "<p>One line.</p><p>Two.</p>"],
  ["- a\n- b `c`", "<ul><li>a</li><li>b <code>c</code></li></ul>"],
  ["```fluo\nsize a {}\n```\nThen.", "<pre>size a {}</pre><p>Then.</p>"],
  ["## Head", "<p><strong>Head</strong></p>"],
  ["`a", "<p>`a</p>"],
])("%j", (markdown, expected) => expect(html(markdown)).toBe(expected));

it("never takes text for HTML, nor an address for a script", () => {
  expect(html("<img src=x onerror=alert(1)> `<b>`")).toBe("<p>&lt;img src=x onerror=alert(1)&gt; <code>&lt;b&gt;</code></p>");
  expect(html("[x](javascript:alert(1))")).not.toContain("<a");
  expect(html("[x](https://example.com/a)")).toContain('rel="noopener noreferrer"');
});
