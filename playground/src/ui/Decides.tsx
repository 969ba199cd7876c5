import { useComputed, useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { goodOf, shown, stale } from "../output/build";
import { decided, decidedFiles } from "../output/decisions";
import { dotted } from "../output/fields";
import { base } from "../project/paths";
import { files, open } from "../project/store";
import { Icon } from "./Icon";
import { goToField } from "./manifests/going";

/** What the line of the cursor decides: a count that is always there, and a list on demand above it. */
export function Decides() {
  const expanded = useSignal(false);
  const box = useRef<HTMLDivElement>(null);
  const fields = decidedFiles.value.reduce((sum, file) => sum + file.fields.length, 0);
  const count = decidedFiles.value.length;
  const outdated = useComputed(() => stale.value && goodOf.value[open.value] !== files.value[open.value]);
  useEffect(() => {
    if (fields === 0 || outdated.value) expanded.value = false;
  }, [fields, outdated.value]);
  const leave = (event: KeyboardEvent): void => {
    if (event.key !== "Escape" || !expanded.peek()) return;
    expanded.value = false;
    box.current?.querySelector("button")?.focus();
  };
  return (
    <div class="decides" ref={box} onKeyDown={leave} data-testid="decides">
      <button type="button" class="strip" disabled={fields === 0 || outdated.value} aria-expanded={expanded.value} aria-controls="decided" onClick={() => (expanded.value = !expanded.value)}>
        {outdated.value ? (
          <span>What this line decides is known again without errors</span>
        ) : fields === 0 ? (
          <span>This line decides no field of its own</span>
        ) : (
          <span>
            This line decides <b>{plural(fields, "field")}</b> in {plural(count, "file")}
          </span>
        )}
        <Icon name={expanded.value ? "down" : "chevron"} />
      </button>
      {expanded.value ? <List /> : null}
    </div>
  );
}

/** More than anybody reads; the rest is counted. */
const MOST = 200;

function List() {
  let left = MOST;
  return (
    <div id="decided" class="decided" data-testid="decided">
      {decidedFiles.value.map(({ path, fields }) => {
        const some = fields.slice(0, Math.max(0, left));
        left -= fields.length;
        if (some.length === 0) return null;
        return (
          <section key={path} aria-label={path}>
            <h3 data-shown={path === shown.value}>{base(path)}<span class="folder">{path}</span></h3>
            <ul>
              {some.map((field) => (
                <li key={field.pointer}>
                  <button type="button" class="link code" onClick={() => void goToField(field.path, field.line)}>
                    {dotted(field.pointer) || "the whole object"}
                  </button>
                  <span class="line-number">{field.line}</span>
                </li>
              ))}
            </ul>
          </section>
        );
      })}
      {left < 0 ? <p class="muted">and {decided.value.length - MOST} more</p> : null}
    </div>
  );
}

export function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}
