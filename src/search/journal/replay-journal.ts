import { FormatError } from "../../core/errors.js";
import type { Parameter } from "../space/parameter.js";
import type { Params } from "../space/space.js";
import type { Direction } from "../study-data.js";
import { hasEnded, type Trial } from "../trial.js";
import {
  endTrial,
  type Line,
  parseLine,
  readMessage,
  readObjectiveNames,
  readParam,
  readTrial,
  withValue,
} from "./journal-operation.js";
import { parsePythonJson } from "./python-json.js";
import { stateCodes } from "./study-to-journal.js";

/** A study as an Optuna journal leaves it. */
export interface JournalStudy {
  /** Its place among all studies of the journal, deleted ones included. */
  readonly id: number;
  readonly name: string;
  /** Of each objective; undefined for one that has none. */
  readonly directions: readonly (Direction | undefined)[];
  /** Names of the objectives, where they were given. */
  readonly objectiveNames: readonly string[] | undefined;
  /** Undefined when the study has several objectives, or one without direction. */
  readonly direction: Direction | undefined;
  readonly space: { readonly [name: string]: Parameter };
  readonly userAttributes: Readonly<Record<string, unknown>>;
  /** Their `values`, where there are several objectives, are by place: "0", "1", … */
  readonly trials: readonly Trial[];
  /** For each trial its place among all of the journal, and who runs or ran it. */
  readonly entries: readonly JournalEntry[];
}

/** What a journal knows of a trial besides the trial itself. */
export interface JournalEntry {
  readonly id: number;
  readonly writer: string;
}

/**
 * Every study that the operations of an Optuna journal leave, deleted ones not among them. Operations apply as in Optuna: what
 * comes after a trial's end, or is about a study or trial that is not there, changes nothing.
 */
export function replayJournal(text: string, place: string): readonly JournalStudy[] {
  const journal = new JournalReplay(place);
  journal.add(text);
  return journal.studies();
}

interface OpenStudy {
  readonly name: string;
  readonly directions: readonly (Direction | undefined)[];
  objectiveNames: readonly string[] | undefined;
  readonly direction: Direction | undefined;
  readonly space: Record<string, Parameter>;
  readonly userAttributes: Record<string, unknown>;
  readonly trials: OpenTrial[];
  isDeleted: boolean;
}

interface OpenTrial {
  readonly id: number;
  readonly study: OpenStudy;
  /** Parts of the point that Optuna has chosen for a running trial before the objective asks for them. */
  readonly relative: string[];
  writer: string;
  trial: Trial;
}

/** The state of a journal while it is replayed. Ids are places in the order of creation. */
export class JournalReplay {
  readonly #place: string;
  readonly #studies: OpenStudy[] = [];
  readonly #trials: OpenTrial[] = [];
  #lines = 0;

  constructor(place: string) {
    this.#place = place;
  }

  /** The studies that are not deleted. */
  studies(): readonly JournalStudy[] {
    return this.#studies
      .map(({ trials, ...study }, id) => ({ id, ...study, entries: trials, trials: trials.map(shownTrial) }))
      .filter(({ isDeleted }) => !isDeleted);
  }

  /** Applies the whole lines of a text. What stands after the last line end is a write under way, or one that a crash cut off. */
  add(text: string): void {
    for (const line of text.split("\n").slice(0, -1)) {
      this.#lines += 1;
      this.#apply(parseLine(line, this.#lines, this.#place));
    }
  }

  #apply(line: Line): void {
    const { fields, place } = line;
    switch (fields.op_code) {
      case 0:
        this.#createStudy(line);
        break;
      case 1:
        this.#changeStudy(line, (study) => {
          study.isDeleted = true;
        });
        break;
      case 2:
        this.#changeStudy(line, (study) => {
          Object.assign(study.userAttributes, fields.user_attr);
        });
        break;
      case 4:
        this.#changeStudy(line, (study) => this.#createTrial(study, line));
        break;
      case 5:
        this.#changeTrial(line, (trial, space) => ({
          ...trial,
          params: { ...trial.params, ...readParam(line, space) },
        }));
        break;
      case 6:
        this.#changeTrial(line, (trial, _, open) => {
          if (fields.state === stateCodes.running && trial.state !== "running") open.writer = String(fields.worker_id);
          return endTrial(trial, line);
        });
        break;
      case 7:
        this.#changeTrial(line, (trial) => ({
          ...trial,
          intermediate: withValue(trial.intermediate, Number(fields.step), Number(fields.intermediate_value)),
        }));
        break;
      case 8:
        this.#changeTrial(line, (trial) => ({
          ...trial,
          message: readMessage(fields.user_attr) ?? trial.message,
        }));
        break;
      case 3:
        this.#changeStudy(line, (study) => {
          study.objectiveNames = readObjectiveNames(fields.system_attr) ?? study.objectiveNames;
        });
        break;
      case 9:
        this.#changeTrial(line, (trial, _, { relative }) => {
          for (const [key, part] of Object.entries((fields.system_attr ?? {}) as object)) {
            const index = /^tpe:relative_params:(\d+)$/.exec(key)?.[1];
            if (index !== undefined) relative[Number(index)] = String(part);
          }
          return trial;
        });
        break;
      case 10:
        break;
      default:
        throw new FormatError(`studyFromJournal: ${place} has operation ${String(fields.op_code)}, which is not known`);
    }
  }

  #createStudy({ fields, place }: Line): void {
    const name = String(fields.study_name);
    if (this.#studies.some((study) => !study.isDeleted && study.name === name)) return;
    if (!Array.isArray(fields.directions)) throw new FormatError(`studyFromJournal: ${place} has no directions`);
    const directions = fields.directions.map((code: unknown) =>
      code === 1 ? ("minimize" as const) : code === 2 ? ("maximize" as const) : undefined,
    );
    const direction = directions.length === 1 ? directions[0] : undefined;
    const fresh = { space: {}, userAttributes: {}, trials: [], isDeleted: false };
    this.#studies.push({ name, directions, direction, objectiveNames: undefined, ...fresh });
  }

  #createTrial(study: OpenStudy, line: Line): void {
    const trial = readTrial(study.trials.length, study.space, line);
    const open = { id: this.#trials.length, study, trial, relative: [], writer: String(line.fields.worker_id) };
    study.trials.push(open);
    this.#trials.push(open);
  }

  #changeStudy({ fields }: Line, change: (study: OpenStudy) => void): void {
    const study = this.#studies[Number(fields.study_id)];
    if (study !== undefined && !study.isDeleted) change(study);
  }

  #changeTrial(
    { fields }: Line,
    change: (trial: Trial, space: Record<string, Parameter>, open: OpenTrial) => Trial,
  ): void {
    const open = this.#trials[Number(fields.trial_id)];
    if (open !== undefined && !hasEnded(open.trial)) open.trial = change(open.trial, open.study.space, open);
  }
}

function shownTrial({ trial, relative }: OpenTrial): Trial {
  if (trial.state !== "running" || relative.length === 0) return trial;
  try {
    return { ...trial, params: { ...(parsePythonJson(relative.join("")) as Params), ...trial.params } };
  } catch {
    // Some of the parts are not written yet.
    return trial;
  }
}
