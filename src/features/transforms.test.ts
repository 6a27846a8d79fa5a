import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type Column, type Columns, columnsFromEntries } from "../table/columns.js";
import { getNumbers } from "../table/get-numbers.js";
import { nearestOnSphere } from "./derive/nearest-on-sphere.js";
import { pca } from "./derive/pca.js";
import { polynomialFeatures } from "./derive/polynomial-features.js";
import { frequencyEncode } from "./encoders/frequency-encode.js";
import { targetEncode } from "./encoders/target-encode.js";
import { clip } from "./scalers/clip.js";
import { log1p } from "./scalers/log1p.js";
import { minMaxScale } from "./scalers/min-max-scale.js";
import { quantileScale } from "./scalers/quantile-scale.js";
import { robustScale } from "./scalers/robust-scale.js";
import { yeoJohnson } from "./scalers/yeo-johnson.js";
import { correlationFilter } from "./selection/correlation-filter.js";
import { type SelectionScore, selectKBest } from "./selection/select-k-best.js";
import { varianceThreshold } from "./selection/variance-threshold.js";
import type { Step } from "./step.js";
import { differences } from "./time/differences.js";
import { lags } from "./time/lags.js";
import { rolling } from "./time/rolling.js";

type Values = readonly (number | null)[];

const golden = JSON.parse(readFileSync(new URL("golden/transforms.json", import.meta.url), "utf8")) as {
  readonly scalers: readonly (Readonly<Record<string, Values>> & { readonly name: string })[];
  readonly polynomial: {
    readonly columns: number[][];
    readonly cases: readonly { degree: number; interactionOnly: boolean; names: string[]; values: number[][] }[];
  };
  readonly target: {
    readonly labels: string[];
    readonly cases: readonly {
      smooth: number | "auto";
      target: number[];
      categories: string[];
      numbers: number[];
      mean: number;
    }[];
  };
  readonly past: Readonly<Record<string, Values>>;
  readonly wide: {
    readonly columns: number[][];
    readonly chosen: readonly {
      score: SelectionScore;
      k: number;
      target: number[];
      scores: number[];
      kept: number[];
    }[];
    readonly shares: number[];
    readonly scores: number[][];
  };
};

const numbers = (values: Values): Column => ({
  kind: "number",
  values: Float64Array.from(values, (value) => value ?? Number.NaN),
});
const table = (entries: Readonly<Record<string, Column>>): Columns => columnsFromEntries(Object.entries(entries));
const texts = (...values: (string | null)[]): Column => ({ kind: "string", values });

function expectClose(actual: Float64Array, expected: Values, digits: number): void {
  expect(actual).toHaveLength(expected.length);
  actual.forEach((value, row) => {
    const wanted = expected[row] ?? Number.NaN;
    if (Number.isNaN(wanted)) expect(value).toBeNaN();
    else expect(value).toBeCloseTo(wanted, digits);
  });
}

describe("scalers and transforms beside scikit-learn", () => {
  const steps: Readonly<Record<string, readonly [Step, number]>> = {
    minMaxScale: [minMaxScale(), 12],
    robustScale: [robustScale(), 12],
    quantileScale: [quantileScale(), 12],
    "quantileScale normal": [quantileScale({ output: "normal" }), 9],
    "quantileScale 7": [quantileScale({ quantiles: 7 }), 12],
    yeoJohnson: [yeoJohnson(), 5],
  };
  for (const { name, ...sample } of golden.scalers) {
    for (const [key, [step, digits]] of Object.entries(steps)) {
      if (name === "constant" && key === "yeoJohnson") continue;
      it(`agree on rows of training and beyond them: ${key}, ${name}`, () => {
        const fitted = step.fit(table({ x: numbers(sample.values ?? []) }));
        const later = fitted.transform(table({ x: numbers(sample.later ?? []) }));
        expectClose(getNumbers(later, "x"), sample[key] ?? [], digits);
      });
    }
  }

  it("make a constant column 0 and keep what is missing", () => {
    const constant = table({ x: numbers([4, 4, null, 4]) });
    for (const step of [minMaxScale(), robustScale(), yeoJohnson()]) {
      expect([...getNumbers(step.fit(constant).transform(constant), "x")]).toEqual([0, 0, Number.NaN, 0]);
    }
  });

  it("refuse a column without values and an infinite one", () => {
    for (const step of [minMaxScale(), robustScale(), quantileScale(), yeoJohnson()]) {
      expect(() => step.fit(table({ x: numbers([null]) }))).toThrow('column "x" has no value to learn from');
      expect(() => step.fit(table({ x: numbers([1, Infinity]) }))).toThrow('column "x" is Infinity at row index 1');
    }
  });
});

