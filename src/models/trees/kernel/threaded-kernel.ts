import { copyToBuffer, getByteCount, type KernelArray, pageBytes, wasmModule } from "../../../core/wasm-instance.js";
import { type KernelExports, kernelCalls } from "./kernel-calls.js";
import type { KernelThread } from "./kernel-threads.js";
import { sharedKernelBytes } from "./shared-kernel-bytes.js";
import type { threadFunctions } from "./thread-signals.js";
import type { SplitWorkspace, TreeKernel } from "./tree-kernel.js";

/** The parts of a call: the first goes from `bounds[0]` to `bounds[1]` and gave `results[0]`, and so on. */
interface Parts {
  readonly bounds: readonly number[];
  readonly results: readonly number[];
}

type Range = readonly [from: number, to: number];
type ThreadFunction = (typeof threadFunctions)[number];
type ArgumentsOf = (from: number, to: number, part: number) => number[];

/** A call takes tens of microseconds from this number of cells, rows or codes; a smaller one is not divided. */
const worthDividing = { cells: 40_000, rows: 10_000, codes: 2_000, subtreeCells: 100_000 };

/**
 * The loops in WebAssembly, divided among this thread and the given ones on shared memory. Every sum is still taken by
 * one thread in the order of the rows, for threads share a histogram by columns; so the bits are those of one thread.
 * A thread that has not started yet is not waited for.
 */
export function threadedKernel(
  threads: readonly KernelThread[],
  minimumWork: typeof worthDividing = worthDividing,
): TreeKernel {
  const module = wasmModule(sharedKernelBytes);
  let exports: KernelExports;
  let scratch: readonly SplitWorkspace[] = [];

  const divide = (name: ThreadFunction, isLarge: boolean, range: Range, argumentsOf: ArgumentsOf): Parts =>
    divideCall(exports[name], isLarge ? threads.filter((thread) => thread.isReady()) : [], name, range, argumentsOf);
  const areMany = (start: number, end: number): boolean => end - start >= minimumWork.rows;

  return {
    name: "wasm",
    helpers: { threads, minimumCells: minimumWork.subtreeCells },
    allocate(arrays, zeros = []) {
      const { all, workspaces } = withScratch(arrays, threads.length);
      const pages = Math.ceil(getByteCount(all) / pageBytes);
      const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
      exports = new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as KernelExports;
      for (const thread of threads) thread.post({ kind: "memory", value: { module, memory } });
      const copies = copyToBuffer(all, memory.buffer, zeros);
      scratch = workspaces(copies);
      return copies as typeof arrays;
    },
    fillHistogram(histogram, rowCodes, rows, start, end, pairs) {
      const bundles = rowCodes.codeOffsets.length - 1;
      divide("fillHistogram", (end - start) * bundles >= minimumWork.cells, [0, bundles], (from, to, part) => {
        const codes = part === 0 ? rowCodes : { ...rowCodes, positions: scratch[part].positions };
        return kernelCalls.fillHistogram(histogram, codes, rows, [start, end], pairs, from, to);
      });
    },
    subtractHistogram(parent, child) {
      exports.subtractHistogram(parent.byteOffset, child.byteOffset, parent.byteLength);
    },
    findSplit(plan, histogram, workspace, limits, best) {
      const isLarge = histogram.length / 2 >= minimumWork.codes;
      const { bounds, results } = divide("findSplit", isLarge, [0, plan.count], (from, to, part) =>
        kernelCalls.findSplit(plan, histogram, scratch[part] ?? workspace, limits, best, from, to),
      );
      return joinSplits(results, bounds, scratch);
    },
    partitionRows(rows, start, end, column, goesLeft, spareRows) {
      const { bounds, results } = divide("partitionRows", areMany(start, end), [start, end], (from, to) =>
        kernelCalls.partitionRows(rows, from, to, column, goesLeft, spareRows, from - start),
      );
      return joinSides(rows, spareRows, bounds, results);
    },
    addToRows(scores, offset, rows, start, end, value) {
      divide("addToRows", areMany(start, end), [start, end], (from, to) =>
        kernelCalls.addToRows(scores, offset, rows, from, to, value),
      );
    },
    addToSides(scores, offset, rows, start, end, ...sides) {
      divide("addToSides", areMany(start, end), [start, end], (from, to) =>
        kernelCalls.addToSides(scores, offset, rows, from, to, ...sides),
      );
    },
    squaredErrorGradients(pairs, scores, targets) {
      divide("squaredErrorGradients", areMany(0, targets.length), [0, targets.length], (from, to) =>
        kernelCalls.squaredErrorGradients(pairs, scores, targets, from, to),
      );
    },
    logisticGradients(pairs, scores, targets, offset) {
      divide("logisticGradients", areMany(0, targets.length), [0, targets.length], (from, to) =>
        kernelCalls.logisticGradients(pairs, scores, targets, offset, from, to),
      );
    },
    sumPairs(sums, pairs, rows, count) {
      exports.sumPairs(sums.byteOffset, pairs.byteOffset, rows.byteOffset, count);
    },
    release() {
      for (const thread of threads) thread.post({ kind: "release" });
    },
  };
}

