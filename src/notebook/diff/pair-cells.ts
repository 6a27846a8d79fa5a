import type { Cell } from "../format/notebook.js";
import { textSimilarity } from "./text-similarity.js";

/** Which cell became which, by indices of cells; a side is undefined for a cell that was added or removed. */
export interface CellPair {
  readonly before: number | undefined;
  readonly after: number | undefined;
  /** Whether its position among the cells of both notebooks changed. */
  readonly moved: boolean;
}

/** Cells without a common id are the same when they share this much of their text. */
const minSimilarity = 0.5;

/**
 * Which cells of two notebooks belong together: first those with equal id and source, then those with equal source,
 * then those with equal id and some similarity, then the most similar. In the order of the second notebook; a removed
 * cell stays at its position.
 */
export function pairCells(before: readonly Cell[], after: readonly Cell[]): readonly CellPair[] {
  const oldIndices = new Map<number, number>();
  const taken = new Set<number>();
  const pair = (oldIndex: number, newIndex: number): void => {
    oldIndices.set(newIndex, oldIndex);
    taken.add(oldIndex);
  };
  const match = (fits: (old: Cell, now: Cell) => boolean): void => {
    for (const [newIndex, now] of after.entries()) {
      if (oldIndices.has(newIndex)) continue;
      const oldIndex = before.findIndex(
        (old, index) => !taken.has(index) && old.cell_type === now.cell_type && fits(old, now),
      );
      if (oldIndex >= 0) pair(oldIndex, newIndex);
    }
  };
  match((old, now) => old.id !== undefined && old.id === now.id && old.source === now.source);
  match((old, now) => old.source === now.source && old.source.trim() !== "");
  match((old, now) => old.id !== undefined && old.id === now.id && textSimilarity(old.source, now.source) > 0.2);
  const similar = after
    .flatMap((now, newIndex) =>
      oldIndices.has(newIndex)
        ? []
        : before.flatMap((old, oldIndex) => {
            if (taken.has(oldIndex) || old.cell_type !== now.cell_type) return [];
            const similarity = textSimilarity(old.source, now.source);
            return similarity >= minSimilarity ? [{ oldIndex, newIndex, similarity }] : [];
          }),
    )
    .sort((a, b) => b.similarity - a.similarity);
  for (const { oldIndex, newIndex } of similar) {
    if (!taken.has(oldIndex) && !oldIndices.has(newIndex)) pair(oldIndex, newIndex);
  }
  return inOrder(before.length, after.length, oldIndices);
}

function inOrder(
  beforeCount: number,
  afterCount: number,
  oldIndices: ReadonlyMap<number, number>,
): readonly CellPair[] {
  const paired = Array.from({ length: afterCount }, (_, index) => oldIndices.get(index)).filter(
    (index) => index !== undefined,
  );
  const unmoved = new Set(longestIncreasing(paired));
  const pairs: CellPair[] = Array.from({ length: afterCount }, (_, after) => {
    const before = oldIndices.get(after);
    return { before, after, moved: before !== undefined && !unmoved.has(before) };
  });
  const taken = new Set(paired);
  for (let old = 0; old < beforeCount; old++) {
    if (taken.has(old)) continue;
    const next = pairs.findIndex(({ before, moved }) => !moved && before !== undefined && before > old);
    pairs.splice(next < 0 ? pairs.length : next, 0, { before: old, after: undefined, moved: false });
  }
  return pairs;
}

/** The longest increasing subsequence. */
function longestIncreasing(numbers: readonly number[]): readonly number[] {
  let best: readonly number[] = [];
  const endingAt: (readonly number[])[] = [];
  for (const [index, number] of numbers.entries()) {
    let longest: readonly number[] = [];
    for (let earlier = 0; earlier < index; earlier++) {
      const sequence = endingAt[earlier] ?? [];
      if ((numbers[earlier] ?? 0) < number && sequence.length > longest.length) longest = sequence;
    }
    const sequence = [...longest, number];
    endingAt.push(sequence);
    if (sequence.length > best.length) best = sequence;
  }
  return best;
}