describe("clip", () => {
  const rows = table({ x: numbers([1, 2, 3, 4, 100]) });
  const clipped = (step: Step, values: Values = [-50, 3, 500]): number[] => [
    ...getNumbers(step.fit(rows).transform(table({ x: numbers(values) })), "x"),
  ];

  it("learns bounds from quartiles, quantiles and deviations, and keeps them for later rows", () => {
    expect(clipped(clip({ columns: ["x"], bounds: { iqr: 1.5 } }))).toEqual([-1, 3, 7]);
    expect(clipped(clip({ columns: ["x"], bounds: { quantiles: [0.25, 0.75] } }))).toEqual([2, 3, 4]);
    const deviation = Math.sqrt((21 ** 2 + 20 ** 2 + 19 ** 2 + 18 ** 2 + 78 ** 2) / 5);
    const [low, , high] = clipped(clip({ columns: ["x"], bounds: { sigmas: 1 } }));
    expect(low).toBeCloseTo(22 - deviation, 10);
    expect(high).toBeCloseTo(22 + deviation, 10);
  });

  it("makes values outside missing when told, and takes bounds as given", () => {
    const step = clip({ columns: ["x"], bounds: { low: 0, high: 10 }, outside: "missing" });
    expect(clipped(step, [0, 10, 11, null])).toEqual([0, 10, Number.NaN, Number.NaN]);
    expect(() => clip({ columns: ["x"], bounds: { low: 2, high: 1 } })).toThrow("clip: bounds must be");
  });
});

describe("log1p", () => {
  it("gives log(1 + x) and refuses -1, naming column and row", () => {
    const fitted = log1p({ columns: ["x"] }).fit(table({ x: numbers([0, Math.E - 1]) }));
    expectClose(getNumbers(fitted.transform(table({ x: numbers([0, Math.E - 1, null]) })), "x"), [0, 1, null], 14);
    expect(() => fitted.transform(table({ x: numbers([0, -1]) }))).toThrow('log1p: column "x" is -1 at row index 1');
  });
});

describe("frequencyEncode", () => {
  it("gives each label its share, and 0 to one that training did not see", () => {
    const fitted = frequencyEncode({ columns: ["x"] }).fit(table({ x: texts("a", "b", "a", null) }));
    const coded = fitted.transform(table({ x: texts("a", "b", null, "z") }));
    expect([...getNumbers(coded, "x")]).toEqual([0.5, 0.25, 0.25, 0]);
  });
});

describe("targetEncode", () => {
  const { labels, cases } = golden.target;
  const rows = table({ x: texts(...labels) });

  for (const { smooth, target, categories, numbers: expected, mean } of cases) {
    it(`gives the numbers of scikit-learn's TargetEncoder: smooth ${smooth}, mean ${mean.toFixed(2)}`, () => {
      const fitted = targetEncode({ columns: ["x"], smooth }).fit(rows, Float64Array.from(target));
      const coded = fitted.transform(table({ x: texts(...categories, "unseen") }));
      expectClose(getNumbers(coded, "x"), [...expected, mean], 12);
    });
  }

  it("encodes a training row without its own target: changing it does not change the row's code", () => {
    const step = targetEncode({ columns: ["x"], smooth: 1, folds: 4, seed: 3 });
    const target = Float64Array.from(cases[0]?.target ?? []);
    const trained = (own: Float64Array): Float64Array =>
      getNumbers(step.transformTraining?.(step.fit(rows, own), rows, own) ?? rows, "x");
    const before = trained(target);
    labels.forEach((_, row) => {
      const changed = target.slice();
      changed[row] = 1e6;
      expect(trained(changed)[row]).toBe(before[row]);
    });
    expect([...before]).not.toEqual([...getNumbers(step.fit(rows, target).transform(rows), "x")]);
  });

  it("does not make noise look like knowledge, which plain encoding does", () => {
    const unique = table({ x: texts(...Array.from({ length: 40 }, (_, row) => `id ${row}`)) });
    const target = Float64Array.from({ length: 40 }, (_, row) => row % 7);
    const step = targetEncode({ columns: ["x"], smooth: 0 });
    const fitted = step.fit(unique, target);
    expect([...getNumbers(fitted.transform(unique), "x")]).toEqual([...target]);
    const honest = getNumbers(step.transformTraining?.(fitted, unique, target) ?? unique, "x");
    expect(new Set(honest).size).toBeLessThanOrEqual(5);
  });

  it("refuses a missing target", () => {
    expect(() => targetEncode({ columns: ["x"] }).fit(rows)).toThrow(
      "targetEncode: expected one target per row, got none for 15 rows",
    );
  });
});

