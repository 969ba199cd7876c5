import { useSignal } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { path, towards, type Box, type Picture, type Route } from "../../output/layout";
import { Icon } from "../Icon";
import { useGestures } from "./gestures";
import { fitted, readable, zoomed, type View } from "./panning";

/** A node or an edge that was chosen. */
export type Pick =
  | { readonly kind: "node"; readonly name: string }
  | { readonly kind: "edge"; readonly from: string; readonly to: string };

interface Props {
  readonly drawn: Picture;
  /** Changes where the picture does. */
  readonly form: string;
  readonly picked: Pick | undefined;
  readonly onPick: (pick: Pick) => void;
}

/** The graph, to be moved by dragging, zoomed with wheel, pinch or buttons, and walked with arrow keys. */
export function GraphPicture({ drawn, form, picked, onPick }: Props) {
  const stage = useRef<HTMLDivElement>(null);
  const view = useSignal<View>({ x: 0, y: 0, scale: 1 });
  const size = (): { width: number; height: number } => stage.current?.getBoundingClientRect() ?? { width: 1, height: 1 };
  const fit = (): void => {
    view.value = fitted(drawn, size());
  };
  const zoom = (factor: number): void => {
    const { width, height } = size();
    view.value = zoomed(view.peek(), factor, { x: width / 2, y: height / 2 });
  };
  useEffect(() => {
    const start = drawn.boxes.find((box) => box.node.critical) ?? drawn.boxes[0];
    if (start !== undefined) view.value = readable(drawn, size(), start);
  }, [drawn.width, drawn.height]);
  useGestures(stage, view, drawn);
  const { x, y, scale } = view.value;
  return (
    <div class="stage picture" ref={stage} data-testid="graph-picture">
      <svg role="group" aria-label={`Graph of ${drawn.boxes.length} nodes; arrow keys go from node to node`} width="100%" height="100%">
        <g transform={`translate(${x} ${y}) scale(${scale})`}>
          <Content drawn={drawn} form={form} picked={picked} onPick={onPick} />
        </g>
      </svg>
      <div class="zoom" role="group" aria-label="Zoom">
        <button type="button" class="icon-button" aria-label="Closer" onClick={() => zoom(1.3)}><Icon name="add" /></button>
        <button type="button" class="icon-button" aria-label="Farther" onClick={() => zoom(1 / 1.3)}><Icon name="minus" /></button>
        <button type="button" class="icon-button" aria-label="Show everything" onClick={fit}><Icon name="fit" /></button>
      </div>
    </div>
  );
}

/** Is drawn anew only where the graph or the choice changes, not while it is moved. */
function Content({ drawn, form, picked, onPick }: Props) {
  const key = picked === undefined ? "" : JSON.stringify(picked);
  return useMemo(() => {
    const near = neighbours(drawn.routes, picked);
    const focusable = picked?.kind === "node" ? picked.name : drawn.boxes[0]?.node.name;
    return (
      <g data-picked={picked !== undefined}>
        {drawn.routes.map((route) => (
          <Edge key={`${route.from}>${route.to}`} route={route} picked={picked} onPick={onPick} />
        ))}
        {drawn.boxes.map((box) => (
          <Node key={box.node.name} box={box} drawn={drawn} near={near.has(box.node.name)} picked={picked} onPick={onPick} focusable={box.node.name === focusable} />
        ))}
      </g>
    );
  }, [form, key]);
}

interface EdgeProps {
  readonly route: Route;
  readonly picked: Pick | undefined;
  readonly onPick: (pick: Pick) => void;
}

function Edge({ route, picked, onPick }: EdgeProps) {
  const { from, to, points, critical } = route;
  const mine = picked?.kind === "edge" ? picked.from === from && picked.to === to : picked?.kind === "node" && (picked.name === from || picked.name === to);
  const d = path(points);
  return (
    <g class="edge" data-critical={critical} data-near={mine} onClick={() => onPick({ kind: "edge", from, to })} data-testid={`edge:${from}>${to}`}>
      <title>{`${to} waits for ${from}`}</title>
      <path class="hit" d={d} />
      <path class="line" d={d} />
    </g>
  );
}

interface NodeProps extends Omit<EdgeProps, "route"> {
  readonly box: Box;
  readonly drawn: Picture;
  readonly near: boolean;
  readonly focusable: boolean;
}

function Node({ box, drawn, near, picked, onPick, focusable }: NodeProps) {
  const { node, x, y, width, height } = box;
  const press = (event: KeyboardEvent): void => {
    const next = towards(drawn.boxes, box, event.key);
    if (event.key === "Enter" || event.key === " ") onPick({ kind: "node", name: node.name });
    else if (next === undefined) return;
    else {
      onPick({ kind: "node", name: next.node.name });
      const svg = (event.currentTarget as SVGElement).ownerSVGElement;
      svg?.querySelector<SVGGElement>(`[data-node="${CSS.escape(next.node.name)}"]`)?.focus();
    }
    event.preventDefault();
  };
  return (
    <g
      class="node"
      role="button"
      tabindex={focusable ? 0 : -1}
      aria-pressed={picked?.kind === "node" && picked.name === node.name}
      aria-label={`${node.name}, ${node.objects} objects, layer ${node.layer}, ${node.dependsOn.length === 0 ? "waits for nothing" : `waits for ${node.dependsOn.map((edge) => edge.node).join(", ")}`}`}
      data-node={node.name}
      data-testid={`node:${node.name}`}
      data-critical={node.critical}
      data-near={near}
      data-own={node.place !== undefined}
      transform={`translate(${x} ${y})`}
      onClick={() => onPick({ kind: "node", name: node.name })}
      onKeyDown={press}
    >
      <rect width={width} height={height} rx="7" />
      <text x="12" y={height / 2 + 4.5}>{node.name}</text>
      <text class="objects" aria-hidden="true" x={width - 11} y={height / 2 + 4} text-anchor="end">{node.objects}</text>
    </g>
  );
}

/** The chosen node with what it touches, or both ends of the chosen edge. */
function neighbours(routes: readonly Route[], picked: Pick | undefined): ReadonlySet<string> {
  if (picked === undefined) return new Set();
  if (picked.kind === "edge") return new Set([picked.from, picked.to]);
  const near = routes.filter((route) => route.from === picked.name || route.to === picked.name);
  return new Set([picked.name, ...near.flatMap((route) => [route.from, route.to])]);
}
