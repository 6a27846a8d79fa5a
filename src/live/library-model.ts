import { ArgumentError } from "../core/errors.js";
import { isBuiltInStep } from "../features/restore-step.js";
import type { FittedStep } from "../features/step.js";
import { type FittedPipeline, fittedPipeline } from "../pipeline/fitted-pipeline.js";
import { describeInput, type InputColumn } from "../pipeline/input-column.js";
import type { Column, Columns } from "../table/columns.js";
import { columnNames, type TableSource } from "../table/frame-like.js";
import { columnsFor } from "../table/to-columns.js";

/** A model that a page can hold, and the rows that it reads. */
export interface LibraryModel {
  readonly model: FittedPipeline | undefined;
  readonly table: TableSource;
  /** What the reader of the notebook should know, for the summary. */
  readonly note: string;
}

/**
 * The part of a pipeline that consists of the library's steps. A project's steps are code, which does not travel: they
 * and the steps before them are applied to the rows here, and the page's model begins behind them.
 */
export function libraryModel(given: FittedPipeline | undefined, table: TableSource): LibraryModel {
  if (given === undefined) return { model: undefined, table, note: "" };
  const last = given.steps.findLastIndex(({ kind }) => !isBuiltInStep(kind));
  if (last < 0) return { model: given, table, note: "" };
  const [before, after] = [given.steps.slice(0, last + 1), given.steps.slice(last + 1)];
  const names = given.inputs.map(({ name }) => name);
  const absent = names.filter((name) => !columnNames(table).includes(name));
  if (absent.length > 0) {
    throw new ArgumentError(
      `live: the model reads the column ${absent.map((name) => `"${name}"`).join(", ")}, data lacks it; add it to data`,
    );
  }
  const read = columnsFor("live", table, { only: names });
  const made = before.reduce((columns, step) => step.transform(columns), read);
  const all = columnsFor("live", table);
  const rows: Columns = { ...all, byName: new Map([...all.byName, ...made.byName]) };
  const inputs = neededInputs(given, after, read, made);
  const model = fittedPipeline(
    { inputs, target: given.target, steps: after, model: given.model },
    (caller, source, options) => columnsFor(caller, source, options),
  );
  const applied = before.filter(({ kind }) => !isBuiltInStep(kind)).map(({ kind }) => kind);
  return { model, table: rows, note: `; applied before the page: step ${applied.join(", ")}` };
}

/** The columns that the remaining steps and the model read, with what is known of their values. */
function neededInputs(
  { inputs, featureNames }: FittedPipeline,
  steps: readonly FittedStep[],
  read: Columns,
  made: Columns,
): readonly InputColumn[] {
  let needed = new Set(featureNames);
  for (const step of steps.toReversed()) {
    const outputs: readonly string[] = step.outputs;
    needed = new Set([...[...needed].filter((name) => !outputs.includes(name)), ...step.inputs]);
  }
  return [...needed].map((name) => {
    const known = inputs.find((input) => input.name === name);
    const column = made.byName.get(name);
    if (known !== undefined && column === read.byName.get(name)) return known;
    if (column === undefined)
      throw new ArgumentError(`live: the model reads "${name}", which no step makes; write the file again`);
    return { ...describeInput(name, column, undefined), numbers: isFlag(column) ? "boolean" : undefined };
  });
}

function isFlag(column: Column): boolean {
  return column.kind === "number" && column.values.every((value) => value === 0 || value === 1);
}
