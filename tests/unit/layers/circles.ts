/** One circle of the graph, from a node back to itself; null when there is none. */
export function findCircle(edges: ReadonlyMap<string, readonly string[]>): string[] | null {
  const finished = new Set<string>();
  const way: string[] = [];
  const visit = (node: string): string[] | null => {
    const at = way.indexOf(node);
    if (at !== -1) return [...way.slice(at), node];
    if (finished.has(node)) return null;
    way.push(node);
    for (const next of edges.get(node) ?? []) {
      const circle = visit(next);
      if (circle !== null) return circle;
    }
    way.pop();
    finished.add(node);
    return null;
  };
  for (const node of edges.keys()) {
    const circle = visit(node);
    if (circle !== null) return circle;
  }
  return null;
}
