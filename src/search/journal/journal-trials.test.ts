import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { ArgumentError } from "../../core/errors.js";
import { memoryJournal } from "../../testing/memory-journal.js";
import type { Objective } from "../objective.js";
import { medianPruner } from "../pruners/median-pruner.js";
import { runSearch } from "../run-search.js";
import { randomSampler } from "../samplers/random-sampler.js";
import type { SearchOptions } from "../search-options.js";
import { integer } from "../space/integer.js";
import { oneOf } from "../space/one-of.js";
import { real } from "../space/real.js";
import type { ParamsOf } from "../space/space.js";
import type { Study } from "../study.js";
import type { Trial } from "../trial.js";
import type { JournalLog } from "./journal-log.js";
import { studyFromJournal } from "./study-from-journal.js";

const space = {
  model: oneOf({ ridge: { alpha: real(0, 1) }, trees: { depth: integer(1, 9) } }),
  scale: real(0.1, 10, { log: true }),
};
type Point = ParamsOf<typeof space>;

const loss = (params: Point): number =>
  Math.log(params.scale) ** 2 + (params.model === "ridge" ? params.alpha : params.depth / 10);

function clock(): { readonly now: () => number } {
  let time = Date.UTC(2026, 0, 2, 3, 4, 5, 0);
  return { now: () => (time += 500) };
}

function search(
  storage: JournalLog | undefined,
  options: SearchOptions<Point>,
  objective: Objective<Point> = loss,
): Promise<Study<Point>> {
  const stored = storage === undefined ? {} : { storage };
  return runSearch("minimize", space, objective, { ...stored, ...options }, clock());
}

const points = (trials: readonly Trial<Point>[]): readonly Point[] => trials.map(({ params }) => params);

