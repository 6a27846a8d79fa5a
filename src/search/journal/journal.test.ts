import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { FormatError, NotFoundError } from "../../core/errors.js";
import { medianPruner } from "../pruners/median-pruner.js";
import { runSearch } from "../run-search.js";
import { choice } from "../space/choice.js";
import { integer } from "../space/integer.js";
import { real } from "../space/real.js";
import type { Study } from "../study.js";
import type { Trial } from "../trial.js";
import { studyFromJournal } from "./study-from-journal.js";
import { studyToJournal, trialToJournal } from "./study-to-journal.js";

const path = (name: string): URL => new URL(`../golden/${name}`, import.meta.url);
const text = (name: string): string => readFileSync(path(name), "utf8");

/** What Optuna itself reads from a journal, as the golden scripts keep it. */
interface OptunaStudy {
  readonly name: string;
  readonly direction: string;
  readonly trials: readonly {
    readonly number: number;
    readonly state: string;
    readonly params: object;
    readonly value: number | string | null;
    readonly intermediate: readonly (readonly [number, number | string])[];
    readonly startedAt: number | null;
    readonly durationMs: number | null;
  }[];
}

const stateNames = { complete: "COMPLETE", pruned: "PRUNED", failed: "FAIL", running: "RUNNING", waiting: "WAITING" };

function expectSameTrials(seen: readonly Trial[], expected: OptunaStudy["trials"]): void {
  expect(seen).toHaveLength(expected.length);
  for (const [number, trial] of seen.entries()) {
    const other = expected[number];
    expect(other).toMatchObject({ number, state: stateNames[trial.state] });
    expect(trial.value).toEqual(other?.value === null ? undefined : Number(other?.value));
    expect(trial.intermediate).toEqual(other?.intermediate.map(([step, value]) => ({ step, value: Number(value) })));
    expect(Math.abs((trial.startedAt ?? 0) - (other?.startedAt ?? 0))).toBeLessThanOrEqual(1);
    expect(Math.abs((trial.durationMs ?? 0) - (other?.durationMs ?? 0))).toBeLessThanOrEqual(1);
    // Optuna shows the points of trials that wait only when they begin.
    if (trial.state === "waiting" || trial.state === "running") expect(trial.params).toMatchObject(other?.params ?? {});
    else expect(trial.params).toEqual(other?.params);
  }
}

const space = {
  rate: real(1e-3, 1, { log: true }),
  share: real(0, 1, { step: 0.25 }),
  depth: integer(3, 10),
  trees: integer(100, 1000, { step: 50 }),
  kind: choice(["tree", null, true, 4, 0.5]),
};

/** A study with a trial of every state, always the same. */
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

