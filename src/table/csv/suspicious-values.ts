const sentinels: ReadonlySet<number> = new Set([-1, -9, -99, -999, -9999, -99999, 999, 9999, 99999, 999999]);
const markers = /^(na|n\/a|nan|null|none|nil|missing|unknown|-|--|\?|\.|\.\.)$/i;
const damaged = /\ufffd|[ÃÂ][\u0080-\u00bf]|â€/u;
const year1900 = Date.UTC(1900, 0, 1);
const year2100 = Date.UTC(2100, 0, 1);

/**
 * What looks wrong in numbers, ascending and finite: values far from all others, and round ones that often mean
 * "missing".
 */
export function suspiciousNumbers(sorted: Float64Array): readonly string[] {
  const remarks: string[] = [];
  const [least = 0, greatest = 0] = [sorted[0], sorted.at(-1)];
  const lower = sorted[Math.floor((sorted.length - 1) * 0.25)] ?? 0;
  const upper = sorted[Math.ceil((sorted.length - 1) * 0.75)] ?? 0;
  const far = 10 * (upper - lower);
  if (sorted.length >= 20) {
    const below = far > 0 ? firstAtLeast(sorted, lower - far) : 0;
    const above = far > 0 ? sorted.length - firstAtLeast(sorted, upper + far) : 0;
    const isRare = (count: number): boolean => count > 0 && count < sorted.length / 1000 + 1;
    if (isRare(below)) remarks.push(`${cells(below)} far below all others, the min is ${least}`);
    if (isRare(above)) remarks.push(`${cells(above)} far above all others, the max is ${greatest}`);
    const next = sorted[firstAtLeast(sorted, greatest) - 1] ?? 0;
    if (!isRare(above) && next > 0 && greatest > 20 * next) {
      remarks.push(`the max ${greatest} is ${Math.round(greatest / next)} times the next, ${next}`);
    }
  }
  for (const edge of new Set([least, greatest])) {
    const isOutside = edge < 0 ? lower >= 0 && upper > 0 : edge > 10 * Math.abs(upper);
    if (sentinels.has(edge) && isOutside) remarks.push(`${edge} may stand for a missing value`);
  }
  return remarks;
}

/** What looks wrong in times, ascending. */
export function suspiciousTimes(sorted: Float64Array): readonly string[] {
  const early = firstAtLeast(sorted, year1900);
  const late = sorted.length - firstAtLeast(sorted, year2100);
  return [
    ...(early > 0 ? [`${cells(early)} before 1900`] : []),
    ...(late > 0 ? [`${cells(late)} in 2100 or later`] : []),
  ];
}

/** What looks wrong in the distinct strings of a column, given the number of cells of each. */
export function suspiciousStrings(values: readonly string[], counts: readonly number[]): readonly string[] {
  const total = (isWrong: (value: string) => boolean): number =>
    values.reduce((sum, value, index) => sum + (isWrong(value) ? (counts[index] ?? 0) : 0), 0);
  const remarks: string[] = [];
  const padded = total((value) => value !== value.trim());
  if (padded > 0) remarks.push(`${cells(padded)} with leading or trailing blanks`);
  const broken = values.find((value) => damaged.test(value));
  if (broken !== undefined)
    remarks.push(`characters look damaged by a wrong encoding, for example ${JSON.stringify(broken)}`);
  const marked = values.find((value) => markers.test(value.trim()));
  if (marked !== undefined) remarks.push(`${JSON.stringify(marked)} may stand for a missing value`);
  const spellings = new Map<string, string>();
  for (const value of values) {
    const plain = value.trim().toLowerCase();
    const other = spellings.get(plain);
    if (other !== undefined && other.trim() !== value.trim()) {
      remarks.push(`${JSON.stringify(other)} and ${JSON.stringify(value)} differ by case only`);
      break;
    }
    spellings.set(plain, value);
  }
  const written = values.filter((value) => !markers.test(value.trim()) && value.trim() !== "");
  const isNumber = (value: string): boolean => /^[+-]?\d+([.,]\d+)*%?$/.test(value.trim());
  const hasZeros = written.some((value) => /^0\d/.test(value));
  if (written.length > 1 && !hasZeros && written.every(isNumber))
    remarks.push("every cell is a number stored as a string");
  return remarks;
}

function cells(count: number): string {
  return count === 1 ? "1 cell" : `${count} cells`;
}

/** Index of the first value that is not below the limit. */
function firstAtLeast(sorted: Float64Array, limit: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
