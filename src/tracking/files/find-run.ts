import { existsSync } from "node:fs";
import { join } from "node:path";
import { ArgumentError, FormatError, NotFoundError } from "../../core/errors.js";
import type { TrackerProblem } from "../tracker.js";
import { type ExperimentEntry, folderNames, listExperiments } from "./list-experiments.js";
import { type RunHeading, readRunHeading } from "./read-run.js";
import type { TrackerFolder } from "./tracker-folder.js";

/** Folders in an experiment that are not runs. */
const reserved = new Set(["tags", "datasets", "traces", "models"]);

/** Names of the run folders of an experiment. */
export function runIds(experimentPath: string): string[] {
  return folderNames(experimentPath).filter((name) => !reserved.has(name) && /^[a-zA-Z0-9][\w-]{0,255}$/.test(name));
}

/** The one run whose id begins so. */
export function findRun(folder: TrackerFolder, beginning: string): RunHeading {
  const experiments = listExperiments(folder).filter((experiment) => experiment.active);
  const exact = /^[0-9a-f]{32}$/.test(beginning)
    ? experiments
        .filter(({ path }) => existsSync(join(path, beginning)))
        .map((experiment) => ({ experiment, id: beginning }))
    : [];
  const found = exact.length > 0 ? exact : experiments.flatMap((experiment) => runsBeginning(experiment, beginning));
  const [first, second] = found.some(({ id }) => id === beginning) ? found.filter(({ id }) => id === beginning) : found;
  if (first === undefined || beginning === "") {
    throw new NotFoundError(
      `run: no run "${beginning}" in ${folder.root}; "cuaderno runs list" shows those that are there`,
    );
  }
  if (second !== undefined) {
    const some = found.slice(0, 3).map(({ id }) => id.slice(0, beginning.length + 4));
    throw new ArgumentError(
      `run: "${beginning}" is the beginning of ${found.length} runs (${some.join(", ")}${found.length > 3 ? ", ..." : ""}); give more of the id`,
    );
  }
  const problems: TrackerProblem[] = [];
  const watched: TrackerFolder = { ...folder, onProblem: (problem) => problems.push(problem) };
  const heading = readRunHeading(watched, first.experiment, join(first.experiment.path, first.id), first.id);
  if (heading === undefined) {
    const told = problems.map(({ path, reason }) => `${path} ${reason}`).join("; ");
    if (told !== "")
      throw new FormatError(`run: cannot read run ${first.id}: ${told}; "cuaderno runs doctor" can repair it`);
    throw new NotFoundError(`run: the run ${first.id} in ${folder.root} was deleted or never begun`);
  }
  for (const problem of problems) folder.onProblem(problem);
  return heading;
}

function runsBeginning(experiment: ExperimentEntry, beginning: string): { experiment: ExperimentEntry; id: string }[] {
  return runIds(experiment.path)
    .filter((id) => id.startsWith(beginning))
    .map((id) => ({ experiment, id }));
}
