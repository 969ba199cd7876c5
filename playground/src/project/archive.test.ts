import { strFromU8, unzipSync } from "fflate";
import { expect, it, vi } from "vitest";
import { zip } from "./archive";

it("a zip holds every file with its bytes", () => {
  const files = { "flux/a.yaml": "a: ü\n", "b.yaml": "" };
  const unzipped = unzipSync(zip(files));
  expect(Object.fromEntries(Object.entries(unzipped).map(([path, bytes]) => [path, strFromU8(bytes)]))).toEqual(files);
});

it("a zip is the same at any time and in any order", () => {
  vi.useFakeTimers({ now: new Date("2024-05-05") });
  const first = zip({ "a.yaml": "1", "b.yaml": "2" });
  vi.setSystemTime(new Date("2031-01-01"));
  expect(zip({ "b.yaml": "2", "a.yaml": "1" })).toEqual(first);
  vi.useRealTimers();
});
