import { streamQuantiles } from "../stats/stream-quantiles.js";
import type { Columns } from "../table/columns.js";
import { finiteNumbers, nothingToLearn } from "./present-numbers.js";
import type { ColumnSummary } from "./summarize-chunks.js";

/** The quantiles of a column, of any number of chunks. */
export interface ColumnQuantiles extends ColumnSummary {
  /** Rows of the chunks, missing values included. */
  readonly rowCount: number;
  /**
   * The quantile of type 7 at each probability.
   *
   * @throws ArgumentError for a column without values
   */
  at(name: string, probabilities: readonly number[]): number[];
}

/** The quantiles of a column from chunks, by `streamQuantiles`. */
export function columnQuantiles(caller: string): ColumnQuantiles {
  const quantiles = streamQuantiles();
  let rowCount = 0;
  return {
    get rowCount() {
      return rowCount;
    },
    add(columns: Columns, name: string) {
      rowCount += columns.rowCount;
      quantiles.add(finiteNumbers(columns, name, caller));
    },
    at(name, probabilities) {
      if (quantiles.count === 0) throw nothingToLearn(name, caller);
      return quantiles.at(probabilities);
    },
  };
}
