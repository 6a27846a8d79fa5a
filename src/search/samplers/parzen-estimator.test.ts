import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { randomSource } from "../../core/random-source.js";
import { integer } from "../space/integer.js";
import { real } from "../space/real.js";
import type { Space } from "../space/space.js";
import { observationWeights, parzenEstimator } from "./parzen-estimator.js";

interface Golden {
  readonly weights: Readonly<Record<string, readonly number[]>>;
  readonly cases: readonly {
    readonly name: string;
    readonly space: Space;
    readonly observations: readonly (readonly number[])[];
    readonly points: readonly (readonly number[])[];
    readonly logDensity: readonly number[];
  }[];
}
const golden = JSON.parse(readFileSync(new URL("../golden/parzen.json", import.meta.url), "utf8")) as Golden;

describe("parzenEstimator", () => {
  it.each(golden.cases)(
    "agrees with Optuna's log density to 1e-12: $name",
    ({ space, observations, points, logDensity }) => {
      const rows = observations.map((row) => Float64Array.from(row));
      const estimator = parzenEstimator(Object.values(space), rows);
      const seen = estimator.logDensity(points.map((point) => Float64Array.from(point)));
      expect(seen).toHaveLength(logDensity.length);
      for (const [index, expected] of logDensity.entries()) {
        expect(Math.abs(seen[index] - expected)).toBeLessThan(1e-12 * Math.max(1, Math.abs(expected)));
      }
    },
  );

  it("weights observations as Optuna", () => {
    for (const [count, expected] of Object.entries(golden.weights)) {
      const weights = observationWeights(Number(count));
      expect(weights).toHaveLength(expected.length);
      for (const [index, weight] of expected.entries()) expect(weights[index]).toBeCloseTo(weight, 14);
    }
  });

  it.each(golden.cases.filter(({ space }) => Object.keys(space).length === 1))(
    "samples from its density: $name",
    ({ space, observations }) => {
      const [parameter] = Object.values(space);
      if (parameter === undefined) throw new Error("the golden case has no parameter");
      const estimator = parzenEstimator(
        [parameter],
        observations.map((row) => Float64Array.from(row)),
      );
      const random = randomSource(3);
      const drawn = Array.from({ length: 4000 }, () => estimator.draw(random)[0]);
      const isLog = parameter.kind !== "choice" && parameter.log;
      const isDense = parameter.kind === "real" && parameter.step === null;
      const values = isDense ? drawn.map((value) => (isLog ? Math.log(value) : value)) : drawn;
      const low = parameter.kind === "choice" ? 0 : isLog && isDense ? Math.log(parameter.low) : parameter.low;
      const high =
        parameter.kind === "choice"
          ? parameter.choices.length - 1
          : isLog && isDense
            ? Math.log(parameter.high)
            : parameter.high;
      const step = isDense ? (high - low) / 400 : parameter.kind === "choice" ? 1 : (parameter.step ?? 1);
      const cells = Math.round((high - low) / step) + (isDense ? 0 : 1);
      const centres = Array.from({ length: cells }, (_, index) => low + step * (index + (isDense ? 0.5 : 0)));
      const points = centres.map((centre) => Float64Array.of(isLog && isDense ? Math.exp(centre) : centre));
      const mass = Array.from(estimator.logDensity(points), (log) => Math.exp(log) * (isDense ? step : 1));
      expect(mass.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 2);
      let below = 0;
      let furthest = 0;
      for (const [index, centre] of centres.entries()) {
        below += mass[index];
        const share = values.filter((value) => value <= centre + step / 2).length / values.length;
        furthest = Math.max(furthest, Math.abs(share - below));
      }
      expect(furthest).toBeLessThan(0.04);
    },
  );

  it("samples only allowed values", () => {
    const estimator = parzenEstimator(
      [real(0, 1, { step: 0.1 }), integer(1, 1000, { log: true }), real(2, 3)],
      [Float64Array.of(0.3, 1, 2), Float64Array.of(1, 1000, 3)],
    );
    const random = randomSource(1);
    for (let round = 0; round < 500; round++) {
      const [stepped, whole, dense] = estimator.draw(random) as unknown as [number, number, number];
      expect([0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]).toContain(stepped);
      expect(Number.isInteger(whole) && whole >= 1 && whole <= 1000).toBe(true);
      expect(dense >= 2 && dense <= 3).toBe(true);
    }
  });
});
