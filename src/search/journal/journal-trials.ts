import { ArgumentError } from "../../core/errors.js";
import type { StudyPlan } from "../plan-search.js";
import { hasEnded, type Trial } from "../trial.js";
import type { TrialStore } from "../trial-store.js";
import { waitingTrial } from "../waiting-trial.js";
import type { JournalLog } from "./journal-log.js";
import { JournalReplay, type JournalStudy } from "./replay-journal.js";
import { checkSameSpace } from "./resumed-trials.js";
import { storedSpace } from "./study-from-journal.js";
import { line, studyAttributes, trialToJournal } from "./study-to-journal.js";
import { trialOperations } from "./trial-operations.js";

/** The trials of a study in a journal; the study is created if missing. */
export async function journalTrials(log: JournalLog, plan: StudyPlan): Promise<TrialStore> {
  const store = new JournalTrials(log, plan);
  await store.open();
  return store;
}

/**
 * Additions of other processes are read with every append. A running trial whose writer has exited is taken over with
 * its point; a trial that another process has ended is not changed.
 */
class JournalTrials implements TrialStore {
  readonly #log: JournalLog;
  readonly #plan: StudyPlan;
  readonly #replay: JournalReplay;
  /** The running trials of this store, including changes that are not written yet. */
  readonly #mine = new Map<number, Trial>();
  /** Numbers of trials with an unwritten change. */
  readonly #queued = new Set<number>();
  #writes: Promise<void> = Promise.resolve();
  #seed: number;

  constructor(log: JournalLog, plan: StudyPlan) {
    this.#log = log;
    this.#plan = plan;
    this.#replay = new JournalReplay(log.path);
    this.#seed = plan.seed;
  }

  get seed(): number {
    return this.#seed;
  }

  async open(): Promise<void> {
    const { name, space, sampler, seed, isSeedGiven, directions, direction, caller } = this.#plan;
    const writer = this.#log.writer;
    await this.#append(() => {
      if (this.#found() !== undefined) return "";
      const id = this.#replay.studyCount;
      const codes = Object.values(directions ?? { value: direction }).map((each) => (each === "minimize" ? 1 : 2));
      const create = line({ op_code: 0, worker_id: writer, study_name: name, directions: codes });
      const attributes = studyAttributes({ sampler: sampler.kind, seed, space }, id, writer);
      const names = { "study:metric_names": Object.keys(directions ?? {}) };
      const namesLine = line({ op_code: 3, worker_id: writer, study_id: id, system_attr: names });
      return `${create}${attributes.join("")}${directions === undefined ? "" : namesLine}`;
    });
    const study = this.#study();
    const description = `the study "${name}" in ${this.#log.path}`;
    checkSameDirections(this.#plan, study, description);
    const stored = storedSpace(study.userAttributes, study.space, this.#log.path);
    checkSameSpace(caller, description, space, stored, {
      partial: study.userAttributes["cuaderno:space"] === undefined,
    });
    const storedSeed = study.userAttributes["cuaderno:seed"];
    if (!isSeedGiven && typeof storedSeed === "number") this.#seed = storedSeed;
  }

  trials(): readonly Trial[] {
    const { trials, entries } = this.#study();
    const names = Object.keys(this.#plan.directions ?? {});
    return trials.map((trial, number) => {
      if (hasEnded(trial)) return namedValues(trial, names);
      const mine = this.#mine.get(number);
      if (mine !== undefined) return mine;
      const isAbandoned = trial.state === "running" && this.#log.hasExited(entries[number]?.writer ?? "");
      return isAbandoned ? waitingTrial(number, trial.params) : trial;
    });
  }

  async claim(choose: (trials: readonly Trial[]) => Trial | undefined): Promise<Trial | undefined> {
    let chosen: Trial | undefined;
    await this.#append(() => {
      chosen = choose(this.trials());
      return chosen === undefined ? "" : this.#linesFor(chosen, "claim");
    });
    if (chosen !== undefined) this.#mine.set(chosen.number, chosen);
    return chosen;
  }

  async add(make: (trials: readonly Trial[]) => readonly Trial[]): Promise<void> {
    await this.#append(() =>
      make(this.trials())
        .map((trial) => this.#linesFor(trial, "claim"))
        .join(""),
    );
  }

  async record(trial: Trial): Promise<void> {
    if (!this.#mine.has(trial.number)) return;
    this.#mine.set(trial.number, trial);
    // A report is written together with one that is still queued.
    if (trial.state === "running" && this.#queued.has(trial.number)) return await this.#writes;
    this.#queued.add(trial.number);
    await this.#append(() => {
      this.#queued.delete(trial.number);
      const known = this.#study().trials[trial.number];
      return known === undefined || hasEnded(known)
        ? ""
        : this.#linesFor(this.#mine.get(trial.number) ?? trial, "update");
    });
    if (trial.state !== "running") this.#mine.delete(trial.number);
  }

  async close(): Promise<void> {
    await this.#log.close?.();
  }

  #linesFor(trial: Trial, purpose: "claim" | "update"): string {
    const { space } = this.#plan;
    const { writer } = this.#log;
    const { id, trials, entries } = this.#study();
    const known = trials[trial.number];
    const entry = entries[trial.number];
    if (known === undefined || entry === undefined) return trialToJournal(trial, space, { studyId: id, writer });
    const task = { trialId: entry.id, space, writer };
    if (purpose === "update" || known.state !== "running") return trialOperations(known, trial, task);
    const waiting = { ...known, state: "waiting" as const };
    return trialOperations(known, waiting, task) + trialOperations(waiting, trial, task);
  }

  /**
   * Writes sequentially; after a failed write all others fail. `make` depends on the replay alone: it is called again
   * when another writer was faster.
   */
  async #append(make: () => string): Promise<void> {
    this.#writes = this.#writes.then(async () => {
      let lines = "";
      await this.#log.append((added) => {
        this.#replay.add(added);
        lines = make();
        return lines;
      });
      this.#replay.add(lines);
    });
    await this.#writes;
  }

  #found(): JournalStudy | undefined {
    return this.#replay.studies().find(({ name }) => name === this.#plan.name);
  }

  #study(): JournalStudy {
    const study = this.#found();
    if (study !== undefined) return study;
    throw new ArgumentError(
      `${this.#plan.caller}: the study "${this.#plan.name}" was deleted from ${this.#log.path} during the search; start it again`,
    );
  }
}

function checkSameDirections(
  { caller, directions, direction }: StudyPlan,
  study: JournalStudy,
  description: string,
): void {
  const expected = Object.values(directions ?? { value: direction });
  const names = Object.keys(directions ?? {});
  const sameNames =
    study.objectiveNames === undefined || directions === undefined || names.join() === study.objectiveNames.join();
  if (expected.join() === study.directions.join() && sameNames) return;
  const [stored, got] = [
    formatDirections(study.directions, study.objectiveNames),
    formatDirections(expected, directions === undefined ? undefined : names),
  ];
  throw new ArgumentError(
    `${caller}: ${description} has direction ${stored}, got ${got}; resume with the same, or choose another name`,
  );
}

function formatDirections(directions: readonly (string | undefined)[], names: readonly string[] | undefined): string {
  return directions.map((each, index) => `${names?.[index] ?? ""} ${each ?? "none"}`.trim()).join(" and ");
}

/** The trial with values by the names of the objectives instead of by index. */
function namedValues(trial: Trial, names: readonly string[]): Trial {
  if (trial.values === undefined) return trial;
  const values = Object.values(trial.values);
  return { ...trial, values: Object.fromEntries(names.map((name, index) => [name, values[index] ?? Number.NaN])) };
}
