import type { DatasetDrift } from "./dataset-drift.js";
import { driftStrength } from "./drift-strength.js";

/** A column with how much it moved and how much the model uses it. */
export interface ImportantDrift {
  readonly column: string;
  /** Share of the model's importance, 0..1. */
  readonly importance: number;
  /** Score of the column in multiples of its threshold. */
  readonly strength: number;
  readonly drifted: boolean;
  /** importance * strength: what to look at first. */
  readonly weighted: number;
}

/**
 * The compared columns that a model uses, weighted by how much it uses them: a column that moved far and counts for
 * nothing comes last. `importance` holds shares, or any non-negative numbers, by column.
 *
 * @example driftByImportance(datasetDrift(train, test), { temperature: 0.7, clouds: 0.3 })[0]?.column
 */
export function driftByImportance(
  { columns }: DatasetDrift,
  importance: Readonly<Record<string, number>>,
): readonly ImportantDrift[] {
  const total = Object.values(importance).reduce((sum, own) => sum + Math.max(0, own), 0) || 1;
  return columns
    .flatMap((own): ImportantDrift[] => {
      if (!Object.hasOwn(importance, own.column)) return [];
      const share = Math.max(0, importance[own.column] ?? 0) / total;
      const strength = driftStrength(own);
      return [{ column: own.column, importance: share, strength, drifted: own.drifted, weighted: share * strength }];
    })
    .sort((a, b) => b.weighted - a.weighted);
}
