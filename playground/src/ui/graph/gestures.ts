/** Moving and zooming a picture with mouse, wheel and fingers. */

import { useEffect } from "preact/hooks";
import type { Picture, Point } from "../../output/layout";
import { bounded, zoomed, type View } from "./panning";

interface Held {
  value: View;
  peek(): View;
}

/** How far a pointer may move, in pixels, before it is a drag and no click. */
const STILL = 3;

/** Listens on the element itself, because a wheel that zooms must keep the page from scrolling. */
export function useGestures(stage: { readonly current: HTMLElement | null }, view: Held, drawn: Picture): void {
  useEffect(() => {
    const element = stage.current;
    if (element === null) return undefined;
    const stop = new AbortController();
    const listen = <K extends keyof HTMLElementEventMap>(type: K, run: (event: HTMLElementEventMap[K]) => void): void => {
      element.addEventListener(type, run, { signal: stop.signal, passive: false });
    };
    const move = (next: View): void => {
      view.value = bounded(next, drawn, element.getBoundingClientRect());
    };
    listen("wheel", (event) => {
      event.preventDefault();
      move(wheeled(view.peek(), event, local(element, event)));
    });
    const fingers = new Map<number, Point>();
    listen("pointerdown", (event) => fingers.set(event.pointerId, local(element, event)));
    listen("pointermove", (event) => {
      const before = fingers.get(event.pointerId);
      const now = local(element, event);
      if (before === undefined || (distance(now, before) < STILL && !element.hasPointerCapture(event.pointerId))) return;
      // Only a drag takes the pointer away from the nodes: a click still reaches them.
      element.setPointerCapture(event.pointerId);
      const other = Array.from(fingers).find(([id]) => id !== event.pointerId)?.[1];
      move(dragged(view.peek(), before, now, other));
      fingers.set(event.pointerId, now);
    });
    for (const type of ["pointerup", "pointercancel", "pointerleave"] as const) {
      listen(type, (event) => fingers.delete(event.pointerId));
    }
    return () => stop.abort();
  }, [drawn]);
}

/** Up and down zooms, at a touchpad's pinch too, which browsers tell as a wheel with Ctrl; sideways moves. */
function wheeled(view: View, { deltaX, deltaY, ctrlKey }: WheelEvent, at: Point): View {
  if (!ctrlKey && Math.abs(deltaX) > Math.abs(deltaY)) return { ...view, x: view.x - deltaX };
  return zoomed(view, Math.exp(-deltaY * (ctrlKey ? 0.01 : 0.0015)), at);
}

/** One finger moves, a second one that rests makes it a pinch around itself. */
function dragged(view: View, before: Point, now: Point, other: Point | undefined): View {
  if (other === undefined) return { ...view, x: view.x + now.x - before.x, y: view.y + now.y - before.y };
  return zoomed(view, distance(now, other) / Math.max(1, distance(before, other)), other);
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

function local(element: HTMLElement, event: MouseEvent): Point {
  const { left, top } = element.getBoundingClientRect();
  return { x: event.clientX - left, y: event.clientY - top };
}
