import type { Matrix } from "../../table/matrix.js";
import { addNeighbour, type NearestRows } from "./neighbours.js";

/** Compares queries with every row: the smallest code, for few queries. */
export function nearestByComparison({ columns, rowCount }: Matrix): NearestRows {
  const width = columns.length;
  const cells = new Float64Array(rowCount * width);
  columns.forEach((values, column) => {
    for (let row = 0; row < rowCount; row++) cells[row * width + column] = values[row];
  });
  return {
    find(queries, found) {
      queries.forEach((query, index) => {
        for (let row = 0; row < rowCount; row++) addNeighbour(found[index], row, cells, row * width, query);
      });
    },
  };
}
