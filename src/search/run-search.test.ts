import { describe, expect, expectTypeOf, it } from "vitest";
import { ArgumentError, FailedError } from "../core/errors.js";
import type { TrialContext } from "./objective.js";
import { runSearch } from "./run-search.js";
import { randomSampler } from "./samplers/random-sampler.js";
import type { SearchOptions } from "./search-options.js";
import { choice } from "./space/choice.js";
import { integer } from "./space/integer.js";
import { oneOf } from "./space/one-of.js";
import { real } from "./space/real.js";
import type { Study } from "./study.js";

const clock = { now: () => 0 };
const space = { x: real(-1, 1), kind: choice(["a", "b"]) };
type Point = { readonly x: number; readonly kind: "a" | "b" };
const options: SearchOptions<Point> = { sampler: randomSampler(), trials: 20 };
const square = ({ x }: Point): number => x * x;

describe("runSearch", () => {
  it("types the objective and the study by the space", async () => {
    const study = await runSearch(
      "minimize",
      space,
      (params) => {
        expectTypeOf(params).toEqualTypeOf<Point>();
        return params.x;
      },
      options,
      clock,
    );
    expectTypeOf(study).toEqualTypeOf<Study<Point>>();
  });

  it("finds the smallest and the largest value of its trials", async () => {
    for (const direction of ["minimize", "maximize"] as const) {
      const study = await runSearch(direction, space, square, options, clock);
      const values = study.trials.map(({ value }) => value ?? Number.NaN);
      expect(values).toHaveLength(20);
      expect(study.bestValue).toBe(direction === "minimize" ? Math.min(...values) : Math.max(...values));
      expect(square(study.bestParams)).toBe(study.bestValue);
    }
  });

  it("records start and duration of each trial", async () => {
    let time = 1_000;
    const effects = { now: () => time };
    const work = async ({ x }: Point): Promise<number> => {
      time += 250;
      return x;
    };
    const { trials } = await runSearch("minimize", space, work, { ...options, trials: 2 }, effects);
    expect(trials.map(({ startedAt, durationMs }) => [startedAt, durationMs])).toEqual([
      [1_000, 250],
      [1_250, 250],
    ]);
  });

  it("records a failed trial with its message and continues", async () => {
    const results = [1, Number.NaN, new Error("singular\n  matrix"), "text", 3] as const;
    const study = await runSearch(
      "minimize",
      space,
      (_, { number }) => {
        const result = results[number];
        if (result instanceof Error) throw result;
        return result as number;
      },
      { ...options, trials: 5 },
      clock,
    );
    expect(study.trials.map(({ state, value, message }) => [state, value, message])).toEqual([
      ["complete", 1, undefined],
      ["failed", undefined, "the objective returned NaN, expected a number"],
      ["failed", undefined, "singular; matrix"],
      ["failed", undefined, "the objective returned string, expected a number"],
      ["complete", 3, undefined],
    ]);
    expect(study.best.number).toBe(0);
  });

  it("counts an infinite value as a value", async () => {
    const values = [Number.POSITIVE_INFINITY, 5];
    const objective = (_: Point, { number }: { readonly number: number }): number => values[number] ?? 0;
    const study = await runSearch("minimize", space, objective, { ...options, trials: 2 }, clock);
    expect(study.trials.map(({ state }) => state)).toEqual(["complete", "complete"]);
    expect(study.bestValue).toBe(5);
  });

  it("throws when the first trials all fail, with the cause", async () => {
    let calls = 0;
    const cause = new Error("no such column");
    const broken = (): number => {
      calls += 1;
      throw cause;
    };
    const failure = await runSearch("maximize", space, broken, options, clock).catch((thrown: unknown) => thrown);
    expect(failure).toBeInstanceOf(FailedError);
    expect((failure as Error).message).toBe(
      "maximize: gave up because the first 5 trials all failed, the last with: no such column; fix the objective and search again",
    );
    expect((failure as Error).cause).toBe(cause);
    expect(calls).toBe(5);
  });

  it("throws when all trials fail, also without giveUpAfter", async () => {
    const broken = async (): Promise<number> => Promise.reject(new Error("no"));
    const never = { ...options, giveUpAfter: Number.POSITIVE_INFINITY };
    await expect(runSearch("minimize", space, broken, never, clock)).rejects.toThrow(
      "minimize: all 20 trials failed, the last with: no",
    );
    await expect(runSearch("minimize", space, broken, { ...options, trials: 1 }, clock)).rejects.toThrow(
      "minimize: the only trial failed, the last with: no",
    );
  });

  it("does not give up when one of the first trials succeeds", async () => {
    const study = await runSearch(
      "minimize",
      space,
      (_, { number }) => (number === 4 ? 1 : Number.NaN),
      options,
      clock,
    );
    expect(study.trials).toHaveLength(20);
    expect(study.best.number).toBe(4);
  });

  it("starts with the enqueued points, with sampled values for missing parameters", async () => {
    const enqueue = [{ x: 0.25, kind: "b" as const }, { x: -0.5 }];
    const { trials } = await runSearch("minimize", space, square, { ...options, trials: 3, enqueue }, clock);
    expect(trials[0]?.params).toEqual({ x: 0.25, kind: "b" });
    expect(trials[1]?.params.x).toBe(-0.5);
    expect(["a", "b"]).toContain(trials[1]?.params.kind);
    expect(trials).toHaveLength(3);
  });

  it("awaits onTrial sequentially, in the order in which trials end", async () => {
    const seen: string[] = [];
    let busy = false;
    const study = await runSearch(
      "minimize",
      space,
      ({ x }, { number }) => new Promise<number>((resolve) => setTimeout(resolve, number % 2 === 0 ? 8 : 2, x)),
      {
        ...options,
        trials: 6,
        concurrency: 3,
        onTrial: async (trial, soFar) => {
          expect(busy).toBe(false);
          busy = true;
          await new Promise((resolve) => setTimeout(resolve, 3));
          busy = false;
          seen.push(`${trial.number} ${trial.state} ${soFar.trials[trial.number]?.state}`);
        },
      },
      clock,
    );
    expect(seen).toHaveLength(6);
    expect(seen.toSorted()).toEqual(study.trials.map(({ number }) => `${number} complete complete`));
  });

  it("ends with the error of onTrial", async () => {
    const onTrial = (): void => {
      throw new Error("disk full");
    };
    await expect(runSearch("minimize", space, square, { ...options, onTrial }, clock)).rejects.toThrow("disk full");
  });

  it("runs as many trials in parallel as concurrency", async () => {
    let busy = 0;
    let maximum = 0;
    const objective = async ({ x }: Point): Promise<number> => {
      busy += 1;
      maximum = Math.max(maximum, busy);
      await new Promise((resolve) => setTimeout(resolve, 2));
      busy -= 1;
      return x;
    };
    const study = await runSearch("minimize", space, objective, { ...options, concurrency: 3 }, clock);
    expect(maximum).toBe(3);
    expect(study.trials.map(({ number }) => number)).toEqual(Array.from({ length: 20 }, (_, index) => index));
  });

  it("starts no trial after timeoutMs", async () => {
    let time = 0;
    const objective = (): number => {
      time += 100;
      return time;
    };
    const timed = { ...options, timeoutMs: 450 };
    const study = await runSearch("minimize", space, objective, timed, { now: () => time });
    expect(study.trials).toHaveLength(5);
    expect(study.interrupted).toBe(false);
  });
});

