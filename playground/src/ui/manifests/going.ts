/** Going to a field of an emitted file. */

import { signal } from "@preact/signals";
import { shown } from "../../output/build";
import { choose, chosen, decisive } from "../../output/decisions";
import { peekAt } from "../editing";
import { openTab } from "../view";

/** A line that the view is to show once it has the text. */
export interface Goal {
  readonly path: string;
  readonly line: number;
}

export const goal = signal<Goal | undefined>(undefined);
/** Whether a narrow screen shows the file rather than the tree. */
export const reading = signal(true);

/** Shows an emitted file. */
export function showFile(path: string): void {
  if (chosen.peek()?.path !== path) chosen.value = undefined;
  shown.value = path;
  reading.value = true;
}

/** Shows a line of an emitted file, and what decided it. */
export async function goToField(path: string, line: number): Promise<void> {
  openTab("manifests");
  showFile(path);
  goal.value = { path, line };
  await choose(path, line);
}

/** A line of the shown file was chosen by hand: what decided it is shown beside it. */
export async function followLine(path: string, line: number): Promise<void> {
  const found = await choose(path, line);
  const place = found === undefined ? undefined : decisive(found.field);
  if (place !== undefined) peekAt(place);
}
