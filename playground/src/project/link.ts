/** A whole program as the fragment of an address. Fragments are not sent to servers: the program stays between who sends the link and who opens it. */

import { deflateSync, inflateSync, strFromU8, strToU8 } from "fflate";
import type { Files } from "fluo-wasm";
import type { Target } from "../compiler/protocol";

/** What a link restores. */
export interface Shared {
  readonly files: Files;
  readonly target: Target;
  /** The source that is open. */
  readonly open: string;
  /** What of the output is looked at, such as `manifests` and a file of them. */
  readonly look?: Look;
}

/** What of the output is on the screen. */
export interface Look {
  readonly tab: string;
  readonly shown?: string;
}

/** What an address asks for. */
export type Wish =
  | { readonly kind: "example"; readonly name: string }
  | { readonly kind: "shared"; readonly shared: Shared }
  | { readonly kind: "broken"; readonly reason: string }
  | { readonly kind: "nothing" };

/** The form of the JSON inside; a page that meets a later one says so. */
const FORM = 1;
/** A program beyond this is not a program, in bytes once inflated. */
const LIMIT = 4 * 1024 * 1024;

export function encode(shared: Shared): string {
  const json = JSON.stringify({ v: FORM, f: shared.files, t: shared.target, o: shared.open, l: shared.look });
  return `p=${base64url(deflateSync(strToU8(json), { level: 9 }))}`;
}

/** Reads the fragment of an address, with or without its `#`. */
export function decode(fragment: string): Wish {
  const text = fragment.replace(/^#/, "");
  if (text.startsWith("e=")) return { kind: "example", name: decodeURIComponentSafely(text.slice(2)) };
  if (!text.startsWith("p=")) return { kind: "nothing" };
  try {
    return { kind: "shared", shared: read(inflate(text.slice(2))) };
  } catch (error) {
    return { kind: "broken", reason: error instanceof Broken ? error.message : "a part of it is missing or changed" };
  }
}

class Broken extends Error {}

function inflate(text: string): string {
  const bytes = unbase64url(text);
  // `out` bounds what a crafted link can make of a few bytes.
  const out = new Uint8Array(LIMIT);
  const inflated = inflateSync(bytes, { out });
  if (inflated.length >= LIMIT) throw new Broken("its program is larger than 4 MB");
  return strFromU8(inflated);
}

function read(json: string): Shared {
  const value: unknown = JSON.parse(json);
  if (!isRecord(value)) throw new Broken("it holds no program");
  if (value.v !== FORM) throw new Broken("a later version of this page made it");
  const files = value.f;
  if (!isTexts(files) || Object.keys(files).length === 0) throw new Broken("it holds no sources");
  const open = typeof value.o === "string" && value.o in files ? value.o : (Object.keys(files).sort()[0] ?? "");
  const seen = look(value.l);
  return { files, target: target(value.t, open), open, ...(seen === undefined ? {} : { look: seen }) };
}

function look(value: unknown): Look | undefined {
  if (!isRecord(value) || typeof value.tab !== "string") return undefined;
  return { tab: value.tab, ...(typeof value.shown === "string" ? { shown: value.shown } : {}) };
}

function target(value: unknown, fallback: string): Target {
  if (!isRecord(value) || typeof value.entry !== "string") return { entry: fallback };
  const { entry, environment, cluster } = value;
  return {
    entry,
    ...(typeof environment === "string" ? { environment } : {}),
    ...(typeof cluster === "string" ? { cluster } : {}),
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isTexts(value: unknown): value is Files {
  return isRecord(value) && Object.values(value).every((text) => typeof text === "string");
}

function decodeURIComponentSafely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function base64url(bytes: Uint8Array): string {
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

function unbase64url(text: string): Uint8Array {
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}