describe("journalTrials", () => {
  it("has the trials of the same search in memory", async () => {
    const inMemory = await search(undefined, { trials: 30, seed: 3 });
    const stored = await search(memoryJournal().writer("a"), { trials: 30, seed: 3 });
    expect(stored.trials).toEqual(inMemory.trials);
  });

  it("resumes with the same seed, as if it had not been interrupted", async () => {
    const uninterrupted = await search(memoryJournal().writer("a"), { trials: 30, seed: 3 });
    const journal = memoryJournal();
    await search(journal.writer("a"), { trials: 13, seed: 3 });
    const resumed = await search(journal.writer("b"), { trials: 30 });
    expect(resumed.seed).toBe(3);
    expect(points(resumed.trials)).toEqual(points(uninterrupted.trials));
    expect(resumed.trials.map(({ value }) => value)).toEqual(uninterrupted.trials.map(({ value }) => value));
    expect(studyFromJournal(journal.text()).space).toEqual(space);
  });

  it("shows a running trial to others, with its point and reports", async () => {
    const journal = memoryJournal();
    const seen: Trial[] = [];
    await search(journal.writer("a"), { trials: 1 }, async (params, { report }) => {
      report(3, 0.5);
      report(4, 0.25);
      await new Promise((resolve) => setTimeout(resolve, 5));
      seen.push(...studyFromJournal(journal.text()).trials);
      return loss(params);
    });
    expect(seen).toHaveLength(1);
    expect(seen[0]).toMatchObject({
      state: "running",
      intermediate: [
        { step: 3, value: 0.5 },
        { step: 4, value: 0.25 },
      ],
    });
    expect(Object.keys(seen[0]?.params ?? {})).toHaveLength(3);
  });

  it("is shared by several searches: every trial once, up to the limit", async () => {
    const journal = memoryJournal();
    const ran: number[] = [];
    const work: Objective<Point> = async (params, { number }) => {
      ran.push(number);
      await new Promise((resolve) => setTimeout(resolve, number % 3));
      return loss(params);
    };
    const names = ["a", "b", "c"];
    await Promise.all(names.map((name) => search(journal.writer(name), { trials: 40, concurrency: 2 }, work)));
    const { trials } = studyFromJournal(journal.text());
    expect(ran.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, number) => number));
    expect(trials.map(({ state }) => state)).toEqual(ran.map(() => "complete"));
  });

  it("takes over the trials of a writer that has exited, but not those of others", async () => {
    const journal = memoryJournal();
    await new Promise<void>((reached) => {
      const dies: Objective<Point> = (params, { number }) => {
        if (number < 12) return loss(params);
        reached();
        return new Promise<number>(() => {});
      };
      void search(journal.writer("dead"), { trials: 20, seed: 3 }, dies);
    });
    const left = studyFromJournal<Point>(journal.text()).trials;
    expect(left.at(-1)).toMatchObject({ number: 12, state: "running" });

    const parallel = await search(journal.writer("b"), { trials: 14 });
    expect(parallel.trials.map(({ state }) => state).slice(12)).toEqual(["running", "complete"]);

    const after = await search(
      journal.writer("c", (writer) => writer === "dead"),
      { trials: 14 },
    );
    expect(after.trials[12]).toMatchObject({ state: "complete", params: left[12]?.params });
    const uninterrupted = await search(undefined, { trials: 13, seed: 3 });
    expect(points(after.trials).slice(0, 13)).toEqual(points(uninterrupted.trials));
  });

  it("releases running trials when it is interrupted", async () => {
    const journal = memoryJournal();
    const stop = new AbortController();
    const part = await search(
      journal.writer("a"),
      { trials: 9, seed: 1, signal: stop.signal },
      (params, { number }) => {
        if (number < 4) return loss(params);
        stop.abort();
        return new Promise<number>(() => {});
      },
    );
    expect(part.interrupted).toBe(true);
    expect(studyFromJournal(journal.text()).trials.map(({ state }) => state)).toEqual([
      "complete",
      "complete",
      "complete",
      "complete",
      "waiting",
    ]);
    const uninterrupted = await search(undefined, { trials: 9, seed: 1 });
    expect(points((await search(journal.writer("b"), { trials: 9 })).trials)).toEqual(points(uninterrupted.trials));
  });

  it("adds the start points once, however often it is started", async () => {
    const journal = memoryJournal();
    const enqueue = [{ model: "ridge", alpha: 0.5 } as const, { scale: 2 }];
    await search(journal.writer("a"), { trials: 3, enqueue });
    const study = await search(journal.writer("b"), { trials: 5, enqueue });
    expect(study.trials[0]?.params).toMatchObject({ model: "ridge", alpha: 0.5 });
    expect(study.trials[1]?.params.scale).toBe(2);
    expect(study.trials).toHaveLength(5);
  });

  it("prunes also by the trials of other writers", async () => {
    const journal = memoryJournal();
    const step: Objective<Point> = (params, { report }) => {
      report(1, loss(params));
      return loss(params);
    };
    await search(journal.writer("a"), { trials: 20, sampler: randomSampler() }, step);
    const pruner = medianPruner({ startupTrials: 20 });
    const study = await search(journal.writer("b"), { trials: 40, sampler: randomSampler(), pruner }, step);
    const states = study.trials.slice(20).map(({ state }) => state);
    expect(states.filter((state) => state === "pruned").length).toBeGreaterThan(4);
  });

  it("refuses another direction, another space, and resume, before any trial runs", async () => {
    const journal = memoryJournal();
    await search(journal.writer("a"), { trials: 2 });
    const before = journal.text();
    const storage = journal.writer("b");
    const effects = clock();
    await expect(runSearch("maximize", space, loss, { storage }, effects)).rejects.toThrow(
      'maximize: the study "search" in memory.journal has direction minimize, got maximize',
    );
    const narrow = { ...space, scale: real(0.1, 5, { log: true }) };
    await expect(runSearch("minimize", narrow, loss, { storage: journal.writer("c") }, effects)).rejects.toThrow(
      'minimize: the study "search" in memory.journal has another space, in which "scale" is real 0.1 to 10',
    );
    const resume = await search(undefined, { trials: 1 });
    await expect(search(storage, { resume })).rejects.toThrow(
      "minimize: resume and storage exclude each other; a stored study is resumed by itself",
    );
    await expect(search(undefined, { storage: "a.journal" })).rejects.toThrow(ArgumentError);
    expect(journal.text()).toBe(before);
  });

  it("ends with the error of a failed write, also of a report", async () => {
    const journal = memoryJournal();
    const sound = journal.writer("a");
    let writes = 0;
    const full: JournalLog = {
      ...sound,
      append: async (decide) => {
        writes += 1;
        if (writes > 4) throw new Error("no space left on device");
        await sound.append(decide);
      },
    };
    const step: Objective<Point> = async (params, { report }) => {
      report(1, 0);
      await new Promise((resolve) => setTimeout(resolve, 1));
      return loss(params);
    };
    await expect(search(full, { trials: 9 }, step)).rejects.toThrow("no space left on device");
  });
});

