import { resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { errorMessage } from "../core/error-message.js";
import { ArgumentError, NotFoundError } from "../core/errors.js";
import type { JournalStudy } from "../search/journal/replay-journal.js";
import { storedSpace } from "../search/journal/study-from-journal.js";
import type { Pruner } from "../search/pruners/pruner.js";
import type { Sampler } from "../search/samplers/sampler.js";
import type { SearchOptions } from "../search/search-options.js";
import type { SearchProgress } from "../search/search-progress.js";
import type { Params, Space } from "../search/space/space.js";
import type { Direction, Directions } from "../search/study-data.js";
import { openJournal } from "./journals/open-journal.js";
import { type OpenTrial, watchStudies } from "./journals/watch-study.js";
import { maximize } from "./maximize.js";
import { minimize } from "./minimize.js";
import { optimize } from "./optimize.js";
import { workerObjective } from "./worker-objective.js";

/** The settings of a search worker. */
export interface SearchWorkerOptions {
  /** `redis://…`, `postgres://…` or the path of a journal file. */
  readonly storage: string;
  readonly name: string;
  /** Path of the module, relative to `cwd`, and the name of the objective that it exports. */
  readonly module: string;
  readonly exportName: string;
  readonly cwd: string;
  /** Number of trials in the study at the end. Default: the module's `trials`, else 50. */
  readonly trials: number | undefined;
  /** Number of trials at the same time, each in a thread. */
  readonly concurrency: number;
  /** Whether to wait for trials that other workers run, and to run those of a worker that exits. */
  readonly wait: boolean;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: SearchProgress) => void;
  readonly log: (line: string) => void;
}

/** What a worker has done. */
export interface SearchWorkerResult {
  readonly study: JournalStudy;
  /** Number of trials that this worker ended. */
  readonly ran: number;
  readonly interrupted: boolean;
  /** Trials that have not ended: those that other programs run, or all when interrupted. */
  readonly open: readonly OpenTrial[];
}

/**
 * Runs trials of a shared study until it has the number of trials, and waits until those of other workers have ended.
 *
 * The module exports the objective `(params, trial) => number`, which runs in threads, and `space`; optionally
 * `direction` (or `directions` of several objectives), `trials`, `sampler`, `pruner` and `constraint`. Without `space`
 * the one that the study has is used.
 */
export async function runSearchWorker(options: SearchWorkerOptions): Promise<SearchWorkerResult> {
  const { storage, name, signal } = options;
  const journal = openJournal(storage);
  const watch = watchStudies(openJournal(storage));
  try {
    const stored = (await watch.read()).find((study) => study.name === name);
    const plan = await loadModule(options, stored);
    const objective = workerObjective<Params>(
      new URL("./assets/module-objective.mjs", import.meta.url),
      "createObjective",
      {
        data: { moduleUrl: plan.url, exportName: options.exportName },
        workers: options.concurrency,
      },
    );
    try {
      for (;;) {
        await searchOnce(plan, { ...options, objective, journal });
        const study = (await watch.read()).find((each) => each.name === name);
        if (study === undefined)
          throw new NotFoundError(`search worker: the study "${name}" was deleted during the search; start it again`);
        const open = watch.openTrials(study);
        const ran = study.entries.filter(
          ({ writer }, number) => writer === journal.writer && !open.some(({ trial }) => trial.number === number),
        ).length;
        const isDone = !open.some(({ process }) => process !== "unknown");
        if (signal.aborted || isDone || !options.wait) return { study, ran, interrupted: signal.aborted, open };
        await untilFree(watch, study, options);
      }
    } finally {
      await objective.close();
    }
  } finally {
    await watch.close();
  }
}

/** Waits until a trial can be run or all have ended. */
async function untilFree(
  watch: ReturnType<typeof watchStudies>,
  first: JournalStudy,
  { name, signal, log }: SearchWorkerOptions,
): Promise<void> {
  let study: JournalStudy | undefined = first;
  let count = -1;
  while (study !== undefined && !signal.aborted) {
    const running = watch.openTrials(study).filter(({ process }) => process !== "unknown");
    if (running.length === 0 || running.some(({ process }) => process !== "running")) break;
    if (running.length !== count)
      log(`waiting for ${running.length} ${running.length === 1 ? "trial" : "trials"} of other workers`);
    count = running.length;
    await delay(500, undefined, { signal }).catch(() => undefined);
    study = (await watch.read()).find((each) => each.name === name);
  }
}

interface ModulePlan {
  readonly url: string;
  readonly space: Space;
  readonly direction: Direction;
  readonly directions: Directions | undefined;
  readonly trials: number | undefined;
  readonly sampler: Sampler | undefined;
  readonly pruner: Pruner | undefined;
  readonly constraint: ((params: Params) => boolean) | undefined;
}

async function searchOnce(
  plan: ModulePlan,
  {
    objective,
    journal,
    ...options
  }: SearchWorkerOptions & {
    readonly objective: ReturnType<typeof workerObjective<Params>>;
    readonly journal: ReturnType<typeof openJournal>;
  },
): Promise<void> {
  const { direction, directions, space, sampler, pruner, constraint } = plan;
  const { name, concurrency, signal, onProgress } = options;
  const trials = options.trials ?? plan.trials;
  const shared = { storage: journal, name, trials, concurrency, signal, onProgress, sampler, constraint };
  if (directions !== undefined) {
    const several = objective as unknown as Parameters<typeof optimize>[2];
    await optimize(directions, space, several, shared);
    return;
  }
  const settings: SearchOptions = { ...shared, pruner };
  await (direction === "minimize" ? minimize : maximize)(space, objective, settings);
}

async function loadModule(
  { module, exportName, cwd, storage }: SearchWorkerOptions,
  stored: JournalStudy | undefined,
): Promise<ModulePlan> {
  const url = pathToFileURL(resolve(cwd, module)).href;
  const loaded = await import(url).catch((cause: unknown) => {
    throw new ArgumentError(
      `search worker: --module: cannot load ${module}: ${errorMessage(cause)}; pass a JavaScript module`,
      { cause },
    );
  });
  const exports = { ...loaded.default, ...loaded } as Readonly<Record<string, unknown>>;
  if (typeof exports[exportName] !== "function") {
    throw new ArgumentError(
      `search worker: --module: ${module} exports no function "${exportName}", but ${Object.keys(exports).toSorted().join(", ") || "nothing"}; write ${module}#name`,
    );
  }
  const fromStudy =
    stored?.userAttributes["cuaderno:space"] === undefined
      ? undefined
      : storedSpace(stored.userAttributes, stored.space, storage);
  const space = (exports.space as Space | undefined) ?? fromStudy;
  if (space === undefined) {
    throw new ArgumentError(
      `search worker: --module: ${module} exports no space, and the study has none; export const space = { x: real(0, 1) }`,
    );
  }
  return {
    url,
    space,
    direction: (exports.direction as Direction | undefined) ?? stored?.direction ?? "minimize",
    directions: (exports.directions as Directions | undefined) ?? storedDirections(stored),
    trials: exports.trials as number | undefined,
    sampler: exports.sampler as Sampler | undefined,
    pruner: exports.pruner as Pruner | undefined,
    constraint: exports.constraint as ModulePlan["constraint"],
  };
}

function storedDirections(stored: JournalStudy | undefined): Directions | undefined {
  if (stored === undefined || stored.directions.length < 2) return undefined;
  const names = stored.objectiveNames ?? stored.directions.map((_, index) => String(index));
  return Object.fromEntries(names.map((name, index) => [name, stored.directions[index] ?? "minimize"]));
}