describe("a constraint", () => {
  const constraint = ({ x }: Point): boolean => x > 0.9;

  it("is checked before a trial runs, and refused points are replaced", async () => {
    const seen: number[] = [];
    const study = await runSearch(
      "minimize",
      space,
      ({ x }) => {
        seen.push(x);
        return x;
      },
      { ...options, constraint },
      clock,
    );
    expect(study.trials).toHaveLength(20);
    expect(seen.every((x) => x > 0.9)).toBe(true);
  });

  it("that refuses everything ends the search without a trial", async () => {
    let calls = 0;
    const count = (): number => (calls += 1);
    await expect(runSearch("minimize", space, count, { ...options, constraint: () => false }, clock)).rejects.toThrow(
      "constraint: refused 1,000 points in a row",
    );
    expect(calls).toBe(0);
  });

  it("refuses a start point, and completes partial ones so that they are allowed", async () => {
    const enqueue = [{ kind: "b" as const }];
    const { trials } = await runSearch(
      "minimize",
      space,
      square,
      { ...options, trials: 1, constraint, enqueue },
      clock,
    );
    expect(trials[0]?.params.kind).toBe("b");
    expect(trials[0]?.params.x).toBeGreaterThan(0.9);
    const bad = { ...options, constraint, enqueue: [{ x: 0, kind: "a" as const }] };
    await expect(runSearch("minimize", space, square, bad, clock)).rejects.toThrow(
      'minimize: the constraint refuses the start point {"x":0,"kind":"a"}; remove or change it',
    );
  });
});

