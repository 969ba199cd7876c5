import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { compiling, errors } from "../output/build";
import { download, share } from "./acting";
import { format } from "./editing";
import { Icon } from "./Icon";
import { theme, type Theme } from "./theme";
import { dialog } from "./view";

interface Item {
  readonly title: string;
  readonly run: () => void;
  readonly disabled?: boolean;
}

const NEXT: Readonly<Record<Theme, Theme>> = { system: "light", light: "dark", dark: "system" };

/** On narrow screens, what the buttons of the bar do. */
export function Menu() {
  const open = useSignal(false);
  const box = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const close = (): void => {
    open.value = false;
    button.current?.focus();
  };
  useEffect(() => {
    if (!open.value) return undefined;
    box.current?.querySelector<HTMLElement>("[role=menuitem]")?.focus();
    const outside = (event: Event): void => {
      if (box.current?.contains(event.target as Node) !== true) open.value = false;
    };
    document.addEventListener("pointerdown", outside);
    return () => document.removeEventListener("pointerdown", outside);
  }, [open.value]);
  return (
    <div class="menu" ref={box} onKeyDown={(event) => walk(event, box.current, close)}>
      <button type="button" ref={button} class="icon-button" aria-label="More" aria-haspopup="menu" aria-expanded={open.value} data-testid="menu" onClick={() => (open.value = !open.value)}>
        <Icon name="more" />
      </button>
      {open.value ? (
        <div role="menu" aria-label="More">
          {items().map(({ title, run, disabled }) => (
            <button
              key={title}
              type="button"
              role="menuitem"
              tabIndex={-1}
              aria-disabled={disabled}
              onClick={() => {
                if (disabled === true) return;
                close();
                run();
              }}
            >
              {title}
            </button>
          ))}
        </div>
      ) : null}
    </div>
  );
}

function items(): readonly Item[] {
  return [
    { title: "Format the source", run: format },
    { title: "Copy a link", run: () => void share() },
    { title: "Download the manifests", run: () => void download(), disabled: errors.value > 0 || compiling.value },
    { title: `Colours: ${theme.value}`, run: () => (theme.value = NEXT[theme.peek()]) },
    { title: "Help and keys", run: () => (dialog.value = { kind: "help" }) },
  ];
}

/** The keys of a menu: arrows go along, Escape goes back. */
function walk(event: KeyboardEvent, box: HTMLElement | null, close: () => void): void {
  const all = Array.from(box?.querySelectorAll<HTMLElement>("[role=menuitem]") ?? []);
  if (all.length === 0) return;
  const at = all.indexOf(document.activeElement as HTMLElement);
  if (event.key === "Escape" || event.key === "Tab") close();
  else if (event.key === "ArrowDown") all[(at + 1) % all.length]?.focus();
  else if (event.key === "ArrowUp") all.at(at - 1)?.focus();
  else return;
  event.preventDefault();
}
