import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { paretoRanks } from "./pareto-ranks.js";
import { hypervolume } from "./samplers/hypervolume.js";
import { largestHypervolume } from "./samplers/largest-hypervolume.js";
import { parameterGroups } from "./samplers/parameter-groups.js";
import { splitTrials } from "./samplers/split-trials.js";
import type { Direction } from "./study-data.js";
import type { Trial } from "./trial.js";
import { waitingTrial } from "./waiting-trial.js";

interface Golden {
  readonly points: readonly {
    readonly name: string;
    readonly points: readonly (readonly (number | string)[])[];
    readonly ranks: readonly number[];
    readonly reference: readonly (number | string)[];
    readonly hypervolume: number | string;
    readonly size: number;
    readonly subset: readonly number[];
  }[];
  readonly splits: readonly {
    readonly name: string;
    readonly directions: readonly Direction[];
    readonly values: readonly (readonly number[])[];
    readonly running: readonly number[];
    readonly below: readonly number[];
    readonly above: readonly number[];
  }[];
  readonly groups: readonly { readonly points: readonly string[][]; readonly groups: readonly string[][] }[];
}

const golden = JSON.parse(readFileSync(new URL("./golden/pareto.json", import.meta.url), "utf8")) as Golden;

describe.each(golden.points)("$name", ({ points, ranks, reference, hypervolume: volume, size, subset }) => {
  const rows = points.map((row) => row.map(Number));
  const corner = reference.map(Number);

  it("has Optuna's ranks", () => expect(paretoRanks(rows)).toEqual(ranks));

  it("has Optuna's hypervolume", () => {
    const ours = hypervolume(rows, corner);
    if (volume === "Infinity") expect(ours).toBe(Number.POSITIVE_INFINITY);
    else expect(Math.abs(ours - Number(volume))).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(Number(volume))));
  });

  it("covers most volume with Optuna's choice from the front", () => {
    const front = Array.from(ranks.keys()).filter((index) => ranks[index] === 0);
    const places = largestHypervolume(
      front.map((index) => rows[index] ?? []),
      size,
      corner,
    );
    expect(places.map((place) => front[place]).sort((a, b) => a - b)).toEqual(subset);
  });
});

describe("the split of trials with several goals", () => {
  it.each(golden.splits)("is Optuna's: $name", ({ directions, values, running, below, above }) => {
    const goals = Object.fromEntries(directions.map((direction, place) => [`goal ${place}`, direction]));
    const complete = values.map(
      (row, number): Trial => ({
        ...waitingTrial(number, { x: 0.5 }),
        state: "complete",
        values: Object.fromEntries(row.map((value, place) => [`goal ${place}`, value])),
      }),
    );
    const underWay = running.map((number): Trial => ({ ...waitingTrial(number, {}), state: "running" }));
    const split = splitTrials([...complete, ...underWay], "minimize", goals);
    expect(split.below.map(({ number }) => number)).toEqual(below);
    expect(split.above.map(({ number }) => number)).toEqual(above);
  });
});

describe("parameterGroups", () => {
  it.each(golden.groups)("divides as Optuna: %#", ({ points, groups }) => {
    const ours = parameterGroups(points).map((group) => [...group].sort());
    expect(ours.sort((a, b) => (a.join() < b.join() ? -1 : 1))).toEqual(groups);
  });
});
