import { describe, expect, it } from "vitest";
import { decode, encode } from "./link";

const shared = {
  files: { "env/prod.fluo": 'environment prod {}\n// ü → 🐟 \u0000 "quoted" ${x}\n', "a.fluo": "" },
  target: { entry: "env/prod.fluo", environment: "prod", cluster: "eu" },
  open: "a.fluo",
  look: { tab: "manifests", shown: "flux/a.yaml" },
};

describe("a shared link", () => {
  it("restores everything", () => {
    expect(decode(`#${encode(shared)}`)).toEqual({ kind: "shared", shared });
  });

  it("has only characters that need no escaping in an address", () => {
    expect(encode(shared)).toMatch(/^p=[A-Za-z0-9_-]+$/);
  });

  it("is refused with a reason when it was cut off", () => {
    const link = encode(shared);
    for (const length of [3, 10, link.length - 4]) {
      expect(decode(link.slice(0, length)).kind).toBe("broken");
    }
  });

  it.each([
    ["no base64", "p=%%%"],
    ["not deflated", "p=AAAAAAAA"],
    ["nothing", "p="],
  ])("is refused when it is %s", (_, fragment) => {
    expect(decode(fragment).kind).toBe("broken");
  });

  it("says so when it came from a later version", async () => {
    const { deflateSync, strToU8 } = await import("fflate");
    const bytes = deflateSync(strToU8(JSON.stringify({ v: 2, f: { a: "" } })));
    const fragment = `p=${btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_")}`;
    expect(decode(fragment)).toEqual({ kind: "broken", reason: "a later version of this page made it" });
  });

  it("does not inflate without bound", async () => {
    const { deflateSync } = await import("fflate");
    const bytes = deflateSync(new Uint8Array(5 * 1024 * 1024).fill(32), { level: 9 });
    let binary = "";
    for (const byte of bytes) binary += String.fromCharCode(byte);
    const fragment = `p=${btoa(binary).replaceAll("+", "-").replaceAll("/", "_")}`;
    expect(decode(fragment)).toEqual({ kind: "broken", reason: "its program is larger than 4 MB" });
  });

  it("needs no look", () => {
    const { look: _, ...plain } = shared;
    expect(decode(encode(plain))).toEqual({ kind: "shared", shared: plain });
  });

  it("opens the first source when the open one is unknown", () => {
    const link = encode({ ...shared, open: "gone.fluo" });
    expect(decode(link)).toMatchObject({ shared: { open: "a.fluo" } });
  });
});

describe("a fragment", () => {
  it("names an example", () => {
    expect(decode("#e=fleet")).toEqual({ kind: "example", name: "fleet" });
    expect(decode("#e=%zz")).toEqual({ kind: "example", name: "%zz" });
  });

  it("may be missing", () => {
    expect(decode("")).toEqual({ kind: "nothing" });
    expect(decode("#elsewhere")).toEqual({ kind: "nothing" });
  });
});
