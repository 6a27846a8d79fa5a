import { describe, expect, it } from "vitest";
import type { Matrix } from "../../table/matrix.js";
import { golden, matrix, number, toMatrix } from "../../testing/classical-rows.js";
import { modelContract } from "../../testing/model-contract.js";
import { rmse } from "../metrics/rmse.js";
import { randomForest } from "./random-forest.js";

modelContract("randomForest", randomForest({ trees: 8, leafRows: 2 }), matrix, number);

describe("randomForest", () => {
  for (const { name, columnSample, leafRows, weighted, errors } of golden.forest.cases) {
    it(`has an error on other rows within 4 % of scikit-learn's: ${name}`, () => {
      const { columns, target } = golden.forest;
      const part = (from: number, to?: number): Matrix => toMatrix(columns.map((values) => values.slice(from, to)));
      const weights = Float64Array.from((columns[0] ?? []).slice(0, 300), (value) => (value > 0 ? 5 : 0.5));
      const model = randomForest({ seed: 1, columnSample, leafRows });
      const fitted = model.fit(part(0, 300), Float64Array.from(target.slice(0, 300)), weighted ? { weights } : {});
      expect([...fitted.importance().keys()].slice(0, 2).sort()).toEqual(["x0", "x1"]);
      const mean = errors.reduce((total, result) => total + result, 0) / errors.length;
      expect(rmse(target.slice(300), fitted.predict(part(300)))).toBeLessThan(1.04 * mean);
    });
  }
});
