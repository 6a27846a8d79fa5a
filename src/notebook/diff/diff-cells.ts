import type { Cell } from "../format/notebook.js";
import { textSimilarity } from "./text-similarity.js";

/** Which cell became which, by places among the cells; a side is undefined for a cell that came or went. */
export interface CellPair {
  readonly before: number | undefined;
  readonly after: number | undefined;
  /** Whether it stands elsewhere among the cells that are in both. */
  readonly moved: boolean;
}

/** Cells without a common id are the same when they share this much of their text. */
const likeEnough = 0.5;

/**
 * Which cells of two notebooks belong together: first those with equal id and some likeness, then those with equal text, then those most
 * alike. In the order of the second notebook; a removed cell stands where it was.
 */
export function pairCells(before: readonly Cell[], after: readonly Cell[]): readonly CellPair[] {
  const partner = new Map<number, number>();
  const taken = new Set<number>();
  const pair = (old: number, fresh: number): void => {
    partner.set(fresh, old);
    taken.add(old);
  };
  const match = (fits: (old: Cell, fresh: Cell) => boolean): void => {
    for (const [index, fresh] of after.entries()) {
      if (partner.has(index)) continue;
      const old = before.findIndex(
        (cell, oldIndex) => !taken.has(oldIndex) && cell.cell_type === fresh.cell_type && fits(cell, fresh),
      );
      if (old >= 0) pair(old, index);
    }
  };
  match((old, fresh) => old.id !== undefined && old.id === fresh.id && old.source === fresh.source);
  match((old, fresh) => old.source === fresh.source && old.source.trim() !== "");
  match((old, fresh) => old.id !== undefined && old.id === fresh.id && textSimilarity(old.source, fresh.source) > 0.2);
  const alike = after
    .flatMap((fresh, index) =>
      partner.has(index)
        ? []
        : before.flatMap((old, oldIndex) => {
            if (taken.has(oldIndex) || old.cell_type !== fresh.cell_type) return [];
            const likeness = textSimilarity(old.source, fresh.source);
            return likeness >= likeEnough ? [{ old: oldIndex, fresh: index, likeness }] : [];
          }),
    )
    .sort((a, b) => b.likeness - a.likeness);
  for (const { old, fresh } of alike) if (!taken.has(old) && !partner.has(fresh)) pair(old, fresh);
  return inOrder(before.length, after.length, partner, taken);
}

function inOrder(
  beforeCount: number,
  afterCount: number,
  partner: ReadonlyMap<number, number>,
  taken: ReadonlySet<number>,
): readonly CellPair[] {
  const olds = Array.from({ length: afterCount }, (_, index) => partner.get(index)).filter((old) => old !== undefined);
  const still = new Set(longestRise(olds));
  const pairs: CellPair[] = Array.from({ length: afterCount }, (_, after) => {
    const old = partner.get(after);
    return { before: old, after, moved: old !== undefined && !still.has(old) };
  });
  for (let old = 0; old < beforeCount; old++) {
    if (taken.has(old)) continue;
    const behind = pairs.findIndex(({ before, moved }) => !moved && before !== undefined && before > old);
    pairs.splice(behind < 0 ? pairs.length : behind, 0, { before: old, after: undefined, moved: false });
  }
  return pairs;
}

/** The longest part of a row of numbers that rises. */
function longestRise(numbers: readonly number[]): readonly number[] {
  let best: readonly number[] = [];
  const endingAt: (readonly number[])[] = [];
  for (const [index, number] of numbers.entries()) {
    let longest: readonly number[] = [];
    for (let earlier = 0; earlier < index; earlier++) {
      const rise = endingAt[earlier] ?? [];
      if ((numbers[earlier] ?? 0) < number && rise.length > longest.length) longest = rise;
    }
    const rise = [...longest, number];
    endingAt.push(rise);
    if (rise.length > best.length) best = rise;
  }
  return best;
}
