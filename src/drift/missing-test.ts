import { chiSquareHomogeneity } from "../stats/chi-square-homogeneity.js";
import { fisherExact } from "../stats/fisher-exact.js";
import type { Proportion } from "../stats/proportion-z.js";
import { beyond, type ChangeTest, unknownWeight } from "./change-test.js";
import { percent } from "./format-percent.js";
import { presentCount, type Sample } from "./sample.js";

/** From this expected number of rows on, the chi-square approximation replaces the exact test. */
const manyRows = 20;

/** Whether the share of missing values changed; undefined when no side has any. */
export function missingTest(reference: Sample, current: Sample): ChangeTest | undefined {
  const [before, after] = [missingRows(reference), missingRows(current)];
  const missing = before.hits + after.hits;
  if (missing === 0 || before.count === 0 || after.count === 0) return undefined;
  const pooled = missing / (before.count + after.count);
  const least = Math.min(before.count, after.count) * Math.min(pooled, 1 - pooled);
  const shares = [before.hits / before.count, after.hits / after.count] as const;
  const measured = Math.abs(shares[1] - shares[0]);
  const byChance = Math.sqrt((2 / Math.PI) * pooled * (1 - pooled) * (1 / before.count + 1 / after.count));
  return {
    about: "missing",
    measured,
    byChance,
    size: Math.min(1, unknownWeight * beyond(measured, byChance)),
    pValue:
      least < manyRows
        ? fisherExact(before, after)
        : chiSquareHomogeneity([before.hits, before.count - before.hits], [after.hits, after.count - after.hits])
            .pValue,
    reason: `missing values went from ${percent(shares[0])} to ${percent(shares[1])}`,
  };
}

function missingRows(sample: Sample): Proportion {
  return { hits: sample.rowCount - presentCount(sample), count: sample.rowCount };
}
