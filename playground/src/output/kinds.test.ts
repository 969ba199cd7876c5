import { expect, it } from "vitest";
import { mark } from "./kinds";

it.each([
  ["Deployment", "depl", "workload"],
  ["ScaledObject", "so", "scaling"],
  ["CiliumClusterwideNetworkPolicy", "ccnp", "other"],
  ["Dragonfly", "drag", "other"],
  ["X", "x", "other"],
])("%s is marked %s", (kind, short, family) => {
  expect(mark(kind)).toEqual({ short, family });
});
