import { beforeEach, describe, expect, it } from "vitest";
import * as store from "./store";

const files = { "env/dev.fluo": "environment dev {}\n", "env/prod.fluo": "environment prod {}\n", "web.fluo": "" };

beforeEach(() => store.load({ files, target: { entry: "env/dev.fluo", environment: "dev" }, open: "web.fluo" }));

describe("a program", () => {
  it("begins with its open source and its entry file in tabs", () => {
    expect(store.tabs.value).toEqual(["web.fluo", "env/dev.fluo"]);
    expect(store.touched.value).toBe(false);
  });

  it("is touched by what is typed, and only by that", () => {
    store.write("web.fluo", "");
    expect(store.touched.value).toBe(false);
    store.write("web.fluo", "component web: service {}\n");
    expect(store.touched.value).toBe(true);
    expect(store.files.value["web.fluo"]).toContain("component");
  });

  it("keeps tabs, the open source and the target when a source is renamed", () => {
    store.show("env/dev.fluo");
    store.rename("env/dev.fluo", "env/lab.fluo");
    expect(store.open.value).toBe("env/lab.fluo");
    expect(store.tabs.value).toEqual(["web.fluo", "env/lab.fluo"]);
    expect(store.target.value.entry).toBe("env/lab.fluo");
    expect(Object.keys(store.files.value).sort()).toEqual(["env/lab.fluo", "env/prod.fluo", "web.fluo"]);
  });

  it("shows the neighbour of a source that is closed or removed", () => {
    store.remove("web.fluo");
    expect(store.open.value).toBe("env/dev.fluo");
    store.close("env/dev.fluo");
    expect(store.open.value).toBe("");
    store.show("web.fluo");
    expect(store.open.value).toBe("");
  });

  it("tells the editor of changes that it did not make", () => {
    const before = store.replaced.value;
    store.write("web.fluo", "// typed\n");
    expect(store.replaced.value).toBe(before);
    store.overwrite({ "env/dev.fluo": "environment dev { production: true }\n" });
    expect(store.replaced.value).toBe(before + 1);
  });
});

describe("what is built", () => {
  const place = (file: string) => ({ file, start: 0, end: 0, line: 1, column: 1, endLine: 1, endColumn: 1 });
  const entry = (path: string, name: string) => ({ entry: path, environments: [{ name, clusters: [], place: place(path) }] });

  it("stays while it is there, and is compared with another one", () => {
    store.settle([entry("env/dev.fluo", "dev"), entry("env/prod.fluo", "prod")]);
    expect(store.target.value).toEqual({ entry: "env/dev.fluo", environment: "dev" });
    expect(store.other.value).toEqual({ entry: "env/prod.fluo", environment: "prod" });
  });

  it("gives way to the nearest when its environment is renamed", () => {
    store.settle([entry("env/dev.fluo", "lab"), entry("env/prod.fluo", "prod")]);
    expect(store.target.value).toEqual({ entry: "env/dev.fluo", environment: "lab" });
  });
});
