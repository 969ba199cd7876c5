import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { Shortcut } from "../editor";
import { base, fault } from "../project/paths";
import { add, files, open, rename } from "../project/store";
import { version } from "./version";
import { dialog } from "./view";

/** The dialog that is open, if any. */
export function Dialogs() {
  const of = dialog.value;
  if (of === undefined) return null;
  if (of.kind === "help") return <Help />;
  if (of.kind === "link") return <Link address={of.address} />;
  return <Name path={of.path} />;
}

function shut(): void {
  dialog.value = undefined;
}

/** A dialog of the browser: it keeps the focus, closes with Escape, and gives the focus back. */
function Sheet({ title, children }: { readonly title: string; readonly children: ComponentChildren }) {
  const element = useRef<HTMLDialogElement>(null);
  // Before anything is painted, so that it does not appear in its place first.
  useLayoutEffect(() => {
    const before = document.activeElement;
    element.current?.showModal();
    return () => (before instanceof HTMLElement ? before.focus() : undefined);
  }, []);
  const outside = (event: MouseEvent): void => {
    if (event.target === element.current) shut();
  };
  return (
    <dialog ref={element} aria-label={title} onClose={shut} onClick={outside} data-testid="dialog">
      <div class="sheet">
        <header>
          <h2>{title}</h2>
          <button type="button" class="plain-button" onClick={shut}>Close</button>
        </header>
        {children}
      </div>
    </dialog>
  );
}

/** A name for a new source, or another one for a source that is there. */
function Name({ path }: { readonly path: string | undefined }) {
  const text = useSignal(path ?? beside(open.peek()));
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const input = field.current;
    if (input === null) return;
    input.focus();
    const from = input.value.length - base(input.value).length;
    const dot = input.value.lastIndexOf(".");
    input.setSelectionRange(from, dot > from ? dot : input.value.length);
  }, []);
  const taken = Object.keys(files.value).filter((other) => other !== path);
  const wrong = text.value === path ? undefined : fault(text.value.trim(), taken);
  const finish = (event: Event): void => {
    event.preventDefault();
    if (wrong !== undefined) return;
    const name = text.peek().trim();
    if (path === undefined) add(name, "");
    else if (name !== path) rename(path, name);
    shut();
  };
  return (
    <Sheet title={path === undefined ? "New source" : `Rename ${base(path)}`}>
      <form onSubmit={finish}>
        <label class="field">
          <span>Path from the project's root</span>
          <input ref={field} class="code" value={text.value} spellcheck={false} autocapitalize="off" autocomplete="off" aria-invalid={wrong !== undefined} aria-describedby="fault" data-testid="path-input" onInput={(event) => (text.value = event.currentTarget.value)} />
        </label>
        <p id="fault" class="fault" aria-live="polite">{wrong ?? ""}</p>
        {path === undefined ? null : <p class="muted">Sources that name it with <code>use</code> are not changed.</p>}
        <button type="submit" class="main-button" data-testid="path-submit" aria-disabled={wrong !== undefined}>{path === undefined ? "Add" : "Rename"}</button>
      </form>
    </Sheet>
  );
}

function beside(path: string): string {
  return `${path.slice(0, path.lastIndexOf("/") + 1)}new.fluo`;
}

function Link({ address }: { readonly address: string }) {
  return (
    <Sheet title="A link to this program">
      <p>The browser does not let the page copy it. It holds the whole program; no server has it.</p>
      <label class="field">
        <span>Link</span>
        <input class="code" readOnly value={address} onFocus={(event) => event.currentTarget.select()} data-testid="link" />
      </label>
    </Sheet>
  );
}

const PAGE_KEYS: readonly Shortcut[] = [
  { key: "Alt-Shift-1", does: "Go to the editor" },
  { key: "Alt-Shift-2", does: "Manifests" },
  { key: "Alt-Shift-3", does: "Graph" },
  { key: "Alt-Shift-4", does: "Compare" },
  { key: "Alt-Shift-5", does: "Problems" },
  { key: "F2", does: "Rename the source that is chosen in the list" },
  { key: "Delete", does: "Delete the source that is chosen in the list" },
];

function Help() {
  const keys = useSignal<readonly Shortcut[]>([]);
  useEffect(() => {
    void import("../editor").then(({ shortcuts }) => (keys.value = shortcuts));
  }, []);
  return (
    <Sheet title="Help and keys">
      <p>
        Change a source on the left, and the manifests, the graph and the problems follow as you type. Choose a line of a manifest to
        see which lines of the sources decided it; put the cursor on a line of a source to see what it decides.
      </p>
      <p>
        The compiler runs in this page: it is the one of the command line, and writes the same bytes. Your program is not sent anywhere.
        A link holds it in the part of the address that browsers do not send.
      </p>
      <h3>The page</h3>
      <Keys keys={PAGE_KEYS} />
      <h3>The editor</h3>
      <Keys keys={keys.value} />
      <p class="muted">
        In the editor, Escape and then Tab go on to what follows it. fluo {version.value}, with{" "}
        <a href="./licenses.txt" target="_blank" rel="noreferrer">other people's work</a>.
      </p>
    </Sheet>
  );
}

/** What is done, with every key that does it. */
function Keys({ keys }: { readonly keys: readonly Shortcut[] }) {
  const deeds = Array.from(new Set(keys.map(({ does }) => does)));
  return (
    <dl class="keys">
      {deeds.map((deed) => (
        <div key={deed}>
          <dt>{keys.filter(({ does }) => does === deed).map(({ key }) => <Key key={key} of={key} />)}</dt>
          <dd>{deed.charAt(0).toUpperCase() + deed.slice(1)}</dd>
        </div>
      ))}
    </dl>
  );
}

function Key({ of }: { readonly of: string }) {
  return <span class="keys-of">{of.split(/-(?=.)/).map((part) => <kbd key={part}>{named(part)}</kbd>)}</span>;
}

const MAC = /Mac|iP(hone|ad)/.test(navigator.platform);

function named(part: string): string {
  if (part === "Mod") return MAC ? "⌘" : "Ctrl";
  if (part === "Alt") return MAC ? "⌥" : "Alt";
  return part.length === 1 ? part.toUpperCase() : part;
}
