import type { Matrix } from "../../table/matrix.js";
import { nearestByScan } from "./nearest-by-scan.js";
import { nearestByTree } from "./nearest-by-tree.js";
import type { NearestRows } from "./neighbours.js";

/** From this number of columns on, comparing with every row is faster than a tree, which then skips few rows. */
const minScanColumns = 6;

/** The fastest search for the nearest rows of a matrix; all give the same neighbours, to the bit. */
export function nearestRows(training: Matrix): NearestRows {
  const scan = training.columns.length < minScanColumns ? undefined : nearestByScan(training);
  return scan ?? nearestByTree(training);
}
