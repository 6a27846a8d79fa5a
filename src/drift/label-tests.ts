import { chiSquareHomogeneity } from "../stats/chi-square-homogeneity.js";
import { beyond, type ChangeTest, unknownWeight } from "./change-test.js";
import { percent } from "./format-percent.js";
import { type SamplePair, type ValueCounts, valueCounts } from "./sample-pair.js";

/** Labels with fewer expected rows on a side are counted together, so that the chi-square distribution holds. */
const leastExpected = 5;
const negligible = 1e-30;

/**
 * The tests of a column of labels: the share of rows that moved, by the chi-square test of homogeneity with rare labels
 * counted together; new labels; lost labels.
 */
export function labelTests(pair: SamplePair): readonly ChangeTest[] {
  const counts = valueCounts(pair);
  const rows = { before: total(counts.reference), after: total(counts.current) };
  return [
    sharesTest(counts, rows),
    unseenTest("new labels", counts.labels, counts.current, counts.reference, rows.after, rows.before),
    unseenTest("lost labels", counts.labels, counts.reference, counts.current, rows.before, rows.after),
  ].filter((test) => test !== undefined);
}

interface Rows {
  readonly before: number;
  readonly after: number;
}

function sharesTest({ reference, current }: ValueCounts, { before, after }: Rows): ChangeTest | undefined {
  const bins: [number, number][] = [];
  const rare: [number, number] = [0, 0];
  const least = (both: number): number => (both * Math.min(before, after)) / (before + after);
  reference.forEach((count, label) => {
    const now = current[label] ?? 0;
    if (least(count + now) >= leastExpected) bins.push([count, now]);
    else {
      rare[0] += count;
      rare[1] += now;
    }
  });
  if (least(rare[0] + rare[1]) >= leastExpected || bins.length === 0) bins.push(rare);
  else if (rare[0] + rare[1] > 0) {
    const smallest = bins.reduce((least, bin) => (bin[0] + bin[1] < least[0] + least[1] ? bin : least));
    smallest[0] += rare[0];
    smallest[1] += rare[1];
  }
  if (bins.length < 2) return undefined;
  const { pValue } = chiSquareHomogeneity(
    bins.map(([count]) => count),
    bins.map(([, count]) => count),
  );
  let [measured, byChance] = [0, 0];
  for (const [count, now] of bins) {
    measured += Math.abs(count / before - now / after) / 2;
    const share = (count + now) / (before + after);
    byChance += Math.sqrt((share * (1 - share) * (1 / before + 1 / after)) / (2 * Math.PI));
  }
  return {
    about: "values",
    measured,
    byChance,
    size: beyond(measured, byChance),
    pValue,
    reason: `${percent(measured)} of the rows moved to other labels, by chance ${percent(byChance)}`,
  };
}

/**
 * Whether labels of one side that the other lacks are more than chance. When rows are exchangeable, a label of k rows
 * is on one side only with probability C(rows, k) / C(all, k). The p-value is the smaller of two bounds, doubled: that
 * any label with as many rows as the largest one found is on this side only (sum of the probabilities), and that as
 * many labels are (Chernoff's bound, which holds since the events are negatively associated).
 */
function unseenTest(
  about: "new labels" | "lost labels",
  labels: readonly string[],
  own: Float64Array,
  other: Float64Array,
  ownRows: number,
  otherRows: number,
): ChangeTest | undefined {
  const found = labels
    .map((label, index) => ({ label, count: own[index] as number }))
    .filter((_, at) => other[at] === 0);
  if (found.length === 0) return undefined;
  found.sort((a, b) => b.count - a.count);
  const largest = found[0]?.count ?? 0;
  let [expectedLabels, expectedRows, anyAsLarge] = [0, 0, 0];
  own.forEach((count, index) => {
    const both = count + (other[index] as number);
    const probability = onOneSide(both, ownRows, ownRows + otherRows);
    expectedLabels += probability;
    expectedRows += probability * both;
    if (both >= largest) anyAsLarge += probability;
  });
  const measured = found.reduce((sum, { count }) => sum + count, 0) / ownRows;
  const byChance = Math.min(1, expectedRows / ownRows);
  const weight = about === "new labels" ? unknownWeight : 1;
  return {
    about,
    measured,
    byChance,
    size: Math.min(1, weight * Math.max(0, measured - byChance)),
    pValue: Math.min(1, 2 * Math.min(anyAsLarge, chernoff(found.length, expectedLabels))),
    reason: `${about}: ${listed(found.map(({ label }) => label))}, ${percent(measured)} of the ${about === "new labels" ? "current" : "reference"} rows`,
  };
}

function onOneSide(count: number, rows: number, all: number): number {
  let probability = 1;
  for (let row = 0; row < count && probability > negligible; row++)
    probability *= Math.max(0, rows - row) / (all - row);
  return probability;
}

/** Bound of the probability of at least `found` events where `expected` are expected. */
function chernoff(found: number, expected: number): number {
  if (found <= expected) return 1;
  return Math.exp(found - expected - found * Math.log(found / expected));
}

function listed(labels: readonly string[]): string {
  const shown = labels.slice(0, 5).join(", ");
  return labels.length > 5 ? `${shown} and ${labels.length - 5} more` : shown;
}

function total(counts: Float64Array): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
