import { lazy } from "./lazily";
import { diagnostics, errors, stale, warnings } from "../output/build";
import { Manifests } from "./manifests/Manifests";
import { Tabs, type Tab } from "./Tabs";
import { closeExplained, explained, tab, type OutputTab } from "./view";

const Graph = lazy(() => import("./graph/Graph"));
const Compare = lazy(() => import("./compare/Compare"));
const Problems = lazy(() => import("./problems/Problems"));
const Explain = lazy(() => import("./problems/Explain"));

/** What the compiler makes of the sources. */
export function OutputPane() {
  const count = diagnostics.value.length;
  const tabs: Tab[] = [
    { id: "manifests", title: "Manifests" },
    { id: "graph", title: "Graph" },
    { id: "compare", title: "Compare" },
    {
      id: "problems",
      title: "Problems",
      badge: <span class="count" data-severity={errors.value > 0 ? "error" : "warning"} data-none={count === 0} data-testid="problem-count" aria-hidden="true">{count}</span>,
      says: `${errors.value} errors, ${warnings.value} warnings`,
    },
    ...(explained.value === undefined ? [] : [{ id: "explain", title: "Explain" }]),
  ];
  const outdated = stale.value && ["manifests", "graph"].includes(tab.value);
  return (
    <section class="pane output" aria-label="Output" data-testid="output" data-stale={outdated}>
      <div class="tab-row">
        <Tabs label="Output" controls="output" tabs={tabs} chosen={tab.value} onChoose={(id) => (tab.value = id as OutputTab)} onClose={closeExplained} />
        {outdated ? <p class="stale" data-testid="stale">From the last version without errors</p> : null}
      </div>
      <div id="output" role="tabpanel" aria-labelledby={`tab-output-${tab.value}`} class="panel">
        <Panel of={tab.value} />
      </div>
    </section>
  );
}

function Panel({ of }: { readonly of: OutputTab }) {
  switch (of) {
    case "graph": return <Graph />;
    case "compare": return <Compare />;
    case "problems": return <Problems />;
    case "explain": return <Explain />;
    default: return <Manifests />;
  }
}