describe("failed and slow trials", () => {
  it("are retried at the same point, and count once", async () => {
    const attempts: number[][] = [];
    const flaky = ({ x }: Point, { number, report }: TrialContext): number => {
      const tries = attempts[number] ?? [];
      attempts[number] = tries;
      tries.push(x);
      report(1, tries.length);
      if (number === 3) throw new Error("never");
      if (tries.length <= 2) throw new Error("busy");
      return x;
    };
    const { trials } = await runSearch("minimize", space, flaky, { ...options, trials: 5, retries: 2 }, clock);
    expect(trials.map(({ state }) => state)).toEqual(["complete", "complete", "complete", "failed", "complete"]);
    expect(attempts.map((tries) => tries.length)).toEqual([3, 3, 3, 3, 3]);
    expect(attempts.every((tries) => new Set(tries).size === 1)).toBe(true);
    expect(trials[0]?.intermediate).toEqual([{ step: 1, value: 3 }]);
    expect(trials[3]?.message).toBe("never");
  });

  it("fail after trialTimeoutMs, with an aborted signal, and the search continues", async () => {
    const aborted: number[] = [];
    const slow = async ({ x }: Point, { number, signal }: TrialContext): Promise<number> => {
      if (number !== 1) return x;
      signal.addEventListener("abort", () => aborted.push(number));
      return await new Promise<number>((resolve) => setTimeout(resolve, 10_000, x).unref());
    };
    const limited = { ...options, trials: 4, trialTimeoutMs: 30 };
    const { trials, interrupted } = await runSearch("minimize", space, slow, limited, clock);
    expect(trials.map(({ state }) => state)).toEqual(["complete", "failed", "complete", "complete"]);
    expect(trials[1]?.message).toBe("the trial exceeded trialTimeoutMs (30 ms); raise it or make the trial cheaper");
    expect(aborted).toEqual([1]);
    expect(interrupted).toBe(false);
  });

  it("change nothing after their timeout", async () => {
    let late = (): void => {};
    const slow = async ({ x }: Point, { number, report }: TrialContext): Promise<number> => {
      if (number === 0) {
        late = () => report(5, 1);
        await new Promise((resolve) => setTimeout(resolve, 60));
        return -1_000;
      }
      await new Promise((resolve) => setTimeout(resolve, 10));
      late();
      return x;
    };
    const { trials } = await runSearch("minimize", space, slow, { ...options, trials: 8, trialTimeoutMs: 25 }, clock);
    expect(trials[0]).toMatchObject({ state: "failed", value: undefined, intermediate: [] });
    expect(trials.slice(1).every(({ state }) => state === "complete")).toBe(true);
  });
});

describe("an interrupted search", () => {
  it("returns the trials so far, also with a synchronous objective", async () => {
    const stop = new AbortController();
    const objective = ({ x }: Point, { number }: { readonly number: number }): number => {
      if (number === 7) setTimeout(() => stop.abort(), 0);
      const end = performance.now() + 3;
      while (performance.now() < end);
      return x;
    };
    const endless = { ...options, trials: 100_000, signal: stop.signal };
    const study = await runSearch("minimize", space, objective, endless, clock);
    expect(study.interrupted).toBe(true);
    expect(study.trials.length).toBeGreaterThan(7);
    expect(study.trials.length).toBeLessThan(50);
    expect(study.trials.every(({ state }) => state === "complete")).toBe(true);
  });

  it("does not wait for running trials, and aborts their signals", async () => {
    const stop = new AbortController();
    const aborted: number[] = [];
    const objective = async ({ x }: Point, trial: { readonly number: number; readonly signal: AbortSignal }) => {
      if (trial.number < 4) return x;
      trial.signal.addEventListener("abort", () => aborted.push(trial.number));
      if (trial.number === 5) stop.abort();
      return await new Promise<number>(() => {});
    };
    const running = { ...options, concurrency: 2, signal: stop.signal };
    const study = await runSearch("minimize", space, objective, running, clock);
    expect(study.trials.map(({ state }) => state)).toEqual([
      "complete",
      "complete",
      "complete",
      "complete",
      "waiting",
      "waiting",
    ]);
    expect(aborted.toSorted()).toEqual([4, 5]);
    expect(study.interrupted).toBe(true);
  });

  it("is resumed with the same trials as an uninterrupted search", async () => {
    const stop = new AbortController();
    const objective = ({ x }: Point, { number }: { readonly number: number }): number => {
      if (number === 13) stop.abort();
      return x;
    };
    const same: SearchOptions<Point> = { trials: 30, seed: 5 };
    const uninterrupted = await runSearch("minimize", space, ({ x }) => x, same, clock);
    const part = await runSearch("minimize", space, objective, { ...same, signal: stop.signal }, clock);
    expect(part.interrupted).toBe(true);
    const resumed = await runSearch("minimize", space, ({ x }) => x, { trials: 30, resume: part }, clock);
    expect(resumed.toJSON()).toEqual(uninterrupted.toJSON());
  });

  it("returns an empty study when it was stopped before it started", async () => {
    const study = await runSearch("minimize", space, square, { ...options, signal: AbortSignal.abort() }, clock);
    expect(study.trials).toEqual([]);
    expect(study.interrupted).toBe(true);
    expect(() => study.best).toThrow(
      "minimize: none of 0 trials is complete, so the study has no best trial; run more",
    );
  });
});

