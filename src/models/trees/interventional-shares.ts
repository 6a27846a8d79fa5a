import type { LeafShares } from "./path-dependent-shares.js";
import type { LeafPath } from "./tree-paths.js";

/**
 * Shares where an unknown feature has the value of a background row, averaged over these rows. `masks` has for each of
 * them the features of the path it agrees with, and bits beyond; rows that agree with the same features are counted
 * together.
 *
 * The leaf is reached with some features from the row and the others from the background only if each feature agrees in
 * at least one of them; those that agree only in the row (a of them) must be backgroundMask and those that agree only
 * in the background (b of them) unknown.
 */
export function interventionalShares({ features, value }: LeafPath, masks: Int32Array): LeafShares {
  const count = features.length;
  const full = count === 0 ? 0 : -1 >>> (32 - count);
  const counts = new Map<number, number>();
  for (const mask of masks) {
    const own = (mask & full) >>> 0;
    counts.set(own, (counts.get(own) ?? 0) + 1);
  }
  const patterns = [...counts];
  return {
    reached: (counts.get(full) ?? 0) / masks.length,
    fill(target, first, mask) {
      target.fill(0, first, first + count);
      for (const [backgroundMask, rows] of patterns) {
        if ((mask | backgroundMask) >>> 0 !== full) continue;
        const rowOnly = mask & ~backgroundMask;
        const backgroundOnly = backgroundMask & ~mask;
        const a = bitCount(rowOnly);
        const b = bitCount(backgroundOnly);
        const part = (value * rows) / masks.length;
        for (let slot = 0; slot < count; slot++) {
          const entry = first + slot;
          if ((rowOnly >>> slot) & 1) target[entry] = target[entry] + part * orderShare(a - 1, b);
          else if ((backgroundOnly >>> slot) & 1) target[entry] = target[entry] - part * orderShare(b - 1, a);
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
