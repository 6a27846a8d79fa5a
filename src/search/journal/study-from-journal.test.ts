import { describe, expect, it } from "vitest";
import { FormatError, NotFoundError } from "../../core/errors.js";
import { expectSameTrials, type OptunaStudy, readGoldenJournal } from "../../testing/golden-journal.js";
import { runSearch } from "../run-search.js";
import { choice } from "../space/choice.js";
import { integer } from "../space/integer.js";
import { real } from "../space/real.js";
import { studyFromJournal } from "./study-from-journal.js";

describe("studyFromJournal", () => {
  const golden = JSON.parse(readGoldenJournal("optuna-journal.json")) as { readonly studies: readonly OptunaStudy[] };

  it.each(golden.studies)("reads a journal as Optuna does: $name", ({ name, direction, trials }) => {
    const study = studyFromJournal(readGoldenJournal("optuna-journal.log"), { name });
    expect(study.direction).toBe(direction);
    expectSameTrials(study.trials, trials);
  });

  it("has the space and the waiting points", () => {
    const study = studyFromJournal(readGoldenJournal("optuna-journal.log"), { name: "search" });
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

  it("returns a study that a search can resume", async () => {
    const study = studyFromJournal(readGoldenJournal("optuna-journal.log"), { name: "search" });
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

  it("ignores a truncated last line", () => {
    const journal = readGoldenJournal("optuna-journal.log");
    const full = studyFromJournal(journal, { name: "search" });
    for (const cut of [1, 40, 200]) {
      const study = studyFromJournal(journal.slice(0, -cut), { name: "search" });
      expect(study.trials).toEqual(full.trials.slice(0, -1));
    }
  });

  it("refuses a damaged journal, with the line", () => {
    const read = (journal: string) => () => studyFromJournal(journal, { path: "a.log" });
    const create = '{"op_code":0,"worker_id":"w","study_name":"s","directions":[1]}\n';
    expect(read(`${create}{"op_code":4,{"op_code":4}\n`)).toThrow(FormatError);
    expect(read(`${create}{"op_code":4,{"op_code":4}\n`)).toThrow("studyFromJournal: line 2 of a.log is not JSON");
    expect(read(`${create}7\n`)).toThrow("studyFromJournal: line 2 of a.log is not a journal operation: 7");
    expect(read(`${create}{"op":4}\n`)).toThrow("studyFromJournal: line 2 of a.log has an unknown operation nothing");
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
    expect(read(`${create}${odd.replace(',\\"attributes\\":{}', "")}\n`)).toThrow(
      "studyFromJournal: line 2 of a.log has an invalid distribution: it has no attributes",
    );
    expect(read('{"op_code":0,"study_name":"s","directions":[1,2]}\n')).toThrow(
      'studyFromJournal: study "s" in a.log has several objectives or no direction',
    );
  });

  it("refuses a missing or unknown name, with the names of the studies", () => {
    expect(() => studyFromJournal(readGoldenJournal("optuna-journal.log"))).toThrow(NotFoundError);
    expect(() => studyFromJournal(readGoldenJournal("optuna-journal.log"))).toThrow(
      'studyFromJournal: the journal has 2 studies; choose one with name: "search", "other"',
    );
    expect(() => studyFromJournal(readGoldenJournal("optuna-journal.log"), { name: "serch" })).toThrow(
      'studyFromJournal: unknown study "serch" in the journal',
    );
  });
});
