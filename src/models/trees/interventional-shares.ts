import type { LeafShares } from "./path-dependent-shares.js";
import type { LeafPath } from "./tree-paths.js";

/**
 * Shares where an unknown feature is that of a background row, on average over these rows. `masks` tells for each of them with which
 * features of the path it agrees; rows that agree with the same are counted together.
 *
 * The leaf is reached with some features from the row and the others from the background only if each feature agrees on one side at
 * least; those that agree on the row's side alone (a of them) must be known and those on the other side (b of them) not.
 */
export function interventionalShares({ features, value }: LeafPath, masks: Int32Array): LeafShares {
  const count = features.length;
  const full = count === 0 ? 0 : -1 >>> (32 - count);
  const counts = new Map<number, number>();
  for (const mask of masks) counts.set(mask >>> 0, (counts.get(mask >>> 0) ?? 0) + 1);
  const patterns = [...counts];
  return {
    reached: (counts.get(full) ?? 0) / masks.length,
    fill(target, first, mask) {
      target.fill(0, first, first + count);
      for (const [known, rows] of patterns) {
        if ((mask | known) >>> 0 !== full) continue;
        const own = mask & ~known;
        const other = known & ~mask;
        const a = bitCount(own);
        const b = bitCount(other);
        const part = (value * rows) / masks.length;
        for (let slot = 0; slot < count; slot++) {
          const entry = first + slot;
          if ((own >>> slot) & 1) target[entry] = target[entry] + part * orderShare(a - 1, b);
          else if ((other >>> slot) & 1) target[entry] = target[entry] - part * orderShare(b - 1, a);
        }
      }
    },
  };
}

/** `first`! `second`! / (`first` + `second` + 1)! */
function orderShare(first: number, second: number): number {
  let share = 1 / (first + second + 1);
  for (let k = 1; k <= Math.min(first, second); k++) share *= k / (Math.max(first, second) + k);
  return share;
}

function bitCount(mask: number): number {
  let count = 0;
  for (let rest = mask; rest !== 0; rest &= rest - 1) count += 1;
  return count;
}
