/** The little Markdown that doc comments are written in, as elements: nothing of the text is ever read as HTML. */

const inline = /`([^`]+)`|\*\*([^*]+)\*\*|\[([^\]]+)\]\((https?:\/\/[^\s)]+)\)/g;

const element = (name: string, text: string): HTMLElement => {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
};

const link = (text: string, address: string): HTMLElement => {
  const anchor = document.createElement("a");
  anchor.textContent = text;
  anchor.href = address;
  anchor.target = "_blank";
  anchor.rel = "noopener noreferrer";
  return anchor;
};

/** Text with `code`, **strong** and links, appended to an element. */
export const appendInline = (parent: HTMLElement, text: string): void => {
  let at = 0;
  for (const match of text.matchAll(inline)) {
    parent.append(text.slice(at, match.index));
    const [whole, code, strong, label, address] = match;
    if (code !== undefined) parent.append(element("code", code));
    else if (strong !== undefined) parent.append(element("strong", strong));
    else parent.append(link(label ?? "", address ?? ""));
    at = match.index + whole.length;
  }
  parent.append(text.slice(at));
};

const bullet = /^\s*[-*] /;

const block = (text: string): HTMLElement => {
  const lines = text.split("\n");
  if (bullet.test(lines[0] ?? "")) {
    const list = document.createElement("ul");
    for (const entry of text.split(/\n(?=\s*[-*] )/)) {
      appendInline(list.appendChild(document.createElement("li")), entry.replace(bullet, "").replaceAll("\n", " "));
    }
    return list;
  }
  const heading = /^#{1,4} (.*)$/.exec(text);
  const paragraph = document.createElement("p");
  if (heading) paragraph.append(element("strong", heading[1] ?? ""));
  else appendInline(paragraph, lines.join(" "));
  return paragraph;
};

/** Paragraphs, lists and fenced code. */
export const prose = (markdown: string): DocumentFragment => {
  const fragment = document.createDocumentFragment();
  markdown.trim().split(/^```.*$/m).forEach((part, index) => {
    if (index % 2 === 1) {
      const code = document.createElement("pre");
      code.textContent = part.replace(/^\n|\n$/g, "");
      fragment.append(code);
      return;
    }
    for (const text of part.split(/\n\s*\n/)) {
      if (text.trim() !== "") fragment.append(block(text.trim()));
    }
  });
  return fragment;
};
