import { copyToMemory, type WasmMemory, wasmInstance } from "../../../core/wasm-instance.js";
import { addTreeValues, type Tree } from "../tree.js";
import { sumBytes } from "./sum-bytes.js";

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
  // The rows are added four at a time.
  const rowCount = Math.ceil(blockRows / 4) * 4;
  const { starts, ...arrays } = writeNodes(trees);
  const { nodes, leaves, sets, cells, totals } = copyToMemory(
    { ...arrays, cells: new Float32Array(columnCount * rowCount), totals: new Float32Array(rowCount) },
    exports.memory,
  );
  return {
    cells,
    totals,
    addTrees(rows, mayMiss) {
      const isShort = !mayMiss && sets.length === emptySet;
      starts.forEach((first, index) => {
        exports.addTreeValues(
          nodes.byteOffset + 16 * first,
          leaves.byteOffset + 4 * first,
          isShort && depths[index] <= maxDepth ? depths[index] : 0,
          cells.byteOffset,
          4 * columnCount,
          totals.byteOffset,
          rows,
          sets.byteOffset,
        );
      });
    },
  };
}

/** Bytes of a set without codes. */
const emptySet = 8;

interface TreeArrays {
  /** The first node of each tree. */
  readonly starts: readonly number[];
  readonly nodes: Float32Array;
  readonly leaves: Float32Array;
  readonly sets: Uint8Array;
}

/** The trees as sum-kernel.as reads them, links relative to each tree's first node. */
function writeNodes(trees: readonly Tree[]): TreeArrays {
  let count = 0;
  const starts = trees.map(({ leftChildren }) => {
    count += leftChildren.length;
    return count - leftChildren.length;
  });
  const nodes = new Float32Array(4 * count);
  const links = new Int32Array(nodes.buffer);
  const leaves = new Float32Array(count);
  const sets: number[] = new Array(emptySet).fill(0);
  trees.forEach(({ leftChildren, rightChildren, splitConditions, splitIndices, defaultLeft, categories }, index) => {
    leftChildren.forEach((left, node) => {
      const entry = 4 * (starts[index] + node);
      if (left < 0) {
        leaves[entry / 4] = splitConditions[node];
        links[entry + 2] = links[entry + 3] = 16 * node;
        return;
      }
      nodes[entry] = splitConditions[node];
      links[entry + 1] = 4 * splitIndices[node] + defaultLeft[node];
      links[entry + 2] = 16 * rightChildren[node];
      links[entry + 3] = 16 * left;
      const right = categories?.[node];
      if (right === undefined) return;
      links[entry] = sets.length;
      links[entry + 1] += 2;
      sets.push(...new Uint8Array(Uint32Array.of(right.length).buffer));
      for (const side of right) sets.push(side);
      do sets.push(0);
      while (sets.length % 4 > 0);
    });
  });
  return { starts, nodes, leaves, sets: Uint8Array.from(sets) };
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
