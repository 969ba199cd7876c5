/** Which sources can be built: those that declare an environment and that no other source uses. */

import type { Files } from "fluo-wasm";
import type { EntryEnvironments, Target } from "../compiler/protocol";

const USE = /^[ \t]*use[ \t]+"([^"]+)"/gm;
const ENVIRONMENT = /^[ \t]*environment[ \t]+([A-Za-z][\w-]*)/gm;

/** The environments that a source itself seems to declare, in its order. */
export function declared(text: string): string[] {
  return Array.from(text.matchAll(ENVIRONMENT), (match) => match[1] ?? "");
}

/** The files that the page offers to build. Where everything is used by something, all that declare an environment. */
export function candidates(files: Files): string[] {
  const declaring = Object.keys(files).filter((path) => declared(files[path] ?? "").length > 0).sort();
  const used = new Set(Object.entries(files).flatMap(([path, text]) => uses(path, text, Object.keys(files))));
  const roots = declaring.filter((path) => !used.has(path));
  return roots.length > 0 ? roots : declaring;
}

/** The files that a source names with `use`. */
function uses(path: string, text: string, all: readonly string[]): string[] {
  return Array.from(text.matchAll(USE), (match) => match[1] ?? "").flatMap((pattern) => {
    const wanted = glob(resolve(path, pattern));
    return all.filter((other) => other !== path && wanted.test(other));
  });
}

/** A relative path, seen from the folder of a file. */
export function resolve(from: string, path: string): string {
  const parts = from.split("/").slice(0, -1);
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "." && part !== "") parts.push(part);
  }
  return parts.join("/");
}

function glob(pattern: string): RegExp {
  const escaped = pattern.replace(/[.+?^${}()|[\]\\]/g, "\\$&");
  const source = escaped.replace(/\*\*\/|\*\*|\*/g, (stars) => ({ "**/": "(?:.*/)?", "**": ".*" })[stars] ?? "[^/]*");
  return new RegExp(`^${source}$`);
}

/** Everything that can be built, in order of files and declarations. */
export function targets(files: Files, found: readonly EntryEnvironments[]): Target[] {
  return candidates(files).flatMap((entry) => {
    const known = found.find((one) => one.entry === entry)?.environments.filter((one) => one.place.file === entry);
    // Until the compiler has said it, the text is a good guess.
    const environments = known ?? declared(files[entry] ?? "").map((name) => ({ name, clusters: [] }));
    return environments.flatMap(({ name, clusters }): Target[] => {
      const whole = { entry, environment: name };
      // One cluster is the environment; of several, each can be looked at by itself.
      return clusters.length < 2 ? [whole] : [whole, ...clusters.map((cluster) => ({ ...whole, cluster }))];
    });
  });
}

/** A target as one word, to be compared and kept. */
export function key(target: Target): string {
  return [target.entry, target.environment ?? "", target.cluster ?? ""].join("\n");
}

/** What a target is called where its file stands beside it. */
export function title(target: Target): string {
  const name = target.environment ?? target.entry;
  return target.cluster === undefined ? name : `${name} · ${target.cluster}`;
}

/** What a target is called among others: with its file, where the name alone is not enough. */
export function titleAmong(target: Target, all: readonly Target[]): string {
  const parts = all.some((one) => one.entry === target.entry && one.environment === target.environment && one.cluster !== undefined);
  const name = parts && target.cluster === undefined ? `${title(target)} · all clusters` : title(target);
  const twins = all.some((one) => one.entry !== target.entry && title(one) === title(target));
  return twins ? `${name} · ${target.entry.slice(target.entry.lastIndexOf("/") + 1)}` : name;
}

/** The target nearest to the one that was chosen: the same, the same environment, the first. */
export function nearest(all: readonly Target[], wanted: Target): Target | undefined {
  return (
    all.find((one) => key(one) === key(wanted)) ??
    all.find((one) => one.entry === wanted.entry && one.environment === wanted.environment) ??
    all.find((one) => one.entry === wanted.entry) ??
    all.find((one) => one.environment === wanted.environment) ??
    all[0]
  );
}
