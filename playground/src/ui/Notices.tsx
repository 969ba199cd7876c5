import { signal } from "@preact/signals";
import { Icon } from "./Icon";

/** A short message at the edge of the page, which never moves what is there. */
export interface Notice {
  readonly text: string;
  readonly kind?: "plain" | "trouble";
  readonly actions?: readonly { readonly title: string; readonly run: () => void }[];
  /** Whether it stays until it is closed. */
  readonly stays?: boolean;
}

interface Posted extends Notice {
  readonly id: number;
}

const notices = signal<readonly Posted[]>([]);
let count = 0;

/** How long a message stays, in milliseconds: long enough to be read twice. */
const SHOWN = 7000;

export function notify(notice: Notice): void {
  count += 1;
  const posted = { ...notice, id: count };
  notices.value = [...notices.peek().filter((one) => one.text !== notice.text), posted].slice(-3);
  if (notice.stays !== true) setTimeout(() => dismiss(posted.id), SHOWN);
}

function dismiss(id: number): void {
  notices.value = notices.peek().filter((one) => one.id !== id);
}

export function Notices() {
  return (
    <div class="notices" role="status" aria-live="polite" data-testid="notices">
      {notices.value.map(({ id, text, kind, actions = [] }) => (
        <div key={id} class="notice" data-kind={kind ?? "plain"}>
          <span>{text}</span>
          <button type="button" class="icon-button" aria-label="Dismiss" onClick={() => dismiss(id)}>
            <Icon name="close" />
          </button>
          {actions.length === 0 ? null : (
            <div class="notice-actions">
              {actions.map(({ title, run }) => (
                <button
                  key={title}
                  type="button"
                  class="plain-button"
                  onClick={() => {
                    dismiss(id);
                    run();
                  }}
                >
                  {title}
                </button>
              ))}
            </div>
          )}
        </div>
      ))}
    </div>
  );
}
