import { FormatError } from "../../core/errors.js";
import { showJson } from "../../core/show-json.js";
import type { Params } from "../space/space.js";
import type { Parameter } from "../space/space-parameter.js";
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

/** A study in an Optuna journal. */
export interface JournalStudy {
  /** Its index among all studies of the journal, including deleted ones. */
  readonly id: number;
  readonly name: string;
  /** The direction of each objective; undefined if not set. */
  readonly directions: readonly (Direction | undefined)[];
  /** Names of the objectives, if set. */
  readonly objectiveNames: readonly string[] | undefined;
  /** The direction of a single objective. */
  readonly direction: Direction | undefined;
  readonly space: { readonly [name: string]: Parameter };
  readonly userAttributes: Readonly<Record<string, unknown>>;
  /** With several objectives, their `values` are by index: "0", "1", … */
  readonly trials: readonly Trial[];
  /** For each trial its id and its writer. */
  readonly entries: readonly JournalEntry[];
}

/** The id and the writer of a trial. */
export interface JournalEntry {
  /** Its index among all trials of the journal. */
  readonly id: number;
  readonly writer: string;
}

/**
 * The studies of an Optuna journal, without deleted ones. As in Optuna, operations after the end of a trial, and on
 * unknown studies or trials, are ignored.
 */
export function replayJournal(text: string, path: string): readonly JournalStudy[] {
  const journal = new JournalReplay(path);
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
  /** Parts of the point that Optuna has sampled for a running trial before the objective requests them. */
  readonly relative: string[];
  writer: string;
  trial: Trial;
}

/** The state of a journal during replay. Ids are indexes in order of creation. */
export class JournalReplay {
  readonly #path: string;
  readonly #studies: OpenStudy[] = [];
  readonly #trials: OpenTrial[] = [];
  #lines = 0;

  constructor(path: string) {
    this.#path = path;
  }

  /** Number of studies, including deleted ones: the id of the next one. */
  get studyCount(): number {
    return this.#studies.length;
  }

  /** The studies that are not deleted. */
  studies(): readonly JournalStudy[] {
    return this.#studies
      .map(({ trials, ...study }, id) => ({ id, ...study, entries: trials, trials: trials.map(shownTrial) }))
      .filter(({ isDeleted }) => !isDeleted);
  }

  /** Applies the complete lines of `text`. A rest after the last newline is an unfinished or truncated write. */
  add(text: string): void {
    for (const line of text.split("\n").slice(0, -1)) {
      this.#lines += 1;
      this.#apply(parseLine(line, this.#lines, this.#path));
    }
  }

  #apply(line: Line): void {
    const { fields, location } = line;
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
        throw new FormatError(
          `studyFromJournal: ${location} has an unknown operation ${showJson(fields.op_code)}; give a journal of Optuna 3 or later`,
        );
    }
  }

  #createStudy({ fields, location }: Line): void {
    const name = String(fields.study_name);
    if (this.#studies.some((study) => !study.isDeleted && study.name === name)) return;
    if (!Array.isArray(fields.directions))
      throw new FormatError(`studyFromJournal: ${location} has no directions; give a journal of Optuna 3 or later`);
    const directions = fields.directions.map((code: unknown) =>
      code === 1 ? ("minimize" as const) : code === 2 ? ("maximize" as const) : undefined,
    );
    const direction = directions.length === 1 ? directions[0] : undefined;
    const empty = { space: {}, userAttributes: {}, trials: [], isDeleted: false };
    this.#studies.push({ name, directions, direction, objectiveNames: undefined, ...empty });
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