/** Calls a function for the first part of a range here, and for every other part in a thread. */
function divideCall(
  call: (...parameters: readonly number[]) => number,
  threads: readonly KernelThread[],
  name: ThreadFunction,
  [from, to]: Range,
  argumentsOf: ArgumentsOf,
): Parts {
  const parts = threads.length + 1;
  const bounds = Array.from({ length: parts + 1 }, (_, part) => from + Math.floor(((to - from) * part) / parts));
  threads.forEach((thread, index) => {
    thread.give(name, argumentsOf(bounds[index + 1], bounds[index + 2], index + 1));
  });
  const first = call(...argumentsOf(bounds[0], bounds[1], 0));
  return { bounds, results: [first, ...threads.map((thread) => thread.take())] };
}

type Arrays = Readonly<Record<string, KernelArray>>;

/** The arrays, and for each thread its own of those in which a split is looked for. */
function withScratch(arrays: Arrays, threads: number) {
  const names = ["codeBins", "bins", "codeList", "positions", "found"] as const;
  const own = names.filter((name) => name !== "codeBins" && name in arrays);
  const parts = Array.from({ length: threads }, (_, thread) => thread + 1);
  const copies = parts.flatMap((part) => own.map((name) => [`${name} of thread ${part}`, arrays[name]] as const));
  return {
    all: { ...arrays, ...Object.fromEntries(copies) },
    workspaces: (all: Arrays): SplitWorkspace[] =>
      [0, ...parts].map((part) => {
        const entries = names.map((name) => [name, all[`${name} of thread ${part}`] ?? all[name]]);
        return Object.fromEntries(entries) as SplitWorkspace;
      }),
  };
}

/** The plan's index of the best split of all parts, which is written to the first part's `found`; -1 for none. */
function joinSplits(results: readonly number[], bounds: readonly number[], scratch: readonly SplitWorkspace[]): number {
  const [{ found }] = scratch;
  let chosen = results[0];
  for (let part = 1; part < results.length; part++) {
    const other = scratch[part].found;
    if (results[part] < 0 || (chosen >= 0 && other[0] <= found[0])) continue;
    found.set(other);
    chosen = bounds[part] + results[part];
  }
  return chosen;
}

/** Joins parts that were each divided into rows that go left and right; returns the index between. */
function joinSides(
  rows: Int32Array,
  spareRows: Int32Array,
  bounds: readonly number[],
  middles: readonly number[],
): number {
  let middle = middles[0];
  for (let part = 1; part < middles.length; part++) {
    rows.copyWithin(middle, bounds[part], middles[part]);
    middle += middles[part] - bounds[part];
  }
  let right = middle;
  for (let part = 0; part < middles.length && middles.length > 1; part++) {
    const spare = bounds[part] - bounds[0];
    const count = bounds[part + 1] - middles[part];
    rows.set(spareRows.subarray(spare, spare + count), right);
    right += count;
  }
  return middle;
}
