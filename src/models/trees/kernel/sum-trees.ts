import { addTreeValues, type Tree } from "../tree.js";
import { sumBytes } from "./sum-bytes.js";
import { copyToMemory, type WasmMemory, wasmInstance } from "./wasm-instance.js";

/** A block of rows and the sums of trees over them. */
export interface TreeSummer {
  /** The block's cells, row after row, to be filled in by the caller. */
  readonly cells: Float32Array;
  /** The block's sums, one per row, to be initialized by the caller. */
  readonly totals: Float32Array;
  /**
   * Adds all trees for the first `count` rows, tree after tree. Where no cell is missing, `mayMiss` false is faster.
   */
  addTrees(count: number, mayMiss: boolean): void;
}

/**
 * A summer of the trees for blocks of `blockRows` rows: in WebAssembly where it runs, else in JavaScript, with the same
 * bits.
 */
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
      const block = totals.subarray(0, count);
      for (const tree of trees) addTreeValues(tree, cells, columnCount, block);
    },
  };
}

/** As `sumTrees`, in WebAssembly; undefined where it does not run. */
export function wasmSummer(trees: readonly Tree[], columnCount: number, blockRows: number): TreeSummer | undefined {
  const exports = wasmInstance<SumExports>(sumBytes);
  if (exports === undefined) return undefined;
  const depths = trees.map(getDepth);
  const starts = new Int32Array(trees.length);
  let count = 0;
  trees.forEach((tree, index) => {
    starts[index] = count;
    count += tree.leftChildren.length;
  });
  // The rows are added four at a time.
  const rowCount = Math.ceil(blockRows / 4) * 4;
  const sets = toSets(trees);
  const workspace = copyToMemory(
    {
      nodes: new Float32Array(4 * count),
      leaves: new Float32Array(count),
      cells: new Float32Array(columnCount * rowCount),
      totals: new Float32Array(rowCount),
      sets: sets.bytes,
    },
    exports.memory,
  );
  trees.forEach((tree, index) => {
    writeNodes(tree, starts[index], workspace.nodes, workspace.leaves, sets.offsets[index]);
  });
  return {
    cells: workspace.cells,
    totals: workspace.totals,
    addTrees(rows, mayMiss) {
      const isShort = !mayMiss && sets.bytes.length === emptySet;
      for (let index = 0; index < trees.length; index++) {
        const first = starts[index];
        exports.addTreeValues(
          workspace.nodes.byteOffset + 16 * first,
          workspace.leaves.byteOffset + 4 * first,
          isShort && depths[index] <= maxDepth ? depths[index] : 0,
          workspace.cells.byteOffset,
          4 * columnCount,
          workspace.totals.byteOffset,
          rows,
          workspace.sets.byteOffset,
        );
      }
    },
  };
}

/** Bytes of a set without codes. */
const emptySet = 8;

/** The categories of all trees as sum-kernel.as reads them, the empty set first, and the offset of each node's. */
function toSets(trees: readonly Tree[]): { readonly bytes: Uint8Array; readonly offsets: readonly Int32Array[] } {
  let length = emptySet;
  const offsets = trees.map(({ leftChildren, categories }) =>
    leftChildren.map((_, node) => {
      const right = categories?.[node];
      if (right === undefined) return 0;
      length += Math.ceil((5 + right.length) / 4) * 4;
      return length - Math.ceil((5 + right.length) / 4) * 4;
    }),
  );
  const bytes = new Uint8Array(length);
  const sizes = new Uint32Array(bytes.buffer);
  trees.forEach(({ categories }, index) => {
    categories?.forEach((right, node) => {
      if (right === undefined) return;
      const offset = offsets[index][node];
      sizes[offset / 4] = right.length;
      bytes.set(right, offset + 4);
    });
  });
  return { bytes, offsets };
}

/** The function of sum-kernel.as. */
interface SumExports {
  readonly memory: WasmMemory;
  addTreeValues(...parameters: number[]): void;
}

/** Short steps are as many as the deepest leaf needs, so in deeper, unbalanced trees it pays to see where rows stay. */
const maxDepth = 12;

function getDepth({ leftChildren, rightChildren }: Tree): number {
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

/** Writes a tree's nodes as sum-kernel.as reads them, links relative to the tree's first node. */
function writeNodes(tree: Tree, first: number, nodes: Float32Array, leaves: Float32Array, sets: Int32Array): void {
  const links = new Int32Array(nodes.buffer, nodes.byteOffset, nodes.length);
  for (let node = 0; node < tree.leftChildren.length; node++) {
    const entry = 4 * (first + node);
    const left = tree.leftChildren[node];
    const isLeaf = left < 0;
    const set = sets[node];
    if (isLeaf) leaves[first + node] = tree.splitConditions[node];
    else nodes[entry] = tree.splitConditions[node];
    if (set > 0) links[entry] = set;
    links[entry + 1] = isLeaf ? 0 : 4 * tree.splitIndices[node] + (set > 0 ? 2 : 0) + tree.defaultLeft[node];
    links[entry + 2] = 16 * (isLeaf ? node : tree.rightChildren[node]);
    links[entry + 3] = 16 * (isLeaf ? node : left);
  }
}
