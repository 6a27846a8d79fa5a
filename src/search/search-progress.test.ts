import { describe, expect, it } from "vitest";
import { exampleStudy } from "../testing/example-study.js";
import { runSearch } from "./run-search.js";
import { formatSearchProgress, type SearchProgress, searchProgress } from "./search-progress.js";
import { integer } from "./space/integer.js";

describe("searchProgress", () => {
  it("has the ended trials, the last and the best one, and the time left", () => {
    const study = exampleStudy({ value: 523 }, { value: 515.2 }, { state: "failed", message: "singular" });
    expect(searchProgress(study, 50)).toEqual({
      kind: "search-progress",
      ended: 3,
      trials: 50,
      last: { number: 2, state: "failed", value: undefined, values: undefined, message: "singular" },
      best: { number: 1, value: 515.2 },
      frontSize: undefined,
      elapsedMs: 3_000,
      remainingMs: 47_000,
    });
  });

  it("counts the time of parallel trials once, and no pauses", () => {
    const study = exampleStudy({ value: 1, startedAt: 0 }, { value: 2, startedAt: 0 }, { value: 3, startedAt: 90_000 });
    expect(searchProgress(study, 6)).toMatchObject({ elapsedMs: 2_000, remainingMs: 2_000 });
  });

  it("has no time left without a limit or an ended trial", () => {
    expect(searchProgress(exampleStudy({ value: 1 }), Number.POSITIVE_INFINITY)).toMatchObject({
      trials: undefined,
      remainingMs: undefined,
    });
    expect(searchProgress(exampleStudy(), 50)).toMatchObject({ ended: 0, last: undefined, remainingMs: undefined });
  });

  it("is passed to onProgress at the start and after each trial", async () => {
    const seen: SearchProgress[] = [];
    let time = 0;
    const objective = ({ x }: { readonly x: number }): number => {
      time += 60_000;
      return x;
    };
    const options = { trials: 3, onProgress: (progress: SearchProgress) => seen.push(progress) };
    const study = await runSearch("maximize", { x: integer(1, 9) }, objective, options, { now: () => time });
    expect(seen.map(({ ended, remainingMs }) => [ended, remainingMs])).toEqual([
      [0, undefined],
      [1, 120_000],
      [2, 60_000],
      [3, 0],
    ]);
    expect(seen.at(-1)?.best).toEqual({ number: study.best.number, value: study.bestValue });
  });

  it("ends the search with the error of onProgress", async () => {
    const onProgress = ({ ended }: SearchProgress): void => {
      if (ended === 1) throw new Error("display closed");
    };
    const search = runSearch("minimize", { x: integer(1, 9) }, () => 1, { trials: 3, onProgress }, { now: () => 0 });
    await expect(search).rejects.toThrow("display closed");
  });
});

describe("formatSearchProgress", () => {
  const format = (study: ReturnType<typeof exampleStudy>, trials: number): string =>
    formatSearchProgress(searchProgress(study, trials));

  it("shows the count, the last value, the best one and the time left", () => {
    expect(format(exampleStudy({ value: 523.12345 }, { value: 515.2 }, { value: 600 }), 50)).toBe(
      "trial 3/50: 600, best 515.2, 47.0 s left",
    );
  });

  it("shows failures and pruned trials, and leaves out what is unknown", () => {
    expect(format(exampleStudy({ state: "failed", message: "singular matrix" }), 1)).toBe(
      "trial 1/1: failed: singular matrix",
    );
    expect(format(exampleStudy({ value: 2 }, { state: "pruned", value: 7 }), 2)).toBe("trial 2/2: pruned 7, best 2");
    expect(format(exampleStudy(), 50)).toBe("trial 0/50");
    expect(format(exampleStudy({ value: 1 }), Number.POSITIVE_INFINITY)).toBe("trial 1: 1, best 1");
  });
});
