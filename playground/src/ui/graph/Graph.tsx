import { useComputed, useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import type { Edge, GraphNode, Place } from "fluo-wasm";
import { built, trouble } from "../../output/build";
import { picture, shape } from "../../output/layout";
import { ChainHead, Steps } from "../Chain";
import { plural } from "../Decides";
import { peekAt, reveal } from "../editing";
import { Icon } from "../Icon";
import { Trouble } from "../Trouble";
import { GraphPicture, type Pick } from "./GraphPicture";

/** What depends on what, as a picture or as a list, and why. */
export default function Graph() {
  const targets = useComputed(() => Array.from(new Set(built.value?.graph.map((node) => node.target))));
  const wanted = useSignal("");
  // A build of several clusters has a graph of each; one of them is drawn.
  const drawnTarget = useComputed(() => (targets.value.includes(wanted.value) ? wanted.value : targets.value[0]));
  const nodes = useComputed<readonly GraphNode[]>(() => built.value?.graph.filter((node) => node.target === drawnTarget.value) ?? []);
  const listed = useSignal(false);
  const picked = useSignal<Pick | undefined>(undefined);
  const form = shape(nodes.value);
  const drawn = useMemo(() => picture(nodes.value), [form]);
  const pick = (next: Pick | undefined): void => {
    picked.value = next;
    const place = next === undefined ? undefined : source(nodes.peek(), next);
    if (place !== undefined) peekAt(place);
  };
  if (nodes.value.length === 0) {
    return trouble.value === undefined ? <div class="empty"><p>There is no graph: nothing is emitted.</p></div> : <Trouble />;
  }
  return (
    <div class="graph" data-testid="graph">
      <div class="pane-head">
        <p class="muted summary">
          {plural(nodes.value.length, "node")}<span class="roomy">, {drawn.routes.length} dependencies</span>, {plural(layers(nodes.value), "layer")}
        </p>
        <span class="legend muted"><i class="critical" /> longest chain</span>
        {targets.value.length < 2 ? null : (
          <label class="select">
            <span class="unseen">Cluster</span>
            <select value={drawnTarget.value} onChange={(event) => (wanted.value = event.currentTarget.value)}>
              {targets.value.map((target) => <option key={target} value={target}>{target}</option>)}
            </select>
            <Icon name="down" />
          </label>
        )}
        <div class="switch" role="group" aria-label="Form of the graph">
          <button type="button" aria-pressed={!listed.value} onClick={() => (listed.value = false)}>Picture</button>
          <button type="button" aria-pressed={listed.value} data-testid="graph-list" onClick={() => (listed.value = true)}>List</button>
        </div>
      </div>
      {listed.value ? (
        <List nodes={nodes.value} />
      ) : (
        <>
          <GraphPicture drawn={drawn} form={form} picked={picked.value} onPick={pick} />
          <Why nodes={nodes.value} picked={picked.value} onPick={pick} />
        </>
      )}
    </div>
  );
}

/** The declaration of a node, or the reference that made an edge. */
function source(nodes: readonly GraphNode[], pick: Pick): Place | undefined {
  if (pick.kind === "node") return nodes.find((node) => node.name === pick.name)?.place;
  const edge = nodes.find((node) => node.name === pick.to)?.dependsOn.find((one) => one.node === pick.from);
  return edge?.chain.at(-1)?.place;
}

function layers(nodes: readonly GraphNode[]): number {
  return new Set(nodes.map((node) => node.layer)).size;
}

interface WhyProps {
  readonly nodes: readonly GraphNode[];
  readonly picked: Pick | undefined;
  readonly onPick: (pick: Pick | undefined) => void;
}

/** What is known of the node or edge that was chosen. */
function Why({ nodes, picked, onPick }: WhyProps) {
  const node = nodes.find((one) => one.name === (picked?.kind === "edge" ? picked.to : picked?.name));
  if (picked === undefined || node === undefined) {
    return <section class="chain" data-empty="true" aria-label="Chosen node or edge"><p class="hint">Choose a node or an edge to see its lines.</p></section>;
  }
  const edge = picked.kind === "edge" ? node.dependsOn.find((one) => one.node === picked.from) : undefined;
  return (
    <section class="chain" aria-label="Chosen node or edge" aria-live="polite" data-testid="graph-why">
      {edge === undefined ? <NodeFacts node={node} nodes={nodes} onPick={onPick} /> : <EdgeFacts node={node} edge={edge} onClose={() => onPick(undefined)} />}
    </section>
  );
}

function EdgeFacts({ node, edge, onClose }: { readonly node: GraphNode; readonly edge: Edge; readonly onClose: () => void }) {
  return (
    <>
      <ChainHead onClose={onClose}>
        <span class="code">{node.name}</span> waits for <span class="code">{edge.node}</span>
      </ChainHead>
      <div class="steps">
        {edge.chain.length === 0 ? <p class="hint">It follows from the objects themselves, not from a line of yours.</p> : <Steps chain={edge.chain} verdict={false} />}
      </div>
    </>
  );
}

function NodeFacts({ node, nodes, onPick }: { readonly node: GraphNode; readonly nodes: readonly GraphNode[]; readonly onPick: (pick: Pick | undefined) => void }) {
  const { place } = node;
  const needing = nodes.filter((other) => other.dependsOn.some((edge) => edge.node === node.name));
  return (
    <>
      <ChainHead onClose={() => onPick(undefined)}>
        <span class="code">{node.name}</span>
        <span class="muted">{plural(node.objects, "object")}, layer {node.layer}</span>
        {place === undefined ? null : (
          <button type="button" class="plain-button" data-testid="graph-source" onClick={() => reveal(place)}>
            Go to {place.file}:{place.line}
          </button>
        )}
      </ChainHead>
      <div class="steps">
        <Names label="Waits for" names={node.dependsOn.map((edge) => edge.node)} onChoose={(name) => onPick({ kind: "edge", from: name, to: node.name })} />
        <Names label="Needed by" names={needing.map((other) => other.name)} onChoose={(name) => onPick({ kind: "edge", from: node.name, to: name })} />
      </div>
    </>
  );
}

function Names({ label, names, onChoose }: { readonly label: string; readonly names: readonly string[]; readonly onChoose: (name: string) => void }) {
  return (
    <p class="names">
      <span class="muted">{label}</span>
      {names.length === 0 ? <span>nothing</span> : names.map((name) => (
        <button key={name} type="button" class="link code" onClick={() => onChoose(name)}>{name}</button>
      ))}
    </p>
  );
}

/** The same in words, layer by layer. */
function List({ nodes }: { readonly nodes: readonly GraphNode[] }) {
  const all = Array.from(new Set(nodes.map((node) => node.layer))).sort((a, b) => a - b);
  return (
    <div class="graph-list" tabIndex={0} role="region" aria-label="The graph as a list">
      {all.map((layer) => (
        <section key={layer} aria-label={`Layer ${layer}`}>
          <h3>Layer {layer}</h3>
          <ul>
            {nodes.filter((node) => node.layer === layer).map((node) => (
              <li key={node.name}>
                <NodeName node={node} />
                <span class="muted">
                  {node.dependsOn.length === 0 ? " waits for nothing" : ` waits for ${node.dependsOn.map((edge) => edge.node).join(", ")}`}
                  {node.critical ? "; on the longest chain" : ""}
                </span>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

function NodeName({ node: { name, place } }: { readonly node: GraphNode }) {
  if (place === undefined) return <span class="code">{name}</span>;
  return (
    <button type="button" class="link code" onClick={() => reveal(place)}>
      {name}
      <Icon name="chevron" />
    </button>
  );
}
