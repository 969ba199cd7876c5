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
  graph.setGraph({ rankdir: "LR", nodesep: 10, ranksep: 56, edgesep: 8, marginx: 16, marginy: 16 });
  const layers = new Map(nodes.map((node) => [node.name, node.layer]));
  for (const node of nodes) {
    graph.setNode(node.name, { width: Math.max(72, node.name.length * LETTER + 44), height: HEIGHT });
  }
  for (const { name, layer, dependsOn } of nodes) {
    for (const { node: needed } of dependsOn) {
      const before = layers.get(needed);
      // The length that the layers ask for keeps nodes of a layer in one column.
      if (before !== undefined) graph.setEdge(needed, name, { minlen: Math.max(1, layer - before) });
    }
  }
  dagre(graph);
  const critical = new Set(nodes.filter((node) => node.critical).map((node) => node.name));
  const { width = 0, height = 0 } = graph.graph();
  return {
    boxes: nodes.map((node) => box(graph, node)),
    routes: graph.edges().map(({ v, w }) => ({
      from: v,
      to: w,
      points: graph.edge({ v, w }).points ?? [],
      critical: critical.has(v) && critical.has(w) && (layers.get(w) ?? 0) - (layers.get(v) ?? 0) === 1,
    })),
    width,
    height,
  };
}

function box(graph: graphlib.Graph, node: GraphNode): Box {
  const { x, y, width, height } = graph.node(node.name);
  return { node, x: x - width / 2, y: y - height / 2, width, height };
}

/** A smooth line through the points of a route. */
export function path(points: readonly Point[]): string {
  const [first, ...rest] = points;
  if (first === undefined) return "";
  let d = `M${round(first.x)} ${round(first.y)}`;
  rest.forEach((point, index) => {
    const next = rest[index + 1];
    const before = rest[index - 1] ?? first;
    if (next === undefined) {
      const middle = (before.x + point.x) / 2;
      d += rest.length === 1 ? ` C${round(middle)} ${round(before.y)} ${round(middle)} ${round(point.y)} ${round(point.x)} ${round(point.y)}` : ` T${round(point.x)} ${round(point.y)}`;
      return;
    }
    d += ` Q${round(point.x)} ${round(point.y)} ${round((point.x + next.x) / 2)} ${round((point.y + next.y) / 2)}`;
  });
  return d;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
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
