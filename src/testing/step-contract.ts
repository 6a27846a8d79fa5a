import { describe, expect, it } from "vitest";
import type { JsonObject } from "../core/json.js";
import { restoreStep } from "../features/restore-step.js";
import type { ChunkedStep, Step } from "../features/step.js";
import { type Column, type Columns, columnsFromEntries } from "../table/columns.js";
import { takeRows } from "../table/take-rows.js";
import { takeValues } from "../table/take-values.js";

export interface StepContract {
  /** The step under test. */
  readonly step: Step;
  /** At least three training rows. */
  readonly columns: Columns;
  /** A column the step reads at transform; none for a step that reads nothing. */
  readonly input?: string;
  /** One value per row, for steps that learn from it. */
  readonly target?: Float64Array;
  /** True for a step whose rows read rows before them: then a row must not change when later rows do. */
  readonly readsPast?: boolean;
  /** Fields of the JSON that can be missing, as in pipelines of earlier versions. */
  readonly optional?: readonly string[];
}

/** What every feature step promises. */
export function stepContract(
  name: string,
  { step, columns, input, target, readsPast = false, optional = [] }: StepContract,
): void {
  describe(`every step: ${name}`, () => {
    const fitChunks = "fitChunks" in step ? (step as ChunkedStep).fitChunks.bind(step) : undefined;
    it("fits without changing its input or itself", () => {
      const before = snapshot(columns);
      const first = step.fit(columns, target).toJSON();
      step.fit(columns, target).transform(columns);
      expect(snapshot(columns)).toEqual(before);
      expect(step.fit(columns, target).toJSON()).toEqual(first);
    });

    if (fitChunks !== undefined) {
      it("learns the same from chunks, empty ones too, up to rounding", async () => {
        const middle = Math.floor(columns.rowCount / 2);
        const rows = Int32Array.from({ length: columns.rowCount }, (_, row) => row);
        const ranges = [rows.subarray(0, middle), rows.subarray(0, 0), rows.subarray(middle)];
        // Chunks of both kinds: columns, and columns with a target.
        const fitted = await fitChunks(
          ranges.map((range) => {
            const part = takeRows(columns, range);
            return { ...part, columns: part, target: takeValues(target ?? new Float64Array(0), range) };
          }),
        );
        const rounded = (value: unknown): string =>
          JSON.stringify(value, (_, item) => (typeof item === "number" ? Number(item.toPrecision(12)) : item));
        expect(rounded(fitted.toJSON())).toBe(rounded(step.fit(columns, target).toJSON()));
        await expect(fitChunks([])).rejects.toThrow(
          `${step.kind}: the chunks have no rows; give at least one training row`,
        );
      });
    }

    it("is the same after JSON", () => {
      const fitted = step.fit(columns, target);
      const text = JSON.stringify(fitted.toJSON());
      const restored = restoreStep(JSON.parse(text));
      expect(JSON.stringify(restored.toJSON())).toBe(text);
      expect(snapshot(restored.transform(columns))).toEqual(snapshot(fitted.transform(columns)));
      expect([restored.inputs, restored.outputs]).toEqual([fitted.inputs, fitted.outputs]);
    });

    it("has the same number of rows, also for one row and for none", () => {
      const fitted = step.fit(columns, target);
      const all = fitted.transform(columns);
      expect(all.rowCount).toBe(columns.rowCount);
      if (readsPast) {
        for (let count = 1; count < columns.rowCount; count++) {
          const first = Int32Array.from({ length: count }, (_, row) => row);
          expect(snapshot(fitted.transform(takeRows(columns, first)))).toEqual(snapshot(takeRows(all, first)));
        }
      } else {
        const one = fitted.transform(takeRows(columns, Int32Array.of(1)));
        expect(snapshot(one)).toEqual(snapshot(takeRows(all, Int32Array.of(1))));
      }
      const none = fitted.transform(takeRows(columns, new Int32Array(0)));
      expect([none.rowCount, [...none.byName.keys()]]).toEqual([0, [...all.byName.keys()]]);
    });

    it("names the columns that it adds", () => {
      const fitted = step.fit(columns, target);
      const names = [...fitted.transform(columns).byName.keys()];
      expect(names).toEqual(expect.arrayContaining([...fitted.outputs]));
    });

    it("refuses JSON with a missing field or a field of another type, with its path", () => {
      const json = step.fit(columns, target).toJSON();
      for (const key of Object.keys(json)) {
        const { [key]: _, ...rest } = json as JsonObject;
        if (!optional.includes(key)) {
          expect(() => restoreStep(rest, { path: "file.steps[3]" })).toThrow(/^file\.steps\[3\]/);
        }
        expect(() => restoreStep({ ...json, [key]: { wrong: true } }, { path: "file.steps[3]" })).toThrow(
          /^file\.steps\[3\]/,
        );
      }
    });

    if (input === undefined) return;

    it("names a missing column and the existing ones, at fit and at transform", () => {
      const without = columnsFromEntries(
        [...columns.byName].filter(([name]) => name !== input).concat([["spare", spare(columns)]]),
      );
      const fitted = step.fit(columns, target);
      for (const attempt of [() => step.fit(without, target), () => fitted.transform(without)]) {
        expect(attempt).toThrow(new RegExp(`: no column "${input}"; the columns are .*spare`));
      }
    });
  });
}

function spare(columns: Columns): Column {
  return { kind: "number", values: new Float64Array(columns.rowCount) };
}

function snapshot(columns: Columns): unknown {
  return [...columns.byName].map(([name, column]) => [
    name,
    column.kind,
    column.kind === "category" ? [[...column.codes], [...column.categories]] : [...column.values],
  ]);
}
