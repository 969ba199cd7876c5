import { again, trouble } from "../output/build";

/** Stands where the compiler's answer would, when there is none. */
export function Trouble() {
  return (
    <div class="empty" role="alert" data-testid="trouble">
      <p>There is no answer from the compiler: {trouble.value}.</p>
      <p class="muted">A new one waits for the next change. If it fails again, what was changed last is the cause.</p>
      <button type="button" class="plain-button" onClick={again}>Try again</button>
    </div>
  );
}
