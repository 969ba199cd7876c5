import { signal } from "@preact/signals";
import type { ComponentType, VNode } from "preact";

/** A component whose code is loaded when it is first shown. */
export function lazy(load: () => Promise<{ readonly default: ComponentType }>): ComponentType {
  const loaded = signal<ComponentType | "failed" | undefined>(undefined);
  let asked = false;
  return function Lazy(): VNode {
    if (!asked) {
      asked = true;
      load().then((module) => (loaded.value = module.default), () => {
        asked = false;
        loaded.value = "failed";
      });
    }
    const Loaded = loaded.value;
    if (Loaded === "failed") return <div class="empty"><p>This part of the page could not be loaded. Is it still being served?</p></div>;
    return Loaded === undefined ? <div class="empty" aria-busy="true" /> : <Loaded />;
  };
}
