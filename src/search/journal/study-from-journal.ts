import { didYouMean } from "../../core/did-you-mean.js";
import { FormatError, NotFoundError } from "../../core/errors.js";
import { restoreSpace } from "../restore-study.js";
import { flatSpace } from "../space/active-parameters.js";
import type { Params, Space } from "../space/space.js";
import { type Study, toStudy } from "../study.js";
import { type JournalStudy, replayJournal } from "./replay-journal.js";

/**
 * A study from the content of an Optuna journal file, written by Cuaderno or Optuna. `name` is optional when the file
 * has a single study; `path` names the file in errors.
 *
 * The space of a study written by Optuna is that of its trials, with the last definition of each parameter. An
 * unfinished last line is ignored.
 *
 * @throws NotFoundError for an unknown name, FormatError with the invalid line
 *
 * @example studyFromJournal('{"op_code":0,"study_name":"s","directions":[1]}\n').direction // "minimize"
 */
export function studyFromJournal<Point = Params>(
  text: string,
  { name, path = "the journal" }: { readonly name?: string | undefined; readonly path?: string | undefined } = {},
): Study<Point> {
  const { trials, direction, space, userAttributes } = pickStudy(replayJournal(text, path), name, path);
  const sampler = userAttributes["cuaderno:sampler"];
  const seed = userAttributes["cuaderno:seed"];
  return toStudy<Params>({
    direction,
    space: storedSpace(userAttributes, space, path),
    sampler: typeof sampler === "string" ? sampler : "optuna",
    seed: typeof seed === "number" ? seed : 0,
    trials,
    interrupted: trials.some(({ state }) => state === "waiting" || state === "running"),
  }) as unknown as Study<Point>;
}

/** The stored space, and the parameters that only trials have. */
export function storedSpace(attributes: Readonly<Record<string, unknown>>, seen: Space, path: string): Space {
  const stored = attributes["cuaderno:space"];
  if (stored === undefined) return seen;
  const space = restoreSpace(stored, `the space in ${path}`);
  const parameters = flatSpace(space);
  return { ...space, ...Object.fromEntries(Object.entries(seen).filter(([name]) => !Object.hasOwn(parameters, name))) };
}

function pickStudy(
  studies: readonly JournalStudy[],
  name: string | undefined,
  path: string,
): JournalStudy & { readonly direction: "minimize" | "maximize" } {
  const names = studies.map((study) => study.name);
  const known = names.map((text) => JSON.stringify(text)).join(", ") || "none";
  if (name === undefined && studies.length !== 1) {
    throw new NotFoundError(`studyFromJournal: ${path} has ${studies.length} studies; choose one with name: ${known}`);
  }
  const study = studies.find((candidate) => candidate.name === (name ?? names[0]));
  if (study === undefined) {
    throw new NotFoundError(
      `studyFromJournal: unknown study ${JSON.stringify(name)} in ${path}${didYouMean(name ?? "", names)}; known are ${known}`,
    );
  }
  const { direction } = study;
  if (direction === undefined) {
    throw new FormatError(
      `studyFromJournal: study ${JSON.stringify(study.name)} in ${path} has several objectives or no direction; only studies with one objective can be read`,
    );
  }
  return { ...study, direction };
}
