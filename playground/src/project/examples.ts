/** The programs to start from. */

import type { Files } from "fluo-wasm";
import type { Target } from "../compiler/protocol";

/** A program that the page can show at once. */
export interface Example {
  /** Its name in addresses, `#e=NAME`. */
  readonly name: string;
  readonly title: string;
  readonly group: "Starters" | "Systems";
  /** The source that is open at first. */
  readonly open: string;
  readonly target: Target;
  /** The target that it is compared with at first. */
  readonly other: Target;
  readonly load: () => Promise<{ readonly default: Files }>;
}

/** Two environments with a file each, `FOLDER/prod.fluo` and `FOLDER/dev.fluo`. */
function pair(folder: string, first: string, second: string): Pick<Example, "target" | "other"> {
  const target = (environment: string): Target => ({ entry: `${folder}${environment}.fluo`, environment });
  return { target: target(first), other: target(second) };
}

export const EXAMPLES: readonly Example[] = [
  {
    name: "service",
    title: "One service",
    group: "Starters",
    open: "shop.fluo",
    target: { entry: "shop.fluo", environment: "prod" },
    other: { entry: "shop.fluo", environment: "dev" },
    load: () => import("virtual:fluo/starter/service"),
  },
  {
    name: "database",
    title: "Service, database, secret",
    group: "Starters",
    open: "shop.fluo",
    ...pair("", "prod", "dev"),
    load: () => import("virtual:fluo/starter/database"),
  },
  {
    name: "stream",
    title: "Stream and scaled worker",
    group: "Starters",
    open: "services/orders.fluo",
    ...pair("env/", "prod", "dev"),
    load: () => import("virtual:fluo/starter/stream"),
  },
  {
    name: "agent-executor",
    title: "agent-executor",
    group: "Systems",
    open: "components/agent-executor.fluo",
    ...pair("env/", "prod", "dev"),
    load: () => import("virtual:fluo/system/agent-executor"),
  },
  {
    name: "betrace",
    title: "betrace",
    group: "Systems",
    open: "services/backend/component.fluo",
    ...pair("env/", "prod", "staging"),
    load: () => import("virtual:fluo/system/betrace"),
  },
  {
    name: "fleet",
    title: "fleet",
    group: "Systems",
    open: "services/applications.fluo",
    ...pair("env/", "prod", "dev"),
    load: () => import("virtual:fluo/system/fleet"),
  },
];

/** What a first visit shows. */
export const FIRST = "agent-executor";

export function example(name: string): Example | undefined {
  return EXAMPLES.find((one) => one.name === name);
}
