import { firstAbove, firstAtLeast } from "../stats/count-in-bins.js";
import { type DriftEffect, type DriftMethod, isDrift } from "./drift-method.js";
import { percent } from "./format-percent.js";
import { presentCount } from "./sample.js";
import { distinctInSample, distinctValues, type SamplePair } from "./sample-pair.js";
import { robustDistance } from "./wasserstein-method.js";

const fewRows = 30;

/** The score of a method, and the threshold that decided. */
export interface MethodScore {
  readonly method: DriftMethod;
  readonly score: number;
  readonly threshold: number;
  readonly effect: DriftEffect | undefined;
}

/**
 * What a reader should know before believing a score, one sentence each; without a method, before believing a verdict
 * by effect and chance.
 */
export function notesOn(pair: SamplePair, scored?: MethodScore): readonly string[] {
  return [
    constantNote(pair),
    scored === undefined ? extremesNote(pair) : missingNote(pair),
    newLabelsNote(pair),
    scored === undefined ? "" : robustNote(scored),
    fewRowsNote(pair),
  ].filter((note) => note !== "");
}

function constantNote(pair: SamplePair): string {
  if (distinctValues(pair, 2) === 1) return "constant: one and the same value in both samples";
  if (distinctInSample(pair.reference, 2) === 1) return "constant in the reference";
  return distinctInSample(pair.current, 2) === 1 ? "constant in the current sample" : "";
}

function missingNote({ reference, current }: SamplePair): string {
  const [before, after] = [reference, current].map((sample) => 1 - presentCount(sample) / sample.rowCount) as [
    number,
    number,
  ];
  return Math.abs(after - before) > 0.05
    ? `missing values went from ${percent(before)} to ${percent(after)}; they are not part of the score`
    : "";
}

function newLabelsNote(pair: SamplePair): string {
  if (pair.kind === "number") return "";
  const added = [...pair.current.counts.keys()].filter((label) => !pair.reference.counts.has(label));
  const lost = [...pair.reference.counts.keys()].filter((label) => !pair.current.counts.has(label));
  return [added.length > 0 ? `new: ${listed(added)}` : "", lost.length > 0 ? `missing: ${listed(lost)}` : ""]
    .filter((part) => part !== "")
    .join("; ");
}

/** Values further from the reference's range than its width are often errors of units or of recording. */
function extremesNote(pair: SamplePair): string {
  if (pair.kind !== "number") return "";
  const [before, after] = [pair.reference.sorted, pair.current.sorted];
  const [low, high] = [before[0] as number, before.at(-1) as number];
  const width = high - low;
  if (width === 0) return "";
  const below = firstAtLeast(after, low - width);
  const above = after.length - firstAbove(after, high + width);
  if (below + above === 0) return "";
  const most = above > 0 ? (after.at(-1) as number) : (after[0] as number);
  return `${below + above} of the current values far outside the reference's range ${low} to ${high}, such as ${most}`;
}

function robustNote({ method, score, threshold, effect }: MethodScore): string {
  if (effect?.name !== robustDistance) return "";
  const verdict = isDrift(method, score, threshold);
  if (isDrift(method, effect.value, threshold) === verdict) return "";
  return verdict
    ? `a few extreme values make the difference: the trimmed distance is ${effect.value.toPrecision(2)}`
    : `extreme values in the reference, or its very small spread, hide a shift: the trimmed distance is ${effect.value.toPrecision(2)}`;
}

function fewRowsNote({ reference, current }: SamplePair): string {
  const smaller = Math.min(presentCount(reference), presentCount(current));
  return smaller < fewRows ? `only ${smaller} values on one side` : "";
}

function listed(labels: readonly string[]): string {
  const shown = labels.slice(0, 5).join(", ");
  return labels.length > 5 ? `${shown} and ${labels.length - 5} more` : shown;
}
