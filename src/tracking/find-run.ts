import { join } from "node:path";
import { ArgumentError, FormatError, NotFoundError } from "../core/errors.js";
import { folderNames, listExperiments } from "./list-experiments.js";
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
  const found = listExperiments(folder)
    .filter((experiment) => experiment.active)
    .flatMap((experiment) =>
      runIds(experiment.path)
        .filter((id) => id.startsWith(beginning))
        .map((id) => ({ experiment, id })),
    );
  const exact = found.find(({ id }) => id === beginning);
  const [first, second] = exact === undefined ? found : [exact];
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
  const problems: string[] = [];
  const watched = {
    ...folder,
    onProblem: ({ path, reason }: { path: string; reason: string }) => problems.push(`${path} ${reason}`),
  };
  const heading = readRunHeading(watched, first.experiment, join(first.experiment.path, first.id), first.id);
  if (heading === undefined) {
    if (problems.length > 0) throw new FormatError(`run: cannot read run ${first.id}: ${problems.join("; ")}`);
    throw new NotFoundError(`run: the run ${first.id} in ${folder.root} was deleted or never begun`);
  }
  return heading;
}
