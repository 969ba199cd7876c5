/** What the bar's buttons do. */

import { ask } from "../compiler";
import { title } from "../project/entries";
import { loadExample, origin, shared, target, touched, load } from "../project/store";
import type { Example } from "../project/examples";
import { encode, type Look, type Shared } from "../project/link";
import { shown } from "../output/build";
import { chosen } from "../output/decisions";
import { goal } from "./manifests/going";
import { notify } from "./Notices";
import { dialog, isTab, tab } from "./view";

/** Beyond this, some programs cut addresses off, in characters. */
const LONG = 8000;

/** Begins with an example. */
export async function start(from: Example): Promise<void> {
  try {
    await putAside(() => loadExample(from));
    history.replaceState(null, "", `#e=${from.name}`);
  } catch {
    notify({ text: `${from.title} could not be loaded; is the page still being served?`, kind: "trouble" });
  }
}

/** Loads something else. What somebody has changed before can be brought back. */
export async function putAside(next: () => Promise<void>): Promise<void> {
  const before: Shared | undefined = touched.peek() ? shared() : undefined;
  const example = origin.peek();
  await next();
  forget();
  if (before === undefined) return;
  notify({ text: "What you had changed is put aside", actions: [{ title: "Bring it back", run: () => restore(before, example) }] });
}

/** Puts a program back that was there before. */
export function restore(before: Shared, from?: Example): void {
  load(before, from);
  touched.value = true;
  forget();
}

/** What of the output a link shows to who opens it. */
function look(): Look {
  const file = shown.peek();
  return { tab: isTab(tab.peek()) ? tab.peek() : "problems", ...(file === undefined ? {} : { shown: file }) };
}

/** Shows a program that came by a link, as it was looked at. */
export function arrive(sent: Shared): void {
  load(sent);
  if (sent.look === undefined) return;
  if (isTab(sent.look.tab)) tab.value = sent.look.tab;
  if (sent.look.shown !== undefined) shown.value = sent.look.shown;
}

function forget(): void {
  chosen.value = undefined;
  goal.value = undefined;
}

/** Copies a link that holds the whole program; where the clipboard is closed to the page, the link is shown. */
export async function share(): Promise<void> {
  const address = `${location.origin}${location.pathname}${location.search}#${encode({ ...shared(), look: look() })}`;
  try {
    await navigator.clipboard.writeText(address);
    const size = address.length > LONG ? `: ${Math.ceil(address.length / 1000)} kB, which some programs cut off` : "";
    notify({ text: `The link is copied${size}. It holds the whole program; no server has it.` });
  } catch {
    dialog.value = { kind: "link", address };
  }
}

/** Downloads the emitted tree, as the command line would write it. */
export async function download(): Promise<void> {
  try {
    const [{ save, zip }, texts] = await Promise.all([import("../project/archive"), ask("texts", target.peek())]);
    if (texts === undefined) return;
    if (Object.keys(texts).length === 0) {
      notify({ text: "There is nothing to download while the program has errors", kind: "trouble" });
      return;
    }
    save(`fluo-${title(target.peek()).replace(" · ", "-")}.zip`, zip(texts));
  } catch (error) {
    notify({ text: `The download failed: ${error instanceof Error ? error.message : String(error)}`, kind: "trouble" });
  }
}
