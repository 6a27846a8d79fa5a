import { ArgumentError } from "../core/errors.js";
import { rowNumbers } from "../core/map-numbers.js";
import type { Column, Columns } from "../table/columns.js";
import type { Matrix } from "../table/matrix.js";
import { gatherRows } from "../table/take-rows.js";
import { checkValues } from "./check-inputs.js";
import { hasClasses } from "./describe-target.js";
import type { FittedPipeline } from "./fitted-pipeline.js";
import type { InputColumn } from "./input-column.js";
import { type Row, readRows } from "./read-rows.js";
import type { RowProblem } from "./row-problem.js";

/** What happens to rows that do not keep the input contract. */
export interface PredictRowsOptions {
  /**
   * `refuse` throws at the first invalid row; `flag` predicts what can be predicted and lists the problems of each row.
   * @default "refuse"
   */
  readonly onInvalid?: "refuse" | "flag" | undefined;
}

/** The prediction of one row. */
export interface PredictedRow {
  /** A number, or the label or class; null where a value could not be read or is missing, and the row was flagged. */
  readonly prediction: number | string | null;
  /** For a classifier: the probability of each class. */
  readonly probabilities?: Readonly<Record<string, number>> | undefined;
  /** Whether the row fulfils the contract; unusual values do not make it invalid. */
  readonly valid: boolean;
  /** Everything wrong or unusual about the row's values. */
  readonly problems: readonly RowProblem[];
}

/**
 * The predictions of rows given as plain objects, checked against the pipeline's input contract: types, limits, labels,
 * missing values. Numbers and dates may come as strings, and columns by their names in the source. Unusual values are
 * flagged, never refused.
 *
 * @throws ArgumentError naming row, column and what is expected, unless invalid rows are flagged.
 * @example predictRows(model, [{ temp: "288.28", weather: "Rain" }])[0]?.prediction
 */
export function predictRows(
  model: FittedPipeline,
  rows: readonly Row[],
  { onInvalid = "refuse" }: PredictRowsOptions = {},
): readonly PredictedRow[] {
  const { columns: read, problems } = checkRows(model, rows);
  const invalid = problems.filter((problem) => problem.invalid);
  const [first] = invalid;
  if (first !== undefined && onInvalid === "refuse") {
    const more = invalid.length > 1 ? ` (and ${invalid.length - 1} more problems)` : "";
    throw new ArgumentError(`predictRows: row ${first.row}: ${first.message}${more}`);
  }
  const byRow = groupProblems(problems);
  const { matrix, positions } = readable(model, read, byRow);
  const outputs = predictReadable(model, matrix);
  return rows.map((_, row): PredictedRow => {
    const own = byRow.get(row) ?? [];
    const position = positions.get(row);
    const output = position === undefined ? { prediction: null } : outputs(position);
    return { ...output, valid: !own.some((problem) => problem.invalid), problems: own };
  });
}

/** Rows that can be predicted, as the model's features, and the position of each among them. */
export interface ReadableRows {
  readonly matrix: Matrix;
  readonly positions: ReadonlyMap<number, number>;
}

/** The rows of which every value could be read and has a feature. */
export function readableRows(model: FittedPipeline, rows: readonly Row[]): ReadableRows {
  const { columns, problems } = checkRows(model, rows);
  return readable(model, columns, groupProblems(problems));
}

type ProblemsByRow = ReadonlyMap<number, readonly RowProblem[]>;

/** A step may have no feature for a label that training rows lacked: rows with such a label are then left out. */
function readable(model: FittedPipeline, columns: Columns, problems: ProblemsByRow): ReadableRows {
  const select = (excluded: readonly string[]) => {
    const rows = rowNumbers(columns.rowCount).filter(
      (row) => !problems.get(row)?.some(({ problem }) => excluded.includes(problem)),
    );
    const positions = new Map(Array.from(rows, (row, position) => [row, position]));
    return { columns: rows.length === columns.rowCount ? columns : gatherRows(columns, rows), positions };
  };
  const all = select(["type", "missing"]);
  try {
    return { matrix: model.features(all.columns), positions: all.positions };
  } catch (thrown) {
    const known = select(["type", "missing", "label"]);
    if (known.positions.size === all.positions.size) throw thrown;
    return { matrix: model.features(known.columns), positions: known.positions };
  }
}

function groupProblems(problems: readonly RowProblem[]): ReadonlyMap<number, readonly RowProblem[]> {
  const byRow = new Map<number, RowProblem[]>();
  for (const problem of problems) byRow.set(problem.row, [...(byRow.get(problem.row) ?? []), problem]);
  return byRow;
}

/**
 * Rows as columns with all their problems, in the order of the rows.
 *
 * @example
 * const { problems } = checkRows(fitted, [{ temperature: 15, weather: "Tornado" }]);
 * problems.map(({ row, column, problem }) => `${row} ${column}: ${problem}`);
 */
export function checkRows(
  { inputs }: FittedPipeline,
  rows: readonly Row[],
): { readonly columns: Columns; readonly problems: readonly RowProblem[] } {
  const read = readRows(inputs, rows);
  const values = checkValues(inputs, read.columns);
  const problems = [...read.problems, ...values].sort((a, b) => a.row - b.row);
  return { columns: withoutOutOfRange(inputs, read.columns, values), problems };
}

/** Numbers outside the limits are missing where the schema says so, as they were in training. */
function withoutOutOfRange(inputs: readonly InputColumn[], columns: Columns, problems: readonly RowProblem[]): Columns {
  const byName = new Map<string, Column>(columns.byName);
  for (const { name, outOfRange } of inputs) {
    const column = byName.get(name);
    if (outOfRange !== "missing" || column?.kind !== "number") continue;
    const values = column.values.slice();
    for (const { row, column: own, problem } of problems) {
      if (own === name && problem === "range") values[row] = Number.NaN;
    }
    byName.set(name, { kind: "number", values });
  }
  return { ...columns, byName };
}

type Output = Pick<PredictedRow, "prediction" | "probabilities">;

function predictReadable({ model, target }: FittedPipeline, matrix: Matrix): (position: number) => Output {
  const toName = (value: number): number | string => target?.labels?.[value] ?? value;
  if (matrix.rowCount === 0) return () => ({ prediction: null });
  const values = model.predict(matrix);
  if (!hasClasses(model)) return (position) => ({ prediction: toName(values[position] ?? Number.NaN) });
  const arrays = model.probabilities(matrix);
  return (position) => ({
    prediction: toName(values[position] ?? Number.NaN),
    probabilities: Object.fromEntries(
      model.classes.map((value, index) => [String(toName(value)), arrays[index]?.[position] ?? Number.NaN]),
    ),
  });
}