describe("lags, differences and rolling windows", () => {
  const level = numbers(golden.past.values ?? []);
  const month = numbers([1, 2, 3, 4, 5, 6, 7]);
  const steps = [
    lags({ columns: ["level"], lags: [1, 3], orderBy: "month" }),
    differences({ columns: ["level"], lags: [1, 2], orderBy: "month" }),
    rolling({
      columns: ["level"],
      window: 3,
      statistics: ["mean", "deviation", "minimum", "maximum"],
      minimumCount: 1,
      orderBy: "month",
    }),
  ];

  it("give pandas' shift, diff and rolling of the rows before", () => {
    const made = steps.reduce((rows, step) => step.fit(rows).transform(rows), table({ month, level }));
    for (const [name, expected] of Object.entries(golden.past)) {
      if (name !== "values") expectClose(getNumbers(made, name), expected, 12);
    }
  });

  it("never read the row itself or a later one, whatever the order of the table", () => {
    const order = [4, 0, 6, 2, 1, 5, 3];
    const shuffled = (values: Column): Column =>
      numbers(order.map((row) => (values.kind === "number" ? (values.values[row] ?? null) : null)));
    const rows = table({ month: shuffled(month), level: shuffled(level) });
    for (const step of steps) {
      const made = step.fit(rows).transform(rows);
      const { outputs } = step.fit(rows);
      for (const [place, own] of order.entries()) {
        const changed = (golden.past.values ?? []).map((value, row) => (row >= own ? 1e9 + row : value));
        const other = step.fit(rows).transform(table({ month: shuffled(month), level: shuffled(numbers(changed)) }));
        for (const name of outputs) {
          expect(getNumbers(other, name)[place]).toBe(getNumbers(made, name)[place]);
        }
      }
    }
  });

  it("keep groups apart", () => {
    const rows = table({
      country: texts("a", "b", "a", "b"),
      month: numbers([1, 1, 2, 2]),
      level: numbers([1, 2, 3, 4]),
    });
    const made = lags({ columns: ["level"], lags: [1], orderBy: "month", by: ["country"] })
      .fit(rows)
      .transform(rows);
    expect([...getNumbers(made, "level_lag1")]).toEqual([Number.NaN, Number.NaN, 1, 2]);
  });

  it("refuse a lag of 0, two rows at one time, and a row without a time", () => {
    expect(() => lags({ columns: ["level"], lags: [0] })).toThrow(
      "lags: lags: expected integers >= 1, got 0; only previous rows can be read",
    );
    const twice = table({ month: numbers([1, 1]), level: numbers([1, 2]) });
    const step = lags({ columns: ["level"], lags: [1], orderBy: "month" });
    expect(() => step.fit(twice)).toThrow(
      'lags: row indexes 0 and 1 have the same "month"; remove duplicates, or name the groups in by',
    );
    expect(() => step.fit(table({ month: numbers([1, null]), level: numbers([1, 2]) }))).toThrow(
      'column "month" is missing at row index 1',
    );
  });
});

describe("polynomialFeatures", () => {
  const { columns, cases } = golden.polynomial;
  const rows = table(Object.fromEntries(columns.map((values, place) => [["a", "b", "c"][place], numbers(values)])));

  for (const { degree, interactionOnly, names, values } of cases) {
    it(`gives scikit-learn's columns and names: degree ${degree}${interactionOnly ? ", products only" : ""}`, () => {
      const made = polynomialFeatures({ degree, interactionOnly }).fit(rows).transform(rows);
      expect([...made.byName.keys()]).toEqual(names);
      names.forEach((name, place) => {
        expectClose(getNumbers(made, name), values[place] ?? [], 12);
      });
    });
  }

  it("refuses more columns than anyone wants", () => {
    const wide = table(Object.fromEntries(Array.from({ length: 60 }, (_, place) => [`x${place}`, numbers([1])])));
    expect(() => polynomialFeatures({ degree: 4 }).fit(wide)).toThrow(
      "polynomialFeatures: 60 columns at degree 4 give more than 20000 columns",
    );
  });
});

