import { useEffect } from "preact/hooks";
import { Dialogs } from "./Dialogs";
import { focusEditor } from "./editing";
import { Notices } from "./Notices";
import { OutputPane } from "./OutputPane";
import { SourcePane } from "./SourcePane";
import { Splitter } from "./Splitter";
import { StatusBar } from "./StatusBar";
import { Tabs } from "./Tabs";
import { TopBar } from "./TopBar";
import { openTab, side, type OutputTab } from "./view";

/** The page. */
export function App() {
  useEffect(() => {
    document.addEventListener("keydown", pageKey);
    return () => document.removeEventListener("keydown", pageKey);
  }, []);
  return (
    <div class="page">
      <TopBar />
      <nav class="sides" aria-label="Panes">
        <Tabs
          label="Panes"
          controls="panes"
          tabs={[{ id: "source", title: "Source" }, { id: "output", title: "Output" }]}
          chosen={side.value}
          onChoose={(id) => (side.value = id === "output" ? "output" : "source")}
        />
      </nav>
      <main id="panes" class="panes" data-side={side.value}>
        <SourcePane />
        <Splitter />
        <OutputPane />
      </main>
      <StatusBar />
      <Notices />
      <Dialogs />
    </div>
  );
}

const TAB_KEYS: Readonly<Record<string, OutputTab>> = { Digit2: "manifests", Digit3: "graph", Digit4: "compare", Digit5: "problems" };

/**
 * Keys of the whole page. They go by the place of the key, because with Alt some layouts give another character; without
 * Shift, some browsers go to one of their tabs.
 */
function pageKey(event: KeyboardEvent): void {
  if (!event.altKey || !event.shiftKey || event.ctrlKey || event.metaKey) return;
  const tab = TAB_KEYS[event.code];
  if (event.code === "Digit1") focusEditor();
  else if (tab !== undefined) {
    openTab(tab);
    document.getElementById(`tab-output-${tab}`)?.focus();
  } else return;
  event.preventDefault();
}
