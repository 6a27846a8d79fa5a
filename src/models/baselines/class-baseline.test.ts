import { describe, expect, it } from "vitest";
import type { Matrix } from "../../table/matrix.js";
import { modelContract } from "../../testing/model-contract.js";
import { matrix } from "../../testing/model-rows.js";
import { restoreModel } from "../restore-model.js";
import { groupMean } from "./group-mean.js";
import { lastValue } from "./last-value.js";
import { meanModel } from "./mean-model.js";
import { repeatColumn } from "./repeat-column.js";

const classes = Float64Array.from({ length: matrix.rowCount }, (_, row) => [2, 5, 5, 7][row % 4]);
const classifier = { classifier: true };
modelContract("meanModel of classes", meanModel({ target: "class" }), matrix, classes, classifier);
modelContract("groupMean of classes", groupMean({ by: ["hour"], target: "class" }), matrix, classes, classifier);
modelContract("lastValue of classes", lastValue({ by: ["hour"], target: "class" }), matrix, classes, classifier);

const rows: Matrix = { rowCount: 5, names: ["g"], columns: [Float64Array.of(1, 1, 1, 2, 2)] };
const queries: Matrix = { rowCount: 3, names: ["g"], columns: [Float64Array.of(1, 2, 3)] };
const target = Float64Array.of(0, 0, 3, 3, 1);

describe("baselines of classes", () => {
  it("give the shares of the classes in the row's group", () => {
    const fitted = groupMean({ by: ["g"], target: "class" }).fit(rows, target);
    expect(fitted.classes).toEqual([0, 1, 3]);
    const [none, one, three] = fitted.probabilities?.(queries) ?? [];
    expect([none?.[0], one?.[0], three?.[0]]).toEqual([2 / 3, 0, 1 / 3].map((share) => expect.closeTo(share, 15)));
    expect([none?.[1], one?.[1], three?.[1]]).toEqual([0, 0.5, 0.5].map((share) => expect.closeTo(share, 15)));
    expect([none?.[2], one?.[2], three?.[2]]).toEqual([0.4, 0.2, 0.4].map((share) => expect.closeTo(share, 15)));
    expect([...fitted.predict(queries)]).toEqual([0, 1, 0]);
  });

  it("give probabilities of at most 1, however the shares are rounded", () => {
    for (let ones = 1; ones < 60; ones++) {
      const groups = Float64Array.from({ length: 60 }, (_, row) => Number(row < ones));
      const same: Matrix = { rowCount: 60, names: ["g"], columns: [groups] };
      const fitted = groupMean({ by: ["g"], target: "class" }).fit(same, groups);
      for (const values of fitted.probabilities?.(same) ?? []) {
        expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
        expect(Math.max(...values)).toBeLessThanOrEqual(1);
      }
    }
  });

  it("give the weighted shares of all rows, or probability 1 for the last class", () => {
    const weights = Float64Array.of(1, 1, 0, 0, 2);
    const shares = meanModel({ target: "class" }).fit(rows, target, { weights });
    expect(shares.probabilities?.(queries).map((values) => values[0])).toEqual([0.5, 0.5, 0]);
    const last = lastValue({ by: ["g"], target: "class" }).fit(rows, target);
    expect(last.probabilities?.(queries).map((values) => [...values])).toEqual([
      [0, 0, 0],
      [0, 1, 1],
      [1, 0, 0],
    ]);
  });

  it("give probability 1 for the class of a column, also when restored", () => {
    const fitted = repeatColumn({ column: "g", target: "class" }).fit(rows, Float64Array.of(1, 2, 1, 2, 1));
    const restored = restoreModel(JSON.parse(JSON.stringify(fitted)));
    expect(restored.classes).toEqual([1, 2]);
    expect([...restored.predict(rows)]).toEqual([1, 1, 1, 2, 2]);
    expect(restored.probabilities?.(rows).map((values) => [...values])).toEqual([
      [1, 1, 1, 0, 0],
      [0, 0, 0, 1, 1],
    ]);
  });

  it("refuse classes that are not in training, and other kinds of targets", () => {
    const fitted = repeatColumn({ column: "g", target: "class" }).fit(rows, Float64Array.of(1, 2, 1, 2, 1));
    expect(() => fitted.predict(queries)).toThrow(
      'repeatColumn: column "g" is 3 at row index 2; the classes of training are 1, 2',
    );
    const wrong = { target: "classes" as "class" };
    for (const make of [
      () => meanModel(wrong),
      () => groupMean({ by: ["g"], ...wrong }),
      () => lastValue(wrong),
      () => repeatColumn({ column: "g", ...wrong }),
    ]) {
      expect(make).toThrow(': target: expected one of "number", "class", got "classes"');
    }
  });
});
