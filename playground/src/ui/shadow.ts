/** The shadow roots that hold the editors: what is adopted there needs no exception of the page's policy. */

/** The editors fill their hosts, and wear the colours of the page. */
const STYLE = `
:host { display: block; min-height: 0 }
:host > div, :host > div > .cm-editor { height: 100% }
:host > div > .cm-editor.cm-editor {
  --fluo-plain: var(--text);
  --fluo-background: var(--surface);
  --fluo-panel: var(--raised);
  --fluo-line: var(--hover);
  --fluo-border: var(--line);
  --fluo-accent: var(--accent);
  --fluo-error: var(--error);
  --fluo-warning: var(--warning);
  --fluo-decided: var(--marker);
  --fluo-deciding: var(--marker-strong);
  --fluo-font: var(--mono);
  --fluo-sans: var(--sans);
}`;

/** An empty element inside the shadow root of a host, for an editor to fill. */
export function inside(host: HTMLElement): { readonly root: ShadowRoot; readonly parent: HTMLElement } {
  const root = host.shadowRoot ?? host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  root.adoptedStyleSheets = [sheet];
  const parent = document.createElement("div");
  root.replaceChildren(parent);
  return { root, parent };
}
