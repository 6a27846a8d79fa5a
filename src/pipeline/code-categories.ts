import { countLabels } from "../features/encoders/labels.js";
import { ordinal } from "../features/encoders/ordinal.js";
import type { FittedStep } from "../features/step.js";
import type { Model } from "../models/model.js";
import type { Columns } from "../table/columns.js";
import { getColumn } from "../table/get-column.js";

/** Labels that a column of categories may have; with missing values a bin is needed for those too. */
const labelLimit = 254;

/** Columns whose strings are coded for a model that takes categories. */
export interface CodedCategories {
  readonly columns: Columns;
  /** The columns that hold codes now. */
  readonly categories: readonly string[];
  /** The step that codes them, if any. */
  readonly steps: readonly FittedStep[];
  readonly warnings: readonly string[];
}

/**
 * Codes the columns of strings 0, 1, 2 and so on, for a model that takes categories. A label that training did not see
 * is missing, and so are the rarest labels of a column with more than 254.
 */
export function codeCategories(columns: Columns, { takesCategories = false }: Model): CodedCategories {
  const names = [...columns.byName].flatMap(([name, { kind }]) =>
    kind === "category" || kind === "string" ? [name] : [],
  );
  if (!takesCategories || names.length === 0) return { columns, categories: [], steps: [], warnings: [] };
  const order: Record<string, readonly string[]> = {};
  const warnings: string[] = [];
  for (const name of names) {
    const counts = [...countLabels(getColumn(columns, name, "pipeline"))].flatMap(([label, count]) =>
      label === null ? [] : [{ label, count }],
    );
    if (counts.length <= labelLimit) continue;
    const frequent = new Set(counts.toSorted((a, b) => b.count - a.count).slice(0, labelLimit));
    order[name] = counts.filter((entry) => frequent.has(entry)).map(({ label }) => label);
    warnings.push(
      `column "${name}" has ${counts.length} labels: the ${labelLimit} most frequent are categories, the others count as missing; use targetEncode or frequencyEncode for all`,
    );
  }
  const fitted = ordinal({ columns: names, unseen: "missing", order }).fit(columns);
  return { columns: fitted.transform(columns), categories: names, steps: [fitted], warnings };
}
