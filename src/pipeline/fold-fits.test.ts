import { describe, expect, it } from "vitest";
import { standardScale } from "../features/scalers/standard-scale.js";
import type { Step } from "../features/step.js";
import { linear } from "../models/linear/linear.js";
import { columnsFromEntries } from "../table/columns.js";
import { trainingTable } from "./fit-pipeline.js";
import { FoldFits } from "./fold-fits.js";
import { pipeline } from "./pipeline.js";

const x = { kind: "number", values: Float64Array.of(1, 2, 3, 4, 5, 7) } as const;
const table = trainingTable(columnsFromEntries([["x", x]]), Float64Array.of(1, 3, 2, 5, 4, 6), {});
const fold = { train: Int32Array.of(0, 1, 2, 3), test: Int32Array.of(4, 5) };

describe("FoldFits", () => {
  it("fits again only from the first step that differs, with the same features", () => {
    const fits = new Map<string, number>();
    const counted = (name: string): Step => {
      const step = standardScale();
      const fit: Step["fit"] = (...given) => {
        fits.set(name, (fits.get(name) ?? 0) + 1);
        return step.fit(...given);
      };
      return { ...step, fit };
    };
    const [first, second, other] = [counted("first"), counted("second"), counted("other")];
    const toPipeline = (steps: readonly Step[]) => pipeline({ steps, model: linear() });
    const shared = new FoldFits(table, [fold]);
    for (const steps of [[first, second], [first, second], [first, other], [first], [other, second]]) {
      const own = new FoldFits(table, [fold]).prepare(toPipeline(steps.map(() => standardScale())), 0);
      const found = shared.prepare(toPipeline(steps), 0);
      expect([found.prepared.matrix, found.test.matrix]).toEqual([own.prepared.matrix, own.test.matrix]);
    }
    expect(Object.fromEntries(fits)).toEqual({ first: 1, second: 2, other: 2 });
  });
});
