import { ArgumentError } from "../../core/errors.js";
import { mapIntegers, mapNumbers } from "../../core/map-numbers.js";
import type { FittedPipeline } from "../../pipeline/fitted-pipeline.js";
import { type Column, type Columns, columnsFromEntries } from "../../table/columns.js";
import { takeRows } from "../../table/take-rows.js";
import type { HistoryTable, HistoryTables } from "./open-history.js";

/** What the model needs of a series. */
export interface SeriesInputs {
  /** Tables that have an input of the model. */
  readonly tables: readonly HistoryTable[];
  /** The periods that all of them have, ascending. */
  readonly periods: readonly number[];
  /** The model's inputs, a row per period. */
  readonly columns: Columns;
  /** Number of rows before the last one that the steps look back to. */
  readonly reach: number;
}

/**
 * The inputs of a model from the tables of a series.
 *
 * @throws ArgumentError for an input that no table has, or that several have.
 */
export function seriesInputs(model: FittedPipeline, { tables, options, periods }: HistoryTables): SeriesInputs {
  const tableByInput = new Map<string, HistoryTable>();
  for (const { name } of model.inputs) {
    if (name === options.time) continue;
    const found = tables.filter(({ columns }) => columns.byName.has(name));
    const [first, second] = found;
    if (first === undefined || second !== undefined) {
      const names = found.map((table) => table.name).join(" and ");
      const problem = first === undefined ? "no dataset has" : `the datasets ${names} both have`;
      throw new ArgumentError(
        `serve: --history: ${problem} the column "${name}", which the model needs; add it to the history`,
      );
    }
    tableByInput.set(name, first);
  }
  const needed = tables.filter((table) => [...tableByInput.values()].includes(table));
  const [first = tables[0], ...others] = needed;
  const shared = [...(first?.rowByPeriod.keys() ?? [])].filter((period) =>
    others.every(({ rowByPeriod }) => rowByPeriod.has(period)),
  );
  const taken = new Map(
    needed.map((table) => [
      table,
      takeRows(
        table.columns,
        mapIntegers(shared, (period) => table.rowByPeriod.get(period) ?? 0),
      ),
    ]),
  );
  const times: Column = { kind: "time", values: mapNumbers(shared, (period) => periods.toTime(period)) };
  const entries = model.inputs.map(({ name }): [string, Column] => {
    const table = tableByInput.get(name);
    return [name, (table && taken.get(table)?.byName.get(name)) ?? times];
  });
  return { tables: needed, periods: shared, columns: columnsFromEntries(entries), reach: stepReach(model) };
}

const pastSteps = ["lags", "differences", "rolling"];

/** Rows before a row that the steps of a pipeline look back to. */
export function stepReach({ steps }: Pick<FittedPipeline, "steps">): number {
  return steps.reduce((reach, step) => {
    if (!pastSteps.includes(step.kind)) return reach;
    const { lags, window, includeRow, by } = step.toJSON() as StepJson;
    if ((by ?? []).length > 0) {
      throw new ArgumentError(
        "serve: --history: the model has a series for each group, which is not supported; serve a model of one series",
      );
    }
    if (lags !== undefined) return reach + Math.max(...lags) + (step.kind === "differences" ? 1 : 0);
    return reach + (window ?? 1) - (includeRow === true ? 1 : 0);
  }, 0);
}

interface StepJson {
  readonly lags?: readonly number[];
  readonly window?: number;
  readonly includeRow?: boolean;
  readonly by?: readonly string[];
}

/** Inputs that only steps over the past read, so that the row to predict may lack them. */
export function pastInputs({ steps, featureNames, inputs }: FittedPipeline): ReadonlySet<string> {
  const direct = new Set([
    ...featureNames,
    ...steps.filter(({ kind }) => !pastSteps.includes(kind)).flatMap((step) => step.inputs),
  ]);
  return new Set(inputs.map(({ name }) => name).filter((name) => !direct.has(name)));
}
