import type { ChangeTest } from "./change-test.js";
import { labelTests } from "./label-tests.js";
import { missingTest } from "./missing-test.js";
import { numberTests } from "./number-tests.js";
import { presentCount, type Sample } from "./sample.js";
import { distinctValues, type SamplePair, samplePair } from "./sample-pair.js";

/** Numbers with at most this number of distinct values are compared as labels. */
const fewValues = 10;

/** Whether the values of a pair are compared one by one: labels, and numbers with few distinct values. */
export function comparedAsLabels(pair: SamplePair): boolean {
  return pair.kind === "category" || distinctValues(pair, fewValues + 1) <= fewValues;
}

/** The name under which reports show the verdict by effect and chance. */
export function chanceMethod(asLabels: boolean): "moved-share" | "largest-gap" {
  return asLabels ? "moved-share" : "largest-gap";
}

/**
 * The tests of a column: of its values where both sides have at least `minimumRows`, and of its missing values where
 * both have as many rows. `judged` is whether the values could be compared.
 */
export function changeTests(
  reference: Sample,
  current: Sample,
  minimumRows: number,
  asLabels: boolean,
): { readonly tests: readonly ChangeTest[]; readonly judged: boolean } {
  const judged = Math.min(presentCount(reference), presentCount(current)) >= minimumRows;
  const missing =
    Math.min(reference.rowCount, current.rowCount) >= minimumRows ? missingTest(reference, current) : undefined;
  const pair = judged ? samplePair(reference, current, "columnDrift") : undefined;
  const values =
    pair === undefined ? [] : pair.kind === "number" && !asLabels ? numberTests(pair, minimumRows) : labelTests(pair);
  return { tests: missing === undefined ? values : [...values, missing], judged };
}
