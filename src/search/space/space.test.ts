import { describe, expect, expectTypeOf, it } from "vitest";
import { allows } from "../samplers/parameter-scale.js";
import { activeParameters, flatSpace } from "./active-parameters.js";
import { choice } from "./choice.js";
import { integer } from "./integer.js";
import { oneOf } from "./one-of.js";
import { real } from "./real.js";
import { checkSpace, type Params, type ParamsOf, type Space } from "./space.js";

describe("ParamsOf", () => {
  it("is the type of a point of the space", () => {
    const space = { rate: real(0.1, 1), depth: integer(1, 3), kind: choice(["a", "b", null]), flag: choice([true, 1]) };
    expectTypeOf<ParamsOf<typeof space>>().toEqualTypeOf<{
      readonly rate: number;
      readonly depth: number;
      readonly kind: "a" | "b" | null;
      readonly flag: true | 1;
    }>();
    expectTypeOf<ParamsOf<Space>>().toEqualTypeOf<Params>();
    const listed = { kind: choice(["x", "y"] as const) };
    expectTypeOf<ParamsOf<typeof listed>>().toEqualTypeOf<{ readonly kind: "x" | "y" }>();
  });
});

describe("a space with branches", () => {
  const space = {
    scale: real(0, 1),
    model: oneOf({
      ridge: { alpha: real(0.01, 10, { log: true }) },
      trees: { depth: integer(3, 10), growth: oneOf({ level: {}, leaf: { leaves: integer(8, 64) } }) },
      mean: {},
    }),
    clip: oneOf({ none: {}, sigma: { sigma: real(2, 4) } }),
  };
  type Point = ParamsOf<typeof space>;

  it("has the union of its branches as its type", () => {
    type Clip = { readonly clip: "none" } | { readonly clip: "sigma"; readonly sigma: number };
    expectTypeOf<Extract<Point, { model: "ridge" }>["alpha"]>().toEqualTypeOf<number>();
    expectTypeOf<Extract<Point, { clip: "sigma" }>["sigma"]>().toEqualTypeOf<number>();
    expectTypeOf<Point["model"]>().toEqualTypeOf<"ridge" | "trees" | "mean">();
    expectTypeOf<Point["scale"]>().toEqualTypeOf<number>();
    expectTypeOf<Point>().toExtend<Clip & { readonly scale: number }>();
    expectTypeOf<ParamsOf<{ model: typeof space.model }>>().toEqualTypeOf<
      | { readonly model: "ridge"; readonly alpha: number }
      | { readonly model: "trees"; readonly depth: number; readonly growth: "level" }
      | { readonly model: "trees"; readonly depth: number; readonly growth: "leaf"; readonly leaves: number }
      | { readonly model: "mean" }
    >();
    const use = (point: Point): number => {
      if (point.model === "ridge") return point.alpha;
      // @ts-expect-error alpha exists only for ridge
      return point.model === "trees" ? point.depth : point.alpha;
    };
    expect(use({ scale: 0, clip: "none", model: "ridge", alpha: 2 })).toBe(2);
  });

  it("lists the parameters of a point and of the space", () => {
    const point = { scale: 0, model: "trees", depth: 3, growth: "leaf", leaves: 9, clip: "none" };
    expect(activeParameters(space, point).map(([name]) => name)).toEqual(Object.keys(point));
    expect(Object.keys(flatSpace(space))).toEqual([
      "scale",
      "model",
      "alpha",
      "depth",
      "growth",
      "leaves",
      "clip",
      "sigma",
    ]);
  });

  it("allows the same name in several branches of one choice only", () => {
    const rate = real(0, 1);
    expect(() => checkSpace({ a: oneOf({ x: { rate }, y: { rate } }) }, "minimize")).not.toThrow();
    const refused = 'minimize: parameter "rate" is defined more than once';
    expect(() => checkSpace({ a: oneOf({ x: { rate }, y: { rate: real(0, 2) } }) }, "minimize")).toThrow(refused);
    expect(() => checkSpace({ a: oneOf({ x: { rate } }), rate }, "minimize")).toThrow(refused);
    expect(() => checkSpace({ a: oneOf({ x: { rate } }), b: oneOf({ y: { rate } }) }, "minimize")).toThrow(refused);
    expect(() => checkSpace({ a: oneOf({ x: { a: rate } }) }, "minimize")).toThrow('"a" is defined more than once');
    const nested = { a: oneOf({ x: { b: oneOf({ y: { rate } }), rate } }) };
    expect(() => checkSpace(nested, "minimize")).toThrow(refused);
  });

  it("refuses invalid branches", () => {
    expect(() => oneOf({})).toThrow("oneOf: expected at least one branch, such as { ridge: {}, trees: {} }");
    expect(() => oneOf({ a: undefined } as never)).toThrow(
      'oneOf: branch "a": expected an object of parameters, got undefined; use {} for none',
    );
    const wrong = { a: oneOf({ x: { depth: 3 } } as never) };
    expect(() => checkSpace(wrong, "minimize")).toThrow(
      'minimize: "depth" is not a parameter; use real(low, high), integer(low, high) or choice([...])',
    );
  });
});

describe("checkSpace", () => {
  it("refuses an empty space and values that are not parameters", () => {
    expect(() => checkSpace({}, "minimize")).toThrow("minimize: the space is empty");
    const wrong = { depth: [1, 2, 3] } as unknown as Space;
    expect(() => checkSpace(wrong, "minimize")).toThrow(
      'minimize: "depth" is not a parameter; use real(low, high), integer(low, high) or choice([...])',
    );
  });
});

describe("allows", () => {
  it("checks bounds, steps and choices", () => {
    expect(allows(real(0, 1), 1)).toBe(true);
    expect(allows(real(0, 1), 1.01)).toBe(false);
    expect(allows(real(0, 1), "1")).toBe(false);
    expect(allows(real(0, 1), Number.NaN)).toBe(false);
    expect(allows(real(0, 1, { step: 0.1 }), 0.1 + 0.2)).toBe(true);
    expect(allows(real(0, 1, { step: 0.1 }), 0.25)).toBe(false);
    expect(allows(integer(100, 1000, { step: 50 }), 125)).toBe(false);
    expect(allows(choice(["1"]), 1)).toBe(false);
  });
});
