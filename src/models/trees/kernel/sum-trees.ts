import { addTreeValues, type Tree } from "../tree.js";
import { placed, wasmExports } from "./wasm-kernel.js";

/** A block of rows and the sums of trees over them. */
export interface TreeSummer {
  /** The block's cells, row after row, to be filled in. */
  readonly cells: Float32Array;
  /** The block's sums, one per row, to begin with what they should. */
  readonly totals: Float32Array;
  /** Adds all trees for the first `count` rows, tree after tree. Where no cell is missing, `mayMiss` false takes a shorter way. */
  addTrees(count: number, mayMiss: boolean): void;
}

/** A summer of the trees for blocks of `blockRows` rows: in WebAssembly where it runs, else in JavaScript, to the same bits. */
export function sumTrees(trees: readonly Tree[], columnCount: number, blockRows: number): TreeSummer {
  return wasmSummer(trees, columnCount, blockRows) ?? javascriptSummer(trees, columnCount, blockRows);
}

/** As `sumTrees`, in JavaScript. */
export function javascriptSummer(trees: readonly Tree[], columnCount: number, blockRows: number): TreeSummer {
  const cells = new Float32Array(columnCount * blockRows);
  const totals = new Float32Array(blockRows);
  return {
    cells,
    totals,
    addTrees(count) {
      const own = totals.subarray(0, count);
      for (const tree of trees) addTreeValues(tree, cells, columnCount, own);
    },
  };
}

/** As `sumTrees`, in WebAssembly; undefined where it does not run, or is not worth it: for trees far deeper than they are wide, or with categories. */
export function wasmSummer(trees: readonly Tree[], columnCount: number, blockRows: number): TreeSummer | undefined {
  const depths = trees.map(depthOf);
  if (depths.some((depth) => depth > deepest) || trees.some(({ categories }) => categories !== undefined))
    return undefined;
  const exports = wasmExports();
  if (exports === undefined) return undefined;
  const starts = new Int32Array(trees.length);
  let count = 0;
  trees.forEach((tree, place) => {
    starts[place] = count;
    count += tree.leftChildren.length;
  });
  const room = placed(
    {
      nodes: new Float32Array(4 * count),
      fullNodes: new Float32Array(4 * count),
      leaves: new Float32Array(count),
      cells: new Float32Array(columnCount * blockRows),
      totals: new Float32Array(blockRows),
    },
    exports.memory,
  );
  const laid = new Set<boolean>();
  const nodesFor = (mayMiss: boolean): Float32Array => {
    const nodes = mayMiss ? room.nodes : room.fullNodes;
    if (!laid.has(mayMiss)) {
      trees.forEach((tree, place) => {
        layNodes(tree, starts[place], nodes, room.leaves, mayMiss);
      });
      laid.add(mayMiss);
    }
    return nodes;
  };
  return {
    cells: room.cells,
    totals: room.totals,
    addTrees(rows, mayMiss) {
      const nodes = nodesFor(mayMiss);
      for (let place = 0; place < trees.length; place++) {
        const first = starts[place];
        exports.addTreeValues(
          nodes.byteOffset + 16 * first,
          room.leaves.byteOffset + 4 * first,
          depths[place],
          room.cells.byteOffset,
          4 * columnCount,
          room.totals.byteOffset,
          rows,
          mayMiss ? 1 : 0,
        );
      }
    },
  };
}

/** Every row takes as many steps as the deepest leaf is away; lopsided trees are better walked. */
const deepest = 12;

function depthOf({ leftChildren, rightChildren }: Tree): number {
  const depths = new Int32Array(leftChildren.length);
  const open = [0];
  let depth = 0;
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (leftChildren[node] < 0) continue;
    for (const child of [leftChildren[node], rightChildren[node]]) {
      depths[child] = depths[node] + 1;
      depth = Math.max(depth, depths[child]);
      open.push(child);
    }
  }
  return depth;
}

/** Writes a tree's nodes as tree-kernel.as reads them, links counted from the tree's own first node. */
function layNodes(tree: Tree, first: number, nodes: Float32Array, leaves: Float32Array, mayMiss: boolean): void {
  const links = new Int32Array(nodes.buffer, nodes.byteOffset, nodes.length);
  for (let node = 0; node < tree.leftChildren.length; node++) {
    const entry = 4 * (first + node);
    const left = tree.leftChildren[node];
    const isLeaf = left < 0;
    const side = mayMiss ? tree.defaultLeft[node] : 0;
    nodes[entry] = isLeaf ? 0 : tree.splitConditions[node];
    links[entry + 1] = isLeaf ? 0 : 4 * tree.splitIndices[node] + side;
    links[entry + 2] = 16 * (isLeaf ? node : tree.rightChildren[node]);
    links[entry + 3] = 16 * (isLeaf ? node : left);
    leaves[first + node] = isLeaf ? tree.splitConditions[node] : 0;
  }
}
