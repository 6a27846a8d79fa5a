import { existsSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { expectSameTrials, goldenJournal, type OptunaStudy, readGoldenJournal } from "../../testing/golden-journal.js";
import { medianPruner } from "../pruners/median-pruner.js";
import { runSearch } from "../run-search.js";
import { choice } from "../space/choice.js";
import { integer } from "../space/integer.js";
import { real } from "../space/real.js";
import type { Study } from "../study.js";
import { studyFromJournal } from "./study-from-journal.js";
import { studyToJournal, trialToJournal } from "./study-to-journal.js";

const space = {
  rate: real(1e-3, 1, { log: true }),
  share: real(0, 1, { step: 0.25 }),
  depth: integer(3, 10),
  trees: integer(100, 1000, { step: 50 }),
  kind: choice(["tree", null, true, 4, 0.5]),
};

/** A study with a trial of every state, deterministic. */
async function ourStudy(): Promise<Study> {
  let time = Date.UTC(2026, 0, 2, 3, 4, 5, 678);
  const stop = new AbortController();
  const study = await runSearch(
    "maximize",
    space,
    ({ rate, depth }, { number, report }) => {
      time += 1_234;
      if (number === 15) stop.abort();
      if (number === 15) throw new Error("stopped");
      if (number === 2) throw new Error('broke "here"');
      if (number === 3) return Number.NEGATIVE_INFINITY;
      report(1, number === 4 ? Number.NaN : depth);
      report(5, depth - rate);
      return depth - rate;
    },
    { trials: 20, seed: 7, signal: stop.signal, pruner: medianPruner({ startupTrials: 3 }) },
    { now: () => time },
  );
  return study as unknown as Study;
}

describe("studyToJournal", () => {
  it("writes the golden journal that Optuna has read", async () => {
    const journal = studyToJournal(await ourStudy(), { name: "ours" });
    if (!existsSync(goldenJournal("cuaderno-journal.log")) && !process.env.CI)
      writeFileSync(goldenJournal("cuaderno-journal.log"), journal);
    expect(journal).toBe(readGoldenJournal("cuaderno-journal.log"));
  });

  it("is read by Optuna with the same trials, and continued", async () => {
    const golden = JSON.parse(readGoldenJournal("cuaderno-journal.json")) as {
      readonly study: OptunaStudy;
      readonly added: number;
      readonly importances: readonly string[];
    };
    const study = await ourStudy();
    expect(golden.study.direction).toBe("maximize");
    expectSameTrials(study.trials, golden.study.trials);
    expect(golden.added).toBe(5);
    expect(golden.importances).toEqual(Object.keys(space).sort());
  });

  it("is restored by studyFromJournal", async () => {
    const study = await ourStudy();
    expect(new Set(study.trials.map(({ state }) => state))).toEqual(
      new Set(["complete", "failed", "pruned", "waiting"]),
    );
    expect(studyFromJournal(studyToJournal(study, { name: "ours" })).toJSON()).toEqual(study.toJSON());
  });

  it("can be extended by trialToJournal, so that a search is resumed", async () => {
    let journal = "";
    const search = (trials: number, resume?: Study<{ readonly depth: number }>) =>
      runSearch(
        "minimize",
        { depth: integer(3, 1000) },
        ({ depth }) => depth,
        { trials, seed: 3, ...(resume && { resume }) },
        { now: () => 1_000 },
      );
    const uninterrupted = await search(30);
    const started = { ...uninterrupted, trials: [] };
    journal += studyToJournal(started, { name: "s" });
    for (const trial of uninterrupted.trials.slice(0, 17)) journal += trialToJournal(trial, uninterrupted.space);
    const resumed = await search(30, studyFromJournal<{ readonly depth: number }>(journal));
    expect(resumed.trials).toEqual(uninterrupted.trials);
  });
});
