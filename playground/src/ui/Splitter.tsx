import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";

const LEAST = 25;
const MOST = 75;
/** A little less than half: manifests have the longer lines. */
const HALF = 48;

/** The border between sources and output, moved by dragging or with arrow keys. */
export function Splitter() {
  const share = useSignal(HALF);
  const bar = useRef<HTMLDivElement>(null);
  const set = (percent: number): void => {
    share.value = Math.round(Math.min(MOST, Math.max(LEAST, percent)));
    bar.current?.parentElement?.style.setProperty("--share", `${share.value}%`);
  };
  const drag = (event: PointerEvent): void => {
    const parent = bar.current?.parentElement?.getBoundingClientRect();
    if (parent === undefined || bar.current?.hasPointerCapture(event.pointerId) !== true) return;
    set(((event.clientX - parent.left) / parent.width) * 100);
  };
  const press = (event: KeyboardEvent): void => {
    const to = { ArrowLeft: share.peek() - 5, ArrowRight: share.peek() + 5, Home: LEAST, End: MOST, Enter: HALF }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    set(to);
  };
  return (
    <div
      ref={bar}
      class="splitter"
      role="separator"
      aria-label="Width of the sources"
      aria-orientation="vertical"
      aria-valuenow={share.value}
      aria-valuemin={LEAST}
      aria-valuemax={MOST}
      tabIndex={0}
      onPointerDown={(event) => bar.current?.setPointerCapture(event.pointerId)}
      onPointerMove={drag}
      onDblClick={() => set(HALF)}
      onKeyDown={press}
    />
  );
}