describe("pca and selection", () => {
  const { columns, chosen, shares, scores } = golden.wide;
  const rows = table(Object.fromEntries(columns.map((values, place) => [`x${place}`, numbers(values)])));

  it("gives scikit-learn's components up to sign", () => {
    const fitted = pca({ components: 3 }).fit(rows);
    expectClose(Float64Array.from(fitted.explainedVarianceRatio), shares, 12);
    const made = fitted.transform(rows);
    scores.forEach((expected, place) => {
      const own = getNumbers(made, `pc${place + 1}`);
      const sign = Math.sign(own[0] * expected[0]);
      expectClose(
        own.map((value) => sign * value),
        expected,
        10,
      );
    });
  });

  it("keeps as many components as hold a share of the variance", () => {
    const all = pca({ components: 8 }).fit(rows).explainedVarianceRatio;
    const wanted = all[0] + all[1];
    expect(pca({ components: wanted - 1e-6 }).fit(rows).outputs).toEqual(["pc1", "pc2"]);
    expect(() => pca({ components: 9 }).fit(rows)).toThrow(
      "pca: 9 components of 8 columns and 50 rows; request at most 8",
    );
  });

  for (const { score, k, target, scores: expected, kept } of chosen) {
    it(`keeps what scikit-learn's SelectKBest keeps: ${score}, ${k}`, () => {
      const fitted = selectKBest({ k, score }).fit(rows, Float64Array.from(target));
      expect([...fitted.transform(rows).byName.keys()]).toEqual(kept.map((place) => `x${place}`));
      expectClose(Float64Array.from(fitted.scores.values()), expected, 8);
    });
  }

  it("scores constant columns lowest", () => {
    const own = table({ flat: numbers([1, 1, 1]), x: numbers([1, 2, 4]) });
    expect(selectKBest({ k: 1, score: "fRegression" }).fit(own, Float64Array.of(5, 1, 3)).dropped).toEqual(["flat"]);
  });

  it("leaves out columns that do not vary and columns that repeat others", () => {
    const own = table({
      flat: numbers([0.1, 0.1, 0.1]),
      x: numbers([1, 2, 4]),
      twice: numbers([-2, -4, -8]),
      empty: numbers([null, null, null]),
    });
    expect(varianceThreshold().fit(own).dropped).toEqual(["flat", "empty"]);
    expect(correlationFilter({ columns: ["x", "twice"] }).fit(own).dropped).toEqual(["twice"]);
    expect(() => varianceThreshold({ threshold: 100 }).fit(own)).toThrow(
      "varianceThreshold: no column has a variance above 100, so all would be dropped; lower the threshold",
    );
  });
});

describe("nearestOnSphere", () => {
  const points = [
    { name: "Paris", latitude: 48.8566, longitude: 2.3522 },
    { name: "Fiji", latitude: -17.7134, longitude: 178.065 },
  ];
  const step = nearestOnSphere({ latitude: "lat", longitude: "lon", points });
  const rows = table({ lat: numbers([51.5074, -17, null]), lon: numbers([-0.1278, -179.5, 0]) });

  it("gives the nearest place and its great-circle kilometres, across the date line too", () => {
    const made = step.fit(rows).transform(rows);
    const name = made.byName.get("nearest_name");
    expect(name?.kind === "category" && [...name.codes]).toEqual([0, 1, -1]);
    const [london, pacific, none] = getNumbers(made, "nearest_km");
    // Haversine by hand: 2 R asin(sqrt(sin2(dlat/2) + cos cos sin2(dlon/2))), R = 6371.
    expect(london).toBeCloseTo(343.556, 2);
    expect(pacific).toBeLessThan(275);
    expect(none).toBeNaN();
  });

  it("agrees with looking at every place", () => {
    const many = Array.from({ length: 60 }, (_, place) => ({
      name: `p${place}`,
      latitude: 80 * Math.sin(place * 1.7),
      longitude: 179 * Math.cos(place * 2.3),
    }));
    const lat = Array.from({ length: 50 }, (_, row) => 85 * Math.sin(row * 0.9));
    const lon = Array.from({ length: 50 }, (_, row) => 178 * Math.sin(row * 1.3));
    const asked = table({ lat: numbers(lat), lon: numbers(lon) });
    const found = nearestOnSphere({ latitude: "lat", longitude: "lon", points: many }).fit(asked).transform(asked);
    const degree = Math.PI / 180;
    lat.forEach((own, row) => {
      const kilometres = many.map(({ latitude, longitude }) => {
        const chord =
          Math.sin(((latitude - own) * degree) / 2) ** 2 +
          Math.cos(latitude * degree) *
            Math.cos(own * degree) *
            Math.sin(((longitude - (lon[row] ?? 0)) * degree) / 2) ** 2;
        return 2 * 6371 * Math.asin(Math.sqrt(chord));
      });
      expect(getNumbers(found, "nearest_km")[row]).toBeCloseTo(Math.min(...kilometres), 6);
    });
  });

  it("refuses coordinates that are no degrees", () => {
    expect(() => step.fit(table({ lat: numbers([1_164_000]), lon: numbers([1]) }))).toThrow(
      "nearestOnSphere: row index 0 has latitude 1164000, longitude 1, beyond 90 or 180 degrees",
    );
  });
});
