import type { AnyNode, Node } from "acorn";

/** Calls `visit` for a node and all nodes below it, in order; `false` skips what is below. */
export function walkTree(
  node: Node,
  visit: (node: AnyNode, parent: AnyNode | undefined) => boolean | undefined,
  parent?: Node,
): void {
  if (visit(node as AnyNode, parent as AnyNode | undefined) === false) return;
  for (const child of childNodes(node)) walkTree(child, visit, node);
}

/** The nodes directly below a node. */
export function childNodes(node: Node): readonly Node[] {
  return Object.values(node).flatMap((value: unknown) =>
    Array.isArray(value) ? value.filter(isNode) : isNode(value) ? [value] : [],
  );
}

function isNode(value: unknown): value is Node {
  return typeof (value as Node | null)?.type === "string";
}
