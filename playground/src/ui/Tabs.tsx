import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { side } from "./view";

/** One of several tabs. */
export interface Tab {
  readonly id: string;
  readonly title: string;
  /** Stands after the title, such as a count. */
  readonly badge?: ComponentChildren;
  /** What the badge says, for readers of the screen. */
  readonly says?: string;
  /** Whether the tab can be taken away. */
  readonly closes?: boolean;
}

interface Props {
  readonly label: string;
  /** The `id` of the element that the tabs control. */
  readonly controls: string;
  readonly tabs: readonly Tab[];
  readonly chosen: string;
  readonly onChoose: (id: string) => void;
  readonly onClose?: (id: string) => void;
}

/** Tabs, of which one key press goes in and arrow keys go along. */
export function Tabs({ label, controls, tabs, chosen, onChoose, onClose }: Props) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const row = list.current;
    const tab = row?.querySelector<HTMLElement>('[data-chosen="true"]');
    if (row === null || row === undefined || tab === null || tab === undefined) return;
    // Only the row is scrolled; scrolling into view would move the page, too.
    if (tab.offsetLeft < row.scrollLeft) row.scrollLeft = tab.offsetLeft;
    else row.scrollLeft = Math.max(row.scrollLeft, tab.offsetLeft + tab.offsetWidth - row.clientWidth);
    // A pane that was hidden has no measures before it is shown.
  }, [chosen, tabs.length, side.value]);
  const move = (event: KeyboardEvent): void => {
    const next = neighbour(tabs, chosen, event.key);
    if (event.key === "Delete" && onClose !== undefined && tabs.find((tab) => tab.id === chosen)?.closes === true) onClose(chosen);
    if (next === undefined) return;
    event.preventDefault();
    onChoose(next);
    list.current?.querySelector<HTMLElement>(`[data-tab="${CSS.escape(next)}"]`)?.focus();
  };
  return (
    <div class="tabs" role="tablist" aria-label={label} ref={list} onKeyDown={move}>
      {tabs.map((tab) => (
        <span key={tab.id} class="tab" role="presentation" data-chosen={tab.id === chosen}>
          <button
            type="button"
            role="tab"
            id={`tab-${controls}-${tab.id}`}
            data-tab={tab.id}
            data-testid={`tab-${tab.id}`}
            aria-selected={tab.id === chosen}
            aria-controls={controls}
            aria-keyshortcuts={tab.closes === true ? "Delete" : undefined}
            tabIndex={tab.id === chosen ? 0 : -1}
            title={tab.closes === true ? tab.id : undefined}
            onClick={() => onChoose(tab.id)}
          >
            {tab.title}
            {tab.badge}
            {tab.says === undefined ? null : <span class="unseen">, {tab.says}</span>}
          </button>
          {tab.closes === true && onClose !== undefined ? (
            // A list of tabs holds tabs only: with a keyboard or a reader of the screen, Delete closes.
            <button type="button" class="close" tabIndex={-1} aria-hidden="true" title={`Close ${tab.title}`} onClick={() => onClose(tab.id)}>
              <CloseMark />
            </button>
          ) : null}
        </span>
      ))}
    </div>
  );
}

function CloseMark() {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
      <path d="M5 5l6 6M11 5l-6 6" />
    </svg>
  );
}

function neighbour(tabs: readonly Tab[], chosen: string, key: string): string | undefined {
  const at = tabs.findIndex((tab) => tab.id === chosen);
  const last = tabs.length - 1;
  const to = { ArrowRight: at === last ? 0 : at + 1, ArrowLeft: at <= 0 ? last : at - 1, Home: 0, End: last }[key];
  return to === undefined ? undefined : tabs[to]?.id;
}
