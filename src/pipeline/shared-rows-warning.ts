/**
 * A sentence when rows that settings were searched on are also the rows of the reported score, or undefined when none
 * is.
 *
 * @example sharedRowsWarning(Int32Array.of(1, 2), Int32Array.of(2, 3)) === undefined // false
 */
export function sharedRowsWarning(searched: Int32Array, reported: Int32Array): string | undefined {
  const known = new Set(searched);
  let shared = 0;
  for (const row of reported) shared += known.has(row) ? 1 : 0;
  if (shared === 0) return undefined;
  return `${shared} of ${reported.length} rows of the reported score were used to choose the settings, so the score flatters; keep rows that no search has seen`;
}