describe("studyFromJournal", () => {
  const golden = JSON.parse(text("optuna-journal.json")) as { readonly studies: readonly OptunaStudy[] };

  it.each(golden.studies)("reads what Optuna wrote as Optuna does: $name", ({ name, direction, trials }) => {
    const study = studyFromJournal(text("optuna-journal.log"), { name });
    expect(study.direction).toBe(direction);
    expectSameTrials(study.trials, trials);
  });

  it("knows the space and the points that wait", () => {
    const study = studyFromJournal(text("optuna-journal.log"), { name: "search" });
    expect(study.space).toEqual({
      rate: real(0.001, 1, { log: true }),
      share: real(0, 1, { step: 0.25 }),
      depth: integer(3, 10),
      width: integer(1, 64, { log: true }),
      trees: integer(100, 1000, { step: 50 }),
      kind: choice(["tree", null, true, 4, 0.5]),
    });
    expect(study.trials.at(-1)).toMatchObject({ state: "waiting", params: { rate: 0.125 } });
    expect(study.interrupted).toBe(true);
  });

  it("gives a study that a search goes on from", async () => {
    const study = studyFromJournal(text("optuna-journal.log"), { name: "search" });
    const resumed = await runSearch(
      "minimize",
      study.space,
      ({ rate }) => Number(rate),
      { resume: study, trials: 25 },
      { now: () => 0 },
    );
    expect(resumed.trials).toHaveLength(25);
    expect(resumed.trials.every(({ state }) => state !== "waiting" && state !== "running")).toBe(true);
    expect(resumed.trials[14]?.params).toMatchObject({ rate: 0.125 });
    expect(Object.keys(resumed.trials[14]?.params ?? {}).sort()).toEqual(Object.keys(study.space).sort());
  });

  it("does not read a last line that was cut off, and loses nothing before it", () => {
    const whole = text("optuna-journal.log");
    const full = studyFromJournal(whole, { name: "search" });
    for (const cut of [1, 40, 200]) {
      const study = studyFromJournal(whole.slice(0, -cut), { name: "search" });
      expect(study.trials).toEqual(full.trials.slice(0, -1));
    }
  });

  it("refuses a journal that is damaged, with the line", () => {
    const read = (journal: string) => () => studyFromJournal(journal, { path: "a.log" });
    const create = '{"op_code":0,"worker_id":"w","study_name":"s","directions":[1]}\n';
    expect(read(`${create}{"op_code":4,{"op_code":4}\n`)).toThrow(FormatError);
    expect(read(`${create}{"op_code":4,{"op_code":4}\n`)).toThrow("studyFromJournal: line 2 of a.log is not JSON");
    expect(read(`${create}7\n`)).toThrow("studyFromJournal: line 2 of a.log is not a journal operation: 7");
    expect(read(`${create}{"op_code":44}\n`)).toThrow("studyFromJournal: line 2 of a.log has an unknown operation 44");
    expect(read(`${create}{"op_code":4,"study_id":0,"datetime_start":"soon"}\n`)).toThrow(
      "studyFromJournal: line 2 of a.log has an invalid time soon",
    );
    expect(read(`${create}{"op_code":4,"study_id":0,"state":9}\n`)).toThrow(
      "studyFromJournal: line 2 of a.log has an unknown trial state 9",
    );
    const odd = JSON.stringify({
      op_code: 4,
      study_id: 0,
      state: 1,
      distributions: { x: '{"name":"Odd","attributes":{}}' },
    });
    expect(read(`${create}${odd}\n`)).toThrow(
      'studyFromJournal: line 2 of a.log has an unknown distribution: {"name":"Odd","attributes":{}}',
    );
    expect(read('{"op_code":0,"study_name":"s","directions":[1,2]}\n')).toThrow(
      'studyFromJournal: study "s" in a.log has several objectives or no direction',
    );
  });

  it("asks which of several studies, and says which there are", () => {
    expect(() => studyFromJournal(text("optuna-journal.log"))).toThrow(NotFoundError);
    expect(() => studyFromJournal(text("optuna-journal.log"))).toThrow(
      'studyFromJournal: the journal has 2 studies; choose one with name: "search", "other"',
    );
    expect(() => studyFromJournal(text("optuna-journal.log"), { name: "serch" })).toThrow(
      'studyFromJournal: unknown study "serch" in the journal',
    );
  });
});

describe("studyToJournal", () => {
  it("writes what it wrote when Optuna was asked to read it", async () => {
    const journal = studyToJournal(await ourStudy(), { name: "ours" });
    if (!existsSync(path("cuaderno-journal.log")) && !process.env.CI)
      writeFileSync(path("cuaderno-journal.log"), journal);
    expect(journal).toBe(text("cuaderno-journal.log"));
  });

  it("is read by Optuna as it was meant, and continued", async () => {
    const golden = JSON.parse(text("cuaderno-journal.json")) as {
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

  it("comes back whole", async () => {
    const study = await ourStudy();
    expect(new Set(study.trials.map(({ state }) => state))).toEqual(
      new Set(["complete", "failed", "pruned", "waiting"]),
    );
    expect(studyFromJournal(studyToJournal(study, { name: "ours" })).toJSON()).toEqual(study.toJSON());
  });

  it("grows by a line for each trial, so that a search that died is resumed as if it had not", async () => {
    let journal = "";
    const search = (trials: number, resume?: Study<{ readonly depth: number }>) =>
      runSearch(
        "minimize",
        { depth: integer(3, 1000) },
        ({ depth }) => depth,
        { trials, seed: 3, ...(resume && { resume }) },
        { now: () => 1_000 },
      );
    const whole = await search(30);
    const started = { ...whole, trials: [] };
    journal += studyToJournal(started, { name: "s" });
    for (const trial of whole.trials.slice(0, 17)) journal += trialToJournal(trial, whole.space);
    const resumed = await search(30, studyFromJournal<{ readonly depth: number }>(journal));
    expect(resumed.trials).toEqual(whole.trials);
  });
});
