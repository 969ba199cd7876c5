import { effect, signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { built, compiling, emitted, errors, stale, trouble, warnings } from "../output/build";
import { plural } from "./Decides";
import { Icon } from "./Icon";
import { openTab } from "./view";
import { version } from "./version";

/** What readers of the screen are told: only once typing rests, so that words do not pile up. */
const announced = signal("");
const REST = 700;

/** Whether the program compiles, in one line whose height is always the same. */
export function StatusBar() {
  useEffect(announce, []);
  const kind = trouble.value !== undefined || errors.value > 0 ? "error" : warnings.value > 0 ? "warning" : "ok";
  return (
    <footer class="status" data-kind={kind} data-busy={compiling.value} data-testid="status">
      <button type="button" class="state" data-testid="state" onClick={() => openTab("problems")}>
        {kind === "ok" ? <i class="lamp" /> : <Icon name={kind} />}
        <span>{state()}</span>
      </button>
      <span class="muted local">Nothing leaves the browser</span>
      <span class="muted version">{version.value === "" ? "" : `fluo ${version.value}`}</span>
      <span class="unseen" role="status" aria-live="polite" data-testid="announced">{announced.value}</span>
    </footer>
  );
}

function state(): string {
  if (trouble.value !== undefined) return "No answer from the compiler";
  if (built.value === undefined) return "Compiling…";
  const problems = [
    ...(errors.value > 0 ? [plural(errors.value, "error")] : []),
    ...(warnings.value > 0 ? [plural(warnings.value, "warning")] : []),
  ];
  if (errors.value > 0) return problems.join(", ") + (stale.value ? "; the output is from before" : "");
  const objects = emitted.value.filter((file) => file.object !== undefined).length;
  return [`Compiled: ${plural(objects, "object")}`, ...problems].join(", ");
}

function announce(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stop = effect(() => {
    const now = state();
    if (compiling.value) return;
    clearTimeout(timer);
    timer = setTimeout(() => (announced.value = now), REST);
  });
  return () => {
    clearTimeout(timer);
    stop();
  };
}
