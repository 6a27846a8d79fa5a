/** Trees of the final fit: more rows carry more trees, so the folds' mean grows by as much as the fit has more rows than a fold had. */
export function finalRounds(foldRounds: readonly number[], growth: number): number {
  return Math.round((growth * foldRounds.reduce((total, rounds) => total + rounds, 0)) / foldRounds.length);
}
