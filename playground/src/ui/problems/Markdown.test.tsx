// @vitest-environment happy-dom
import { render } from "preact";
import { expect, it } from "vitest";
import { Markdown } from "./Markdown";

function html(text: string): string {
  const host = document.createElement("div");
  render(<Markdown text={text} />, host);
  return host.innerHTML;
}

it("pages have headings, listings, lists, tables and links", () => {
  const page = html("# E1 · a\n\n```fluo\nsize x {}\n//   ^ E1\n```\n\n- one `two`\n\n| a |\n|---|\n| b |\n\n<https://example.org/x>\n");
  expect(page).toContain("<h3>E1 · a</h3>");
  expect(page).toContain('<span class="carets">//   ^ E1\n</span>');
  expect(page).toContain("<code>two</code>");
  expect(page).toContain("<td>b</td>");
  expect(page).toContain('href="https://example.org/x"');
});

it("HTML stays text, and links lead to the web only", () => {
  const page = html('<script>alert(1)</script>\n\na <img src=x onerror=alert(1)> b [c](javascript:alert(1))\n');
  expect(page).not.toMatch(/<script|<img|javascript:|href/);
  expect(page).toContain("&lt;script&gt;");
});
