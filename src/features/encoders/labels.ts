import { ArgumentError } from "../../core/errors.js";
import { mapIntegers } from "../../core/map-numbers.js";
import type { Column, Columns } from "../../table/columns.js";
import { getColumn } from "../../table/get-column.js";
import type { StepChunks } from "../step.js";
import { summarizeChunks } from "../summarize-chunks.js";

/**
 * The label of a row in a category, text or number column; null if missing. A number's label is its shortest string.
 */
export type Label = string | null;

/**
 * The column `name` when it can be read as labels.
 *
 * @throws ArgumentError for a time column
 */
export function labelColumn(columns: Columns, name: string, caller: string): Column {
  const column = getColumn(columns, name, caller);
  if (column.kind === "time") {
    throw new ArgumentError(`${caller}: column "${name}" is a time column; apply calendarParts first`);
  }
  return column;
}

/** The number of rows per label, in order: numbers by value, strings by code point, missing last. */
export function countLabels(column: Column): Map<Label, number> {
  const counter = labelCounter();
  counter.addColumn(column);
  return counter.counts();
}

/** Counts the rows per label of a column that comes in chunks. */
export interface LabelCounter {
  addColumn(column: Column): void;
  /** As `countLabels`. */
  counts(): Map<Label, number>;
}

/** A counter without rows. */
export function labelCounter(): LabelCounter {
  const counts = new Map<Label, number>();
  let isNumeric = true;
  return {
    addColumn(column) {
      addLabels(counts, column);
      isNumeric &&= column.kind === "number" || column.kind === "time";
    },
    counts: () => new Map(sortLabels([...counts.keys()], isNumeric).map((label) => [label, counts.get(label) ?? 0])),
  };
}

/** The counts of the labels of each column over all chunks. */
export async function countChunkLabels(
  caller: string,
  chunks: StepChunks,
  names: readonly string[],
): Promise<ReadonlyMap<string, Map<Label, number>>> {
  const counted = await summarizeChunks(
    caller,
    chunks,
    () => names,
    () => {
      const counter = labelCounter();
      const add = (columns: Columns, name: string): void => counter.addColumn(labelColumn(columns, name, caller));
      return { ...counter, add };
    },
  );
  return new Map(counted.map(([name, counter]) => [name, counter.counts()]));
}

function addLabels(counts: Map<Label, number>, column: Column): void {
  const add = (label: Label, count: number): void => {
    counts.set(label, (counts.get(label) ?? 0) + count);
  };
  if (column.kind === "category") {
    // One more than there are categories: the last is that of missing values.
    const { codes, categories } = column;
    const byCode = new Int32Array(categories.length + 1);
    const inOrder: number[] = [];
    for (let row = 0; row < codes.length; row++) {
      const code = categories[codes[row]] === undefined ? categories.length : codes[row];
      byCode[code] += 1;
      if (byCode[code] === 1) inOrder.push(code);
    }
    for (const code of inOrder) add(categories[code] ?? null, byCode[code]);
  } else if (column.kind === "string") {
    for (const value of column.values) add(value, 1);
  } else {
    const byNumber = new Map<number, number>();
    for (const value of column.values) byNumber.set(value, (byNumber.get(value) ?? 0) + 1);
    for (const [value, count] of byNumber) add(numberLabel(value), count);
  }
}

/** For each row the index of its label in `known`, or -1 when it is not among them. */
export function labelCodes(column: Column, known: readonly Label[]): Int32Array {
  const indexes = new Map<Label, number>(known.map((label, index) => [label, index]));
  const getIndex = (label: Label): number => indexes.get(label) ?? -1;
  if (column.kind === "category") {
    const byCode = column.categories.map(getIndex);
    return mapIntegers(column.codes, (code) => byCode[code] ?? getIndex(null));
  }
  if (column.kind === "string") return mapIntegers(column.values, getIndex);
  const byNumber = new Map<number, number>();
  return mapIntegers(column.values, (value) => {
    let index = byNumber.get(value);
    if (index === undefined) {
      index = getIndex(numberLabel(value));
      byNumber.set(value, index);
    }
    return index;
  });
}

/** The label of one row. */
export function labelAt(column: Column, row: number): Label {
  if (column.kind === "category") return column.categories[column.codes[row] ?? -1] ?? null;
  if (column.kind === "string") return column.values[row] ?? null;
  return numberLabel(column.values[row] ?? Number.NaN);
}

/** The error for a label that is not in the training rows, with its row and the known labels. */
export function unseenLabelError(
  caller: string,
  name: string,
  column: Column,
  row: number,
  known: readonly Label[],
  fix: string,
): ArgumentError {
  const label = labelAt(column, row);
  const shown = known.slice(0, 12).map((item) => item ?? "(missing)");
  const more = known.length > shown.length ? ` and ${known.length - shown.length} more` : "";
  const value = label === null ? "a missing value" : JSON.stringify(label);
  return new ArgumentError(
    `${caller}: column "${name}" has ${value} at row index ${row}, which is not in the training rows; known are ${shown.join(", ")}${more}; ${fix}`,
  );
}

function numberLabel(value: number): Label {
  return Number.isNaN(value) ? null : String(value);
}

/** The labels in order: numbers by value, strings by code point, missing last. */
export function sortLabels(labels: readonly Label[], isNumeric: boolean): Label[] {
  return [...labels].sort((a, b) => compareLabels(a, b, isNumeric));
}

function compareLabels(a: Label, b: Label, numeric: boolean): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  if (numeric) return Number(a) - Number(b);
  return a < b ? -1 : a > b ? 1 : 0;
}
