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

/** Trials of a study in a journal, which is created where it is not there yet. */
export async function journalTrials(log: JournalLog, plan: StudyPlan): Promise<TrialStore> {
  const store = new JournalTrials(log, plan);
  await store.open();
  return store;
}

/**
 * What others add is seen whenever something is added here. A trial whose writer has died is taken over, with its point; one that
 * someone else has ended stays as they ended it.
 */
class JournalTrials implements TrialStore {
  readonly #log: JournalLog;
  readonly #plan: StudyPlan;
  readonly #replay: JournalReplay;
  /** The running trials of this store, ahead of the journal by what is not written yet. */
  readonly #mine = new Map<number, Trial>();
  /** Trials of which a change waits to be written. */
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
      const codes = Object.values(directions ?? { value: direction }).map((each) => (each === "minimize" ? 1 : 2));
      const create = line({ op_code: 0, worker_id: writer, study_name: name, directions: codes });
      this.#replay.add(create);
      const { id } = this.#study();
      const attributes = studyAttributes({ sampler: sampler.kind, seed, space }, id, writer);
      const names = { "study:metric_names": Object.keys(directions ?? {}) };
      const goalLine = line({ op_code: 3, worker_id: writer, study_id: id, system_attr: names });
      const rest = `${attributes.join("")}${directions === undefined ? "" : goalLine}`;
      this.#replay.add(rest);
      return { lines: create + rest };
    });
    const study = this.#study();
    const place = `the study "${name}" in ${this.#log.path}`;
    checkAim(this.#plan, study, place);
    const stored = storedSpace(study.userAttributes, study.space, this.#log.path);
    checkSameSpace(caller, place, space, stored, { partial: study.userAttributes["cuaderno:space"] === undefined });
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
      const isLeft = trial.state === "running" && this.#log.hasExited(entries[number]?.writer ?? "");
      return isLeft ? waitingTrial(number, trial.params) : trial;
    });
  }

  async claim(choose: (trials: readonly Trial[]) => Trial | undefined): Promise<Trial | undefined> {
    let chosen: Trial | undefined;
    await this.#append(() => {
      chosen = choose(this.trials());
      if (chosen === undefined) return "";
      this.#mine.set(chosen.number, chosen);
      return this.#linesFor(chosen, "take");
    });
    return chosen;
  }

  async add(make: (trials: readonly Trial[]) => readonly Trial[]): Promise<void> {
    await this.#append(() =>
      make(this.trials())
        .map((trial) => this.#linesFor(trial, "take"))
        .join(""),
    );
  }

  async record(trial: Trial): Promise<void> {
    if (!this.#mine.has(trial.number)) return;
    this.#mine.set(trial.number, trial);
    // A report that comes before the last one is on its way goes with it.
    if (trial.state === "running" && this.#queued.has(trial.number)) return await this.#writes;
    this.#queued.add(trial.number);
    await this.#append(() => {
      this.#queued.delete(trial.number);
      const known = this.#study().trials[trial.number];
      return known === undefined || hasEnded(known)
        ? ""
        : this.#linesFor(this.#mine.get(trial.number) ?? trial, "keep");
    });
    if (trial.state !== "running") this.#mine.delete(trial.number);
  }

  #linesFor(trial: Trial, purpose: "take" | "keep"): string {
    const { space } = this.#plan;
    const { writer } = this.#log;
    const { id, trials, entries } = this.#study();
    const known = trials[trial.number];
    const entry = entries[trial.number];
    if (known === undefined || entry === undefined) return trialToJournal(trial, space, { studyId: id, writer });
    const task = { trialId: entry.id, space, writer };
    if (purpose === "keep" || known.state !== "running") return trialOperations(known, trial, task);
    const waiting = { ...known, state: "waiting" as const };
    return trialOperations(known, waiting, task) + trialOperations(waiting, trial, task);
  }

  /** One write after the other; after one that failed, none. */
  async #append(make: () => string | { readonly lines: string }): Promise<void> {
    this.#writes = this.#writes.then(() =>
      this.#log.append((added) => {
        this.#replay.add(added);
        const made = make();
        if (typeof made !== "string") return made.lines;
        this.#replay.add(made);
        return made;
      }),
    );
    await this.#writes;
  }

  #found(): JournalStudy | undefined {
    return this.#replay.studies().find(({ name }) => name === this.#plan.name);
  }

  #study(): JournalStudy {
    const study = this.#found();
    if (study !== undefined) return study;
    throw new ArgumentError(
      `${this.#plan.caller}: the study "${this.#plan.name}" was deleted from ${this.#log.path} meanwhile; begin it anew`,
    );
  }
}

function checkAim({ caller, directions, direction }: StudyPlan, study: JournalStudy, place: string): void {
  const wanted = Object.values(directions ?? { value: direction });
  const names = Object.keys(directions ?? {});
  const sameNames =
    study.objectiveNames === undefined || directions === undefined || names.join() === study.objectiveNames.join();
  if (wanted.join() === study.directions.join() && sameNames) return;
  const kept = study.directions.map((each, index) =>
    `${study.objectiveNames?.[index] ?? ""} ${each ?? "no direction"}`.trim(),
  );
  throw new ArgumentError(`${caller}: ${place} is to ${kept.join(" and ")}; go on with the same, or give another name`);
}

/** Values by the names of the goals instead of by place. */
function namedValues(trial: Trial, names: readonly string[]): Trial {
  if (trial.values === undefined) return trial;
  const values = Object.values(trial.values);
  return { ...trial, values: Object.fromEntries(names.map((name, place) => [name, values[place] ?? Number.NaN])) };
}