it("refuses a start point in another branch before any trial runs", async () => {
  const branched = { model: oneOf({ ridge: { alpha: real(0, 1) }, mean: {} }) };
  const search = (enqueue: readonly object[]): Promise<unknown> =>
    runSearch("minimize", branched, () => 1, { enqueue, trials: 2 }, clock);
  await expect(search([{ alpha: 0.5 }])).rejects.toThrow(
    'minimize: start point 1 has "alpha", which exists only in another branch',
  );
  await expect(search([{ model: "mean", alpha: 0.5 }])).rejects.toThrow(ArgumentError);
  await expect(search([{ model: "ridge", alpha: 0.5 }])).resolves.toMatchObject({
    trials: [{ params: { model: "ridge", alpha: 0.5 } }, {}],
  });
});

describe("runSearch before any trial", () => {
  const refuse = (changes: SearchOptions<Point>): Promise<Study<Point>> =>
    runSearch("minimize", space, square, { ...options, ...changes }, clock);

  it.each([
    [{ trials: 0 }, "minimize: trials: expected an integer >= 1, got 0"],
    [{ concurrency: 0.5 }, "minimize: concurrency: expected an integer >= 1, got 0.5"],
    [{ seed: 0.1 }, "minimize: seed: expected an integer, got 0.1"],
    [{ timeoutMs: 0 }, "minimize: timeoutMs: expected a number > 0, got 0"],
    [{ retries: -1 }, "minimize: retries: expected an integer >= 0, got -1"],
    [{ trialTimeoutMs: Number.NaN }, "minimize: trialTimeoutMs: expected a number > 0, got NaN"],
    [{ giveUpAfter: 0 }, "minimize: giveUpAfter: expected an integer >= 1, got 0"],
    [{ enqueue: [{ x: 2 }] }, 'minimize: start point 1 has "x" 2, expected real -1 to 1'],
    [
      { enqueue: [{ x: 0 }, { knd: "a" } as Partial<Point>] },
      'minimize: start point 2 has unknown parameter "knd"; did you mean "kind"?',
    ],
    [
      { trials: 1, enqueue: [{ x: 0 }, { x: 1 }] },
      "minimize: the study has 2 trials, 2 of them waiting, more than trials: 1; raise trials",
    ],
  ] satisfies readonly (readonly [SearchOptions<Point>, string])[])("refuses %#", async (changes, message) => {
    await expect(refuse(changes)).rejects.toThrow(ArgumentError);
    await expect(refuse(changes)).rejects.toThrow(message);
  });

  it("refuses to resume a study of another space or direction", async () => {
    const study = await runSearch("maximize", space, square, options, clock);
    await expect(refuse({ resume: study })).rejects.toThrow(
      "minimize: the study to resume has direction maximize; resume it with maximize",
    );
    const other = { ...study, direction: "minimize" as const, space: { ...space, x: integer(-1, 1) } };
    await expect(refuse({ resume: other })).rejects.toThrow(
      'minimize: the study to resume has another space, in which "x" is integer -1 to 1',
    );
  });
});