describe("a journal written by Cuaderno and Optuna in turn", () => {
  const path = (name: string): URL => new URL(`../golden/${name}`, import.meta.url);
  const text = (name: string): string => readFileSync(path(name), "utf8");
  const golden = (name: string): OptunaStudy => JSON.parse(text(name)).study;

  interface OptunaStudy {
    readonly direction: string;
    readonly trials: readonly {
      readonly state: string;
      readonly params: object;
      readonly value: number | null;
      readonly intermediate: readonly (readonly [number, number])[];
    }[];
  }

  const names = { complete: "COMPLETE", pruned: "PRUNED", failed: "FAIL", running: "RUNNING", waiting: "WAITING" };
  function expectSame(trials: readonly Trial<Point>[], optuna: OptunaStudy): void {
    expect(trials.map(({ state }) => names[state])).toEqual(optuna.trials.map(({ state }) => state));
    for (const [number, trial] of trials.entries()) {
      const other = optuna.trials[number];
      expect(trial.value).toBe(other?.value ?? undefined);
      expect(trial.intermediate.map(({ step, value }) => [step, value])).toEqual(other?.intermediate);
      if (trial.state === "waiting" || trial.state === "running")
        expect(trial.params).toMatchObject(other?.params ?? {});
      else expect(trial.params).toEqual(other?.params);
    }
  }

  /** Trials of every state, one after the other by two writers, the first of which leaves one running. */
  async function ourJournal(): Promise<string> {
    const journal = memoryJournal();
    const objectiveWith =
      (reached: () => void): Objective<Point> =>
      async (params, { number, report }) => {
        if (number === 8) {
          reached();
          await new Promise<never>(() => {});
        }
        report(1, params.scale);
        if (number === 2) throw new Error("no convergence");
        report(2, number === 5 ? 1_000 : loss(params));
        return loss(params);
      };
    const objective = objectiveWith(() => {});
    const options = { name: "stored", seed: 7, pruner: medianPruner({ startupTrials: 3 }) };
    await new Promise<void>((reached) => {
      void search(journal.writer("first"), { ...options, trials: 9 }, objectiveWith(reached));
    });
    await search(journal.writer("second"), { ...options, trials: 16, enqueue: [{ scale: 1 }] }, objective);
    return journal.text();
  }

  it("is the same as the golden journal that Optuna has read", async () => {
    const journal = await ourJournal();
    if (!existsSync(path("stored-journal.log")) && !process.env.CI) writeFileSync(path("stored-journal.log"), journal);
    expect(journal).toBe(text("stored-journal.log"));
  });

  it("is read by Optuna with the same trials", () => {
    const { trials, direction } = studyFromJournal<Point>(text("stored-journal.log"));
    expect(direction).toBe(golden("stored-journal.json").direction);
    expectSame(trials, golden("stored-journal.json"));
    expect(new Set(trials.map(({ state }) => state))).toEqual(new Set(["complete", "failed", "pruned", "running"]));
  });

  it("is resumed after Optuna: first its waiting trial, without its running trial", async () => {
    const continued = studyFromJournal<Point>(text("continued-journal.log"));
    expectSame(continued.trials, golden("continued-journal.json"));
    const count = continued.trials.length;
    const journal = memoryJournal(text("continued-journal.log"));
    const study = await search(journal.writer("third"), { name: "stored", trials: count + 4 });
    expect(study.trials).toHaveLength(count + 4);
    expect(study.trials[count - 1]).toMatchObject({
      state: "complete",
      params: { model: "trees", scale: 1, depth: 5 },
      value: 0.5,
    });
    expect(study.trials.filter(({ state }) => state === "running").map(({ number }) => number)).toEqual(
      continued.trials.filter(({ state }) => state === "running").map(({ number }) => number),
    );
  });
});
