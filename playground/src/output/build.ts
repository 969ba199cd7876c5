/** Builds after every change, and holds what came out. */

import { batch, computed, effect, signal, untracked } from "@preact/signals";
import type { Built, Diagnostic, EmittedFile, Files } from "fluo-wasm";
import { ask } from "../compiler";
import type { Build, Target } from "../compiler/protocol";
import { candidates, key } from "../project/entries";
import { files, settle, target } from "../project/store";

/** The last answer of the compiler. */
export const built = signal<Built | undefined>(undefined);
/** The sources that it was about. */
export const builtOf = signal<Files>({});
/** The sources of the last build without errors, which places of emitted fields speak of. */
export const goodOf = signal<Files>({});
/** The target that it was about. */
export const builtFor = signal<Target | undefined>(undefined);
/** Whether a newer answer is awaited. */
export const compiling = signal(true);
/** Why there is no answer, if the compiler broke down. */
export const trouble = signal<string | undefined>(undefined);
/** The emitted file on the screen, and its text. */
export const shown = signal<string | undefined>(undefined);
export const shownText = signal<string | undefined>(undefined);
/** Counts the builds, so that what was asked of an older one can be told apart. */
export const generation = signal(0);
/** The emitted files. The same array as before where their names are the same, so that trees are not drawn for nothing. */
export const emitted = signal<readonly EmittedFile[]>([]);

export const diagnostics = computed<readonly Diagnostic[]>(() => built.value?.diagnostics ?? []);
export const errors = computed(() => diagnostics.value.filter((one) => one.severity === "error").length);
export const warnings = computed(() => diagnostics.value.length - errors.value);
/** Whether what is on the screen is from an earlier version of the sources. */
export const stale = computed(() => built.value?.stale ?? false);

/** When the first keystroke was made that no question has covered yet, in milliseconds since the page's start. */
let keystroke: number | undefined;

/** The editor has changed a text: the time from here to the result on the screen is measured. */
export function typed(): void {
  keystroke ??= performance.now();
}

/** Builds the same once more. */
export function again(): void {
  void build(files.peek(), target.peek());
}

/** Begins to build, now and after every change of sources or target. */
export function start(): void {
  effect(() => {
    const sources = files.value;
    const wanted = target.value;
    if (sources[wanted.entry] === undefined && Object.keys(sources).length === 0) return;
    untracked(() => void build(sources, wanted));
  });
  effect(() => {
    const path = shown.value;
    untracked(() => void fetchText(path));
  });
  watchEntries();
}

async function build(sources: Files, wanted: Target): Promise<void> {
  const since = keystroke;
  keystroke = undefined;
  compiling.value = true;
  try {
    const answer = await ask("build", wanted, shown.peek());
    if (answer === undefined) {
      // A newer build answers for this keystroke too.
      keystroke = since ?? keystroke;
      return;
    }
    take(answer, sources, wanted);
    setTimeout(() => mark(since));
  } catch (error) {
    batch(() => {
      trouble.value = error instanceof Error ? error.message : String(error);
      compiling.value = false;
    });
  }
}

function take({ built: next, text }: Build, sources: Files, wanted: Target): void {
  batch(() => {
    built.value = next;
    builtOf.value = sources;
    if (!next.stale) goodOf.value = sources;
    builtFor.value = wanted;
    compiling.value = files.peek() !== sources || target.peek() !== wanted;
    trouble.value = undefined;
    generation.value += 1;
    if (!sameFiles(emitted.peek(), next.files)) emitted.value = next.files;
    const path = successor(shown.peek(), next.files);
    if (path !== shown.peek()) shown.value = path;
    else shownText.value = text;
  });
}

function sameFiles(a: readonly EmittedFile[], b: readonly EmittedFile[]): boolean {
  return a.length === b.length && a.every((file, index) => {
    const twin = b[index];
    return twin !== undefined && twin.path === file.path && twin.node === file.node
      && twin.object?.kind === file.object?.kind && twin.object?.name === file.object?.name;
  });
}

/** The file to show after a build: the same, one of the same name, or the first workload. */
function successor(path: string | undefined, all: readonly EmittedFile[]): string | undefined {
  if (path !== undefined && all.some((file) => file.path === path)) return path;
  const name = path?.split("/").at(-1);
  const workload = (file: EmittedFile): boolean => ["Deployment", "StatefulSet", "HelmRelease"].includes(file.object?.kind ?? "");
  const twin = name === undefined || name === "kustomization.yaml" ? undefined : all.find((file) => file.path.endsWith(`/${name}`));
  return (twin ?? all.find(workload) ?? all[0])?.path;
}

async function fetchText(path: string | undefined): Promise<void> {
  if (path === undefined) {
    shownText.value = undefined;
    return;
  }
  const text = await ask("text", path).catch(() => undefined);
  if (shown.peek() === path && text !== undefined) shownText.value = text;
}

let first = true;

/** Runs after the page has been drawn with a result. */
function mark(since: number | undefined): void {
  if (first) {
    first = false;
    requestAnimationFrame(() => setTimeout(() => performance.mark("fluo:first-compiled")));
  }
  if (since !== undefined) performance.measure("fluo:recompile", { start: since, end: performance.now() });
}

/** Asks what can be built whenever a line changes that may have to do with it. */
function watchEntries(): void {
  let asked = "";
  let timer: ReturnType<typeof setTimeout> | undefined;
  const refresh = async (): Promise<void> => {
    const found = await ask("entries", candidates(files.peek())).catch(() => undefined);
    if (found !== undefined) settle(found);
  };
  effect(() => {
    const signature = Object.entries(files.value).map(([path, text]) => declarations(path, text)).join("\n");
    if (signature === asked) return;
    const wait = asked === "" ? 0 : 250;
    asked = signature;
    clearTimeout(timer);
    timer = setTimeout(() => void refresh(), wait);
  });
}

function declarations(path: string, text: string): string {
  return [path, ...(text.match(/^[ \t]*(?:use|environment|cluster)\b.*$/gm) ?? [])].join("\n");
}

/** Whether the screen shows what the sources say now. */
export const settled = computed(() => {
  const of = builtFor.value;
  return !compiling.value && of !== undefined && key(of) === key(target.value);
});
