/** The worker: holds the compiler and the sources, and answers one question after the other. */

import * as fluo from "fluo-wasm";
import { Workspace, type Files, type Options } from "fluo-wasm";
import type { Answer, Asked, Change, Method, Questions, Request, Response, Side, SideName, Target } from "./protocol";

const sources = new Map<string, string>();
/** The two sides of the last comparison, to be asked for their fields. */
const sides = new Map<SideName, Workspace>();

const answersOf = (workspace: Workspace): Questions => ({
  complete: (target, path, offset) => workspace.complete(target.entry, path, offset),
  hover: (target, path, offset) => workspace.hover(target.entry, path, offset),
  definition: (target, path, offset) => workspace.definition(target.entry, path, offset),
  build(target, shown) {
    const built = workspace.build(target.entry, options(target));
    const text = shown === undefined ? undefined : workspace.text(shown);
    return text === undefined ? { built } : { built, text };
  },
  text: (path) => workspace.text(path),
  fields: (path) => workspace.fields(path),
  decided: (path, start, end) => workspace.decided(path, start, end),
  format: (path, text) => fluo.format(path, text),
  entries: (candidates) =>
    candidates.map((entry) => ({ entry, environments: fluo.environments(everything(), entry) })),
  compare: (left, right) => ({ left: side("left", left), right: side("right", right) }),
  sideFields: (name, path) => sides.get(name)?.fields(path) ?? [],
  texts: (target) => fluo.compile(everything(), target.entry, options(target)).files ?? {},
  version: () => fluo.version(),
});

let loaded = false;
/** The compiler, once its module is there; everything that is asked before waits for it. */
const ready = fluo.init().then(() => {
  loaded = true;
  const workspace = new Workspace();
  return { workspace, answers: answersOf(workspace) };
});
// Whoever asks is told why; without a question there is nobody to tell.
ready.catch(() => undefined);

function options(target: Target): Options {
  const { environment, cluster } = target;
  return { ...(environment === undefined ? {} : { environment }), ...(cluster === undefined ? {} : { cluster }) };
}

function everything(): Files {
  return Object.fromEntries(sources);
}

function side(name: SideName, target: Target): Side {
  sides.get(name)?.free();
  const built = new Workspace(everything());
  sides.set(name, built);
  const { files, diagnostics } = built.build(target.entry, options(target));
  const errors = diagnostics.filter((one) => one.severity === "error").length;
  return { files: files.map((file) => ({ ...file, text: built.text(file.path) ?? "" })), errors };
}

function apply(workspace: Workspace, change: Change): void {
  if (change.text === undefined) {
    sources.delete(change.path);
    workspace.remove(change.path);
  } else {
    sources.set(change.path, change.text);
    workspace.write(change.path, change.text);
  }
}

function answer<M extends Method>(answers: Questions, method: M, asked: Asked<M>): Answer<M> {
  const give = answers[method] as (...asked: Asked<M>) => Answer<M>;
  return give(...asked);
}

async function respond({ id, changes, method, asked }: Request): Promise<Response> {
  try {
    const { workspace, answers } = await ready;
    for (const change of changes) apply(workspace, change);
    return { id, answer: answer(answers, method, asked as Asked<Method>) };
  } catch (error) {
    // A trap leaves the instance in an unknown state, and without a module there is none; other errors were thrown on purpose.
    const fatal = error instanceof WebAssembly.RuntimeError || !loaded;
    const reason = error instanceof Error ? error.message : String(error);
    return { id, failure: loaded ? reason : `it could not be loaded (${reason})`, fatal };
  }
}

self.onmessage = ({ data }: MessageEvent<Request>): void => {
  void respond(data).then((response) => self.postMessage(response));
};
