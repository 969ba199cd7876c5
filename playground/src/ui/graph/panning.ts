/** How a picture lies in the window that shows it. */

import type { Point } from "../../output/layout";

/** A shift in pixels and a scale: a point `p` of the picture is shown at `p * scale + (x, y)`. */
export interface View extends Point {
  readonly scale: number;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

const LEAST = 0.15;
const MOST = 3;
/** Below this, names can't be read: then the picture is shown from its beginning, to be moved. */
const READABLE = 0.82;

/** Everything, in the middle. */
export function fitted(picture: Size, window: Size): View {
  const scale = Math.max(LEAST, Math.min(window.width / picture.width, window.height / picture.height, 1.15));
  return { scale, x: (window.width - picture.width * scale) / 2, y: (window.height - picture.height * scale) / 2 };
}

/** Everything, if its names can be read then; else the beginning of the picture, around a point that matters. */
export function readable(picture: Size, window: Size, around: Point): View {
  const whole = fitted(picture, window);
  if (whole.scale >= READABLE) return whole;
  return { scale: READABLE, x: Math.min(0, window.width / 2 - around.x * READABLE), y: window.height / 2 - around.y * READABLE };
}

/** Zooms by a factor, so that one point of the window stays where it is. */
export function zoomed({ x, y, scale }: View, factor: number, at: Point): View {
  const next = Math.min(MOST, Math.max(LEAST, scale * factor));
  const by = next / scale;
  return { scale: next, x: at.x - (at.x - x) * by, y: at.y - (at.y - y) * by };
}

/** Keeps a corner of the picture in the window. */
export function bounded({ x, y, scale }: View, picture: Size, window: Size): View {
  const keep = 60;
  const clamp = (value: number, extent: number, room: number): number => Math.min(room - keep, Math.max(keep - extent * scale, value));
  return { scale, x: clamp(x, picture.width, window.width), y: clamp(y, picture.height, window.height) };
}
