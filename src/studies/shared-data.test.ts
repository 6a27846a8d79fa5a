import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { sharedData } from "./shared-data.js";

const share = (data: unknown): unknown => sharedData(data, "workerObjective");

describe("sharedData", () => {
  it("copies typed arrays at any depth once into shared memory", () => {
    const values = Float64Array.of(1, Number.NaN, 3);
    const shared = share({ rows: [values, { again: values }], byName: new Map([["hour", Int32Array.of(7)]]) }) as {
      rows: [Float64Array, { again: Float64Array }];
      byName: Map<string, Int32Array>;
    };
    expect(shared.rows[0]).toEqual(values);
    expect(shared.rows[0]).not.toBe(values);
    expect(shared.rows[0].buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(shared.rows[1].again).toBe(shared.rows[0]);
    expect(shared.byName.get("hour")?.buffer).toBeInstanceOf(SharedArrayBuffer);
  });

  it("copies only the visible part of a buffer", () => {
    const part = new Float64Array([1, 2, 3, 4]).subarray(1, 3);
    expect(share(part)).toEqual(Float64Array.of(2, 3));
  });

  it("does not copy shared arrays and plain values", () => {
    const shared = new Float64Array(new SharedArrayBuffer(16));
    const date = new Date(0);
    expect(share(shared)).toBe(shared);
    expect(share({ text: "a", nothing: null, missing: undefined, date })).toEqual({
      text: "a",
      nothing: null,
      missing: undefined,
      date,
    });
  });

  it("preserves cycles", () => {
    const ring: { self?: unknown } = {};
    ring.self = ring;
    const copy = share(ring) as { self: unknown };
    expect(copy.self).toBe(copy);
  });

  it("accepts values of another realm, such as a notebook cell", () => {
    const foreign: unknown = runInNewContext("({ a: new Float64Array([1]), m: new Map([[1, [2]]]), d: new Date(0) })");
    const shared = share(foreign) as { a: Float64Array; m: Map<number, number[]> };
    expect(shared.a).toBeInstanceOf(Float64Array);
    expect(shared.a.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(shared.m.get(1)).toEqual([2]);
  });

  it("refuses functions and class instances, with their path", () => {
    class Model {
      predict(): number {
        return 1;
      }
    }
    expect(() => share({ models: [1, new Model()] })).toThrow(
      "workerObjective: data.models[1] is an object of class Model, which cannot be sent to a worker",
    );
    expect(() => share({ loss: () => 1 })).toThrow("workerObjective: data.loss is a function");
  });
});
