import { didYouMean } from "../core/did-you-mean.js";
import type { Column, Columns } from "../table/columns.js";
import type { InputColumn } from "./input-column.js";
import { shown } from "./read-rows.js";
import type { RowProblem } from "./row-problem.js";

/** Compares the values of columns with the input contract of a pipeline: limits, training range and known labels. */
export function checkValues(inputs: readonly InputColumn[], columns: Columns): readonly RowProblem[] {
  return inputs.flatMap((input) => {
    const column = columns.byName.get(input.name);
    if (column === undefined) return [];
    if (column.kind === "number") return checkNumbers(input, column.values);
    return column.kind === "time" ? [] : checkLabels(input, column);
  });
}

function checkNumbers(input: InputColumn, values: Float64Array): readonly RowProblem[] {
  const { name, unit, min, max, training } = input;
  const problems: RowProblem[] = [];
  const width = training === undefined ? 0 : training.max - training.min;
  const suffix = unit === undefined ? "" : ` ${unit}`;
  values.forEach((value, row) => {
    if (Number.isNaN(value)) return;
    const add = (problem: "range" | "extreme", expected: string): void => {
      const message = `${name} is ${value}${suffix}, ${expected}`;
      problems.push({ row, column: name, problem, invalid: problem === "range", value, message });
    };
    if (value < (min ?? value) || value > (max ?? value)) {
      add("range", `the schema allows ${min ?? "any"} to ${max ?? "any"}`);
    } else if (training !== undefined) {
      const isBelow = value < training.min;
      if (isBelow || value > training.max) {
        const isFar =
          width > 0 &&
          (isBelow
            ? min === undefined && value < training.min - width
            : max === undefined && value > training.max + width);
        add(isFar ? "range" : "extreme", `training rows have ${training.min} to ${training.max}`);
      } else if (value < training.low || value > training.high) {
        add("extreme", `99.8 % of the training rows have ${training.low} to ${training.high}`);
      }
    }
  });
  return problems;
}

function checkLabels(
  { name, labels, otherLabels = [] }: InputColumn,
  column: Exclude<Column, { readonly values: Float64Array }>,
): readonly RowProblem[] {
  if (labels === undefined) return [];
  const known = new Set(labels);
  const problems: RowProblem[] = [];
  const rowCount = column.kind === "category" ? column.codes.length : column.values.length;
  for (let row = 0; row < rowCount; row++) {
    const value = column.kind === "category" ? column.categories[column.codes[row] ?? -1] : column.values[row];
    if (value === null || value === undefined || known.has(value)) continue;
    const invalid = !otherLabels.includes(value);
    const message = invalid
      ? `${name}: unknown label ${shown(value)}${suggestion(value, [...labels, ...otherLabels])}`
      : `${name} is ${shown(value)}, which no training row has`;
    problems.push({ row, column: name, problem: invalid ? "label" : "extreme", invalid, value, message });
  }
  return problems;
}

function suggestion(value: string, labels: readonly string[]): string {
  const plain = (label: string): string =>
    label
      .toLowerCase()
      .replace(/^0+(?=\d)/, "")
      .trim();
  const same = labels.find((label) => plain(label) === plain(value));
  if (same !== undefined) return `; did you mean "${same}"?`;
  const near = didYouMean(value, labels);
  if (near !== "") return near;
  return labels.length > 12 ? `; ${labels.length} labels are known` : `; known are ${labels.join(", ")}`;
}
