import { expect, it } from "vitest";
import { numberColumn, tableFrom } from "../testing/feature-columns.js";
import { kMeans } from "./derive/k-means.js";
import { pca } from "./derive/pca.js";
import { impute } from "./impute.js";
import { clip } from "./scalers/clip.js";
import { correlationFilter } from "./selection/correlation-filter.js";
import { selectKBest } from "./selection/select-k-best.js";
import { varianceThreshold } from "./selection/variance-threshold.js";

it.each([
  kMeans({ clusters: 2, seed: 1 }),
  pca({ components: 1 }),
  impute({ columns: ["b"], strategy: "mean" }),
  clip({ columns: ["b"], bounds: { sigmas: 3 } }),
  correlationFilter({ threshold: 0.9 }),
  selectKBest({ k: 1, score: "fRegression" }),
  varianceThreshold(),
])("refuses a column whose squares overflow: $kind", (step) => {
  const rows = tableFrom({ a: numberColumn([1, 2, 4, 3]), b: numberColumn([1, 2, 1e160, 3]) });
  expect(() => step.fit(rows, Float64Array.of(1, 2, 3, 4))).toThrow(
    `${step.kind}: column "b" is 1e+160 at row index 2, too large to compute with; divide the column by a constant, or`,
  );
});
