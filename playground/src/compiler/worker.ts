/** The worker: holds the compiler and the sources, and answers one question after the other. */

import * as fluo from "fluo-wasm";
import { Workspace, type Files, type Options } from "fluo-wasm";
import type { Answer, Asked, Change, Method, Questions, Request, Response, Side, SideName, Target } from "./protocol";

const sources = new Map<string, string>();
const workspace = new Workspace();
/** The two sides of the last comparison, to be asked for their fields. */
const sides = new Map<SideName, Workspace>();

const answers: Questions = {
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
  explain: (code) => fluo.explain(code),
  codes: () => fluo.codes(),
  entries: (candidates) =>
    candidates.map((entry) => ({ entry, environments: fluo.environments(everything(), entry) })),
  compare: (left, right) => ({ left: side("left", left), right: side("right", right) }),
  sideFields: (name, path) => sides.get(name)?.fields(path) ?? [],
  texts: (target) => fluo.compile(everything(), target.entry, options(target)).files ?? {},
  version: () => fluo.version(),
};

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

function apply(change: Change): void {
  if (change.text === undefined) {
    sources.delete(change.path);
    workspace.remove(change.path);
  } else {
    sources.set(change.path, change.text);
    workspace.write(change.path, change.text);
  }
}

function answer<M extends Method>(method: M, asked: Asked<M>): Answer<M> {
  const give = answers[method] as (...asked: Asked<M>) => Answer<M>;
  return give(...asked);
}

self.onmessage = ({ data }: MessageEvent<Request>): void => {
  let response: Response;
  try {
    data.changes.forEach(apply);
    response = { id: data.id, answer: answer(data.method, data.asked as Asked<Method>) };
  } catch (error) {
    response = { id: data.id, failure: error instanceof Error ? error.message : String(error) };
  }
  self.postMessage(response);
};
