/** Where the nodes and edges of the graph stand. Flux goes from left to right: what is needed stands left of what needs it. */

import { graphlib, layout as dagre } from "@dagrejs/dagre";
import type { GraphNode } from "fluo-wasm";

/** A point in the units of the picture. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A box, by its upper left corner. */
export interface Box extends Point {
  readonly node: GraphNode;
  readonly width: number;
  readonly height: number;
}

/** An edge from what is needed to what needs it. */
export interface Route {
  readonly from: string;
  readonly to: string;
  readonly points: readonly Point[];
  /** Whether both ends are on the longest chain, next to each other. */
  readonly critical: boolean;
}

/** A graph that is laid out. */
export interface Picture {
  readonly boxes: readonly Box[];
  readonly routes: readonly Route[];
  readonly width: number;
  readonly height: number;
}

const HEIGHT = 34;
const LETTER = 7.3;

/** Lays out a graph. The same graph gives the same picture. */
export function picture(nodes: readonly GraphNode[]): Picture {
  const graph = new graphlib.Graph();
  graph.setGraph({ rankdir: "LR", nodesep: 8, ranksep: 60, edgesep: 6, marginx: 16, marginy: 16 });
  const layers = new Map(nodes.map((node) => [node.name, node.layer]));
  const widths = columns(nodes);
  for (const { name, layer } of nodes) graph.setNode(name, { width: widths.get(layer) ?? 0, height: HEIGHT });
  for (const { name, layer, dependsOn } of nodes) {
    for (const { node: needed } of dependsOn) {
      const before = layers.get(needed);
      // The length that the layers ask for keeps nodes of a layer in one column.
      if (before !== undefined) graph.setEdge(needed, name, { minlen: Math.max(1, layer - before) });
    }
  }
  dagre(graph);
  const boxes = nodes.map((node) => box(graph, node));
  const { width = 0, height = 0 } = graph.graph();
  return { boxes, routes: routes(graph, boxes), width, height };
}

/** Each column is as wide as its longest name, so that its boxes stand in line. */
function columns(nodes: readonly GraphNode[]): Map<number, number> {
  const widths = new Map<number, number>();
  for (const { name, layer } of nodes) {
    widths.set(layer, Math.max(72, widths.get(layer) ?? 0, name.length * LETTER + 46));
  }
  return widths;
}

function box(graph: graphlib.Graph, node: GraphNode): Box {
  const { x, y, width, height } = graph.node(node.name);
  return { node, x: x - width / 2, y: y - height / 2, width, height };
}

/** Edges leave on the right and arrive on the left; between far layers they keep to the gaps that were left for them. */
function routes(graph: graphlib.Graph, boxes: readonly Box[]): Route[] {
  const at = new Map(boxes.map((one) => [one.node.name, one]));
  return graph.edges().flatMap(({ v, w }): Route[] => {
    const from = at.get(v);
    const to = at.get(w);
    if (from === undefined || to === undefined) return [];
    const bends: readonly Point[] = graph.edge({ v, w }).points ?? [];
    const between = bends.filter((point) => point.x > from.x + from.width + 8 && point.x < to.x - 8);
    const points = [
      { x: from.x + from.width, y: from.y + from.height / 2 },
      ...(to.node.layer - from.node.layer > 1 ? between : []),
      { x: to.x, y: to.y + to.height / 2 },
    ];
    const critical = from.node.critical && to.node.critical && to.node.layer - from.node.layer === 1;
    return [{ from: v, to: w, points, critical }];
  });
}

/** A smooth line through the points of a route: level at each of them. */
export function path(points: readonly Point[]): string {
  const [first, ...rest] = points;
  if (first === undefined) return "";
  let last = first;
  let d = `M${at(first)}`;
  for (const point of rest) {
    const middle = (last.x + point.x) / 2;
    d += ` C${at({ x: middle, y: last.y })} ${at({ x: middle, y: point.y })} ${at(point)}`;
    last = point;
  }
  return d;
}

function at({ x, y }: Point): string {
  return `${Math.round(x * 10) / 10} ${Math.round(y * 10) / 10}`;
}

/** What shapes the picture; while it stays, nothing has to be laid out anew. */
export function shape(nodes: readonly GraphNode[]): string {
  return JSON.stringify(nodes.map(({ name, layer, critical, dependsOn }) => [name, layer, critical, dependsOn.map((edge) => edge.node)]));
}

/** The node that an arrow key leads to: the nearest in that direction. */
export function towards(boxes: readonly Box[], from: Box, key: string): Box | undefined {
  const direction = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }[key];
  if (direction === undefined) return undefined;
  const [dx = 0, dy = 0] = direction;
  const middle = (box: Box): Point => ({ x: box.x + box.width / 2, y: box.y + box.height / 2 });
  const start = middle(from);
  const distance = (box: Box): number => {
    const end = middle(box);
    const along = (end.x - start.x) * dx + (end.y - start.y) * dy;
    const across = Math.abs((end.x - start.x) * dy) + Math.abs((end.y - start.y) * dx);
    return along < 1 || box === from ? Infinity : along + across * 3;
  };
  const best = boxes.reduce<Box | undefined>((a, b) => (a === undefined || distance(b) < distance(a) ? b : a), undefined);
  return best !== undefined && distance(best) < Infinity ? best : undefined;
}
