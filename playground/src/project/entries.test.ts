import { describe, expect, it } from "vitest";
import { candidates, declared, nearest, resolve, targets, titleAmong } from "./entries";

const files = {
  "env/dev.fluo": 'use "../platform/*.fluo"\nuse "../services/**/*.fluo"\nenvironment dev: base {}\n',
  "env/prod.fluo": 'use "../platform/platform.fluo"\n\nenvironment prod: base {\n}\n',
  "platform/platform.fluo": "// environment none\nenvironment base {}\n",
  "services/a/web.fluo": "component web: service {}\n",
};

describe("entry files", () => {
  it("declare an environment and are used by nobody", () => {
    expect(candidates(files)).toEqual(["env/dev.fluo", "env/prod.fluo"]);
  });

  it("are all that declare one, where files use each other", () => {
    const circle = { "a.fluo": 'use "b.fluo"\nenvironment a {}', "b.fluo": 'use "a.fluo"\nenvironment b {}' };
    expect(candidates(circle)).toEqual(["a.fluo", "b.fluo"]);
  });

  it("do not count what stands in a comment", () => {
    expect(declared("// environment x\n/// environment y\n  environment z-1: base {}")).toEqual(["z-1"]);
  });
});

describe("targets", () => {
  it("have the whole environment and each of several clusters", () => {
    const place = (file: string) => ({ file, start: 0, end: 0, line: 1, column: 1, endLine: 1, endColumn: 1 });
    const environments = [
      { name: "base", clusters: [], place: place("platform/platform.fluo") },
      { name: "prod", clusters: ["eu", "us"], place: place("env/prod.fluo") },
      { name: "lab", clusters: ["only"], place: place("env/prod.fluo") },
    ];
    const known = [{ entry: "env/prod.fluo", environments }];
    const all = targets(files, known);
    expect(all).toEqual([
      { entry: "env/dev.fluo", environment: "dev" },
      { entry: "env/prod.fluo", environment: "prod" },
      { entry: "env/prod.fluo", environment: "prod", cluster: "eu" },
      { entry: "env/prod.fluo", environment: "prod", cluster: "us" },
      { entry: "env/prod.fluo", environment: "lab" },
    ]);
    expect(all.map((one) => titleAmong(one, all))).toEqual(["dev", "prod · all clusters", "prod · eu", "prod · us", "lab"]);
  });

  it("give way to the nearest when one is gone", () => {
    const all = [{ entry: "a", environment: "dev" }, { entry: "b", environment: "prod", cluster: "eu" }];
    expect(nearest(all, { entry: "b", environment: "prod" })).toBe(all[1]);
    expect(nearest(all, { entry: "gone", environment: "prod" })).toBe(all[1]);
    expect(nearest(all, { entry: "gone" })).toBe(all[0]);
    expect(nearest([], { entry: "gone" })).toBeUndefined();
  });
});

it("targets of one name are told apart by their files", () => {
  const all = [{ entry: "env/a.fluo", environment: "prod" }, { entry: "env/b.fluo", environment: "prod" }, { entry: "env/b.fluo", environment: "dev" }];
  expect(all.map((one) => titleAmong(one, all))).toEqual(["prod · a.fluo", "prod · b.fluo", "dev"]);
});

describe("relative paths", () => {
  it.each([
    ["env/dev.fluo", "../platform/*.fluo", "platform/*.fluo"],
    ["a.fluo", "./b.fluo", "b.fluo"],
    ["a/b/c.fluo", "../../../x.fluo", "x.fluo"],
  ])("from %s, %s is %s", (from, path, expected) => {
    expect(resolve(from, path)).toBe(expected);
  });
});
