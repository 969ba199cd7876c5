/** What was worked on last, kept in the browser, and only offered. Storage may be full, forbidden or broken: then there is no draft. */

import { isTexts, type Shared } from "./link";

const KEY = "fluo-playground-draft";

/** A program that somebody left. */
export interface Draft {
  readonly shared: Shared;
  /** When it was kept, in milliseconds since 1970. */
  readonly at: number;
  /** The example that it began as. */
  readonly example?: string;
}

export function keep(draft: Draft): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(draft));
  } catch {
    // Without storage the page works as well; the next visit starts with the example.
  }
}

export function drop(): void {
  try {
    localStorage.removeItem(KEY);
  } catch {
    // What can't be removed could not be kept.
  }
}

export function recall(): Draft | undefined {
  try {
    const draft: unknown = JSON.parse(localStorage.getItem(KEY) ?? "null");
    return isDraft(draft) ? draft : undefined;
  } catch {
    return undefined;
  }
}

function isDraft(value: unknown): value is Draft {
  if (typeof value !== "object" || value === null) return false;
  const { shared, at } = value as Partial<Draft>;
  return typeof at === "number" && typeof shared === "object" && shared !== null && isTexts(shared.files)
    && typeof shared.open === "string" && typeof shared.target?.entry === "string";
}
