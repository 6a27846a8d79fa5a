import type { Columns } from "cuaderno";
import { regressionMetrics } from "cuaderno/models";
import type { FittedPipeline } from "cuaderno/pipeline";
import { rowsOfYear, volumeOf } from "./table-parts.js";

/** The error of one forecast on the rows of one year, in vehicles per hour. */
export interface YearError {
  readonly model: string;
  readonly year: number;
  readonly rows: number;
  readonly rmse: number;
  readonly meanAbsoluteError: number;
  readonly r2: number;
}

/** How far each forecast is off in each year, forecast by forecast. */
export function evaluateTraffic(
  models: Readonly<Record<string, FittedPipeline>>,
  columns: Columns,
  years: readonly number[],
): readonly YearError[] {
  return Object.entries(models).flatMap(([model, fitted]) =>
    years.map((year) => {
      const rows = rowsOfYear(columns, year);
      return { model, year, rows: rows.rowCount, ...regressionMetrics(volumeOf(rows), fitted.predict(rows)) };
    }),
  );
}
