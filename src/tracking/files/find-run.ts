import { existsSync } from "node:fs";
import { join } from "node:path";
import { ArgumentError, FormatError, NotFoundError } from "../../core/errors.js";
import type { TrackerProblem } from "../tracker.js";
import { type ExperimentEntry, folderNames, listExperiments } from "./list-experiments.js";
import { readRunHeading } from "./read-run-heading.js";
import type { RunHeading } from "./run-heading.js";
import type { TrackerFolder } from "./tracker-folder.js";

/** Folders in an experiment that are not runs. */
const reserved = new Set(["tags", "datasets", "traces", "models"]);

/** Names of the run folders of an experiment. */
export function runIds(experimentPath: string): string[] {
  return folderNames(experimentPath).filter((name) => !reserved.has(name) && /^[a-zA-Z0-9][\w-]{0,255}$/.test(name));
}

/** The run whose id begins with a prefix. */
export function findRun(
  folder: TrackerFolder,
  prefix: string,
  caller: string,
  { deleted = false }: { readonly deleted?: boolean | undefined } = {},
): RunHeading {
  const experiments = listExperiments(folder).filter((experiment) => experiment.active);
  const exact = /^[0-9a-f]{32}$/.test(prefix)
    ? experiments.filter(({ path }) => existsSync(join(path, prefix))).map((experiment) => ({ experiment, id: prefix }))
    : [];
  const found = exact.length > 0 ? exact : experiments.flatMap((experiment) => runsWithPrefix(experiment, prefix));
  const [first, second] = found.some(({ id }) => id === prefix) ? found.filter(({ id }) => id === prefix) : found;
  if (first === undefined || prefix === "") {
    throw new NotFoundError(
      `${caller}: no run ${JSON.stringify(prefix.slice(0, 80))} in ${folder.root}; "cuaderno runs list" lists them`,
    );
  }
  if (second !== undefined) {
    const some = found.slice(0, 3).map(({ id }) => id.slice(0, prefix.length + 4));
    throw new ArgumentError(
      `${caller}: ${found.length} runs begin with "${prefix}" (${some.join(", ")}${found.length > 3 ? ", ..." : ""}); use more of the id`,
    );
  }
  const problems: TrackerProblem[] = [];
  const watched: TrackerFolder = { ...folder, onProblem: (problem) => problems.push(problem) };
  const path = join(first.experiment.path, first.id);
  const heading = readRunHeading(watched, first.experiment, path, first.id, { deleted });
  if (heading === undefined) {
    const details = problems.map(({ path, reason }) => `${path} ${reason}`).join("; ");
    if (details !== "") {
      throw new FormatError(`${caller}: cannot read run ${first.id}: ${details}; "cuaderno runs doctor" can repair it`);
    }
    throw new NotFoundError(
      deleted
        ? `${caller}: run ${first.id} in ${folder.root} is not deleted; only deleted runs can be restored`
        : `${caller}: run ${first.id} in ${folder.root} was deleted or never started; "cuaderno runs restore" restores it`,
    );
  }
  for (const problem of problems) folder.onProblem(problem);
  return heading;
}

function runsWithPrefix(experiment: ExperimentEntry, prefix: string): { experiment: ExperimentEntry; id: string }[] {
  return runIds(experiment.path)
    .filter((id) => id.startsWith(prefix))
    .map((id) => ({ experiment, id }));
}
