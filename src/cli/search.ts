import type { Command } from "commander";
import { ArgumentError, InterruptedError, NotFoundError } from "../core/errors.js";
import { formatDuration } from "../core/format-duration.js";
import type { JournalStudy } from "../search/journal/replay-journal.js";
import { bestTrial } from "../search/study-data.js";
import { parseStudyUri } from "../studies/journals/parse-study-uri.js";
import { type OpenTrial, watchStudies } from "../studies/journals/watch-study.js";
import { logSearchProgress } from "../studies/log-search-progress.js";
import { runSearchWorker } from "../studies/search-worker.js";
import { type CommandContext, examples } from "./command.js";
import { parsePositive } from "./parse-positive.js";

interface StudyFlags {
  readonly study?: string;
  readonly name?: string;
}

interface WorkerFlags extends StudyFlags {
  readonly module: string;
  readonly trials?: string;
  readonly jobs: string;
  readonly wait: boolean;
}

const studyOption = [
  "--study <uri>",
  "redis://host:6379/0#name, postgres://user@host/database#name or a journal file (default: CUADERNO_STUDY)",
] as const;
const nameOption = ["--name <name>", "name of the study, if it is not in the URI (default: search)"] as const;

/** `cuaderno search`: runs trials of a study that several machines share, and shows it. */
export function define(command: Command, context: CommandContext): void {
  command
    .command("worker")
    .description("run trials of a shared study with the objective of a module, one command on each machine")
    .option(...studyOption)
    .option(...nameOption)
    .requiredOption("--module <file#export>", "JavaScript module that exports the objective, and space")
    .option("--trials <count>", "number of trials in the study at the end (default: trials of the module, else 50)")
    .option("-j, --jobs <count>", "trials at the same time, each in a thread", "1")
    .option("--no-wait", "do not wait for trials that other workers run")
    .action((flags: WorkerFlags) => work(context, flags));
  command
    .command("show")
    .description("the studies of a journal: trials by state, the best one, and who runs the others")
    .option(...studyOption)
    .option(...nameOption)
    .action((flags: StudyFlags) => show(context, flags));
  command.addHelpText(
    "after",
    `
A module: export const space = { x: real(-1, 1) }; export const direction = "minimize";
          export const objective = ({ x }, { report }) => x ** 2;
Optional exports: directions, trials, sampler, pruner, constraint. The objective runs in threads.

Workers agree on each trial, so the study gets exactly --trials. A trial of a worker that was killed is
run again; Ctrl-C and SIGTERM hand trials back. Optuna joins a study on Redis:
  JournalStorage(JournalRedisBackend("redis://host:6379/0")), load_study(study_name="name", ...)
Passwords: in the URI, or REDISCLI_AUTH and PGPASSWORD.
${examples(
  "cuaderno search worker --study redis://db:6379/0#traffic --module traffic.js#objective -j 4",
  "CUADERNO_STUDY=postgres://me@db/lab#traffic cuaderno search worker --module traffic.js#objective",
  "cuaderno search show --study redis://db:6379/0",
)}
Exit codes: 0 the study is complete, 1 all trials failed, 2 invalid options, 4 no server, 130 interrupted`,
  );
}

async function work(context: CommandContext, flags: WorkerFlags): Promise<void> {
  const { storage, name = "search" } = getStudy("search worker", flags, context);
  const [module, exportName = "objective"] = flags.module.split("#");
  if (module === undefined || module === "")
    throw new ArgumentError(`search worker: --module: expected file.js#objective, got "${flags.module}"; name a file`);
  const { study, ran, interrupted, open } = await runSearchWorker({
    storage,
    name,
    module,
    exportName,
    cwd: context.cwd,
    trials: parsePositive("search worker: --trials", flags.trials, { integer: true }),
    concurrency: parsePositive("search worker: --jobs", flags.jobs, { integer: true }) ?? 1,
    wait: flags.wait,
    signal: context.signal,
    onProgress: logSearchProgress({ log: context.progress }),
    log: context.note,
  });
  const summary = summarize(study, open);
  context.print(`${ran} trials by this worker; ${formatSummary(summary)}`);
  noteOpen(context, open);
  context.result({ ...summary, ran, interrupted });
  if (interrupted) throw new InterruptedError("search worker: interrupted; its trials wait for the next worker");
}

async function show(context: CommandContext, flags: StudyFlags): Promise<void> {
  const { storage, name } = getStudy("search show", flags, context);
  const watch = watchStudies(storage);
  try {
    const all = await watch.read();
    const chosen = name === undefined ? all : all.filter((study) => study.name === name);
    if (chosen.length === 0) {
      const known = all.map((study) => study.name).join(", ") || "none";
      throw new NotFoundError(`search show: unknown study "${name ?? ""}"; known are: ${known}`);
    }
    const summaries = chosen.map((study) => ({ study, open: watch.openTrials(study) }));
    for (const { study, open } of summaries) {
      context.print(formatSummary(summarize(study, open)));
      for (const each of open) context.print(`  ${formatOpen(each)}`);
    }
    context.result(summaries.map(({ study, open }) => summarize(study, open)));
  } finally {
    await watch.close();
  }
}

function getStudy(
  caller: string,
  { study, name }: StudyFlags,
  { environment }: CommandContext,
): { readonly storage: string; readonly name: string | undefined } {
  const storage = study ?? environment.CUADERNO_STUDY;
  if (storage === undefined || storage === "") {
    throw new ArgumentError(`${caller}: no study; pass --study redis://host:6379/0#name, or set CUADERNO_STUDY`);
  }
  const inUri = parseStudyUri(storage, caller)?.name;
  if (inUri !== undefined && name !== undefined && inUri !== name)
    throw new ArgumentError(`${caller}: --study names "${inUri}", --name is "${name}"; leave one of them out`);
  return { storage, name: inUri ?? name };
}

interface Summary {
  readonly name: string;
  readonly directions: readonly string[];
  readonly trials: number;
  readonly states: Readonly<Record<string, number>>;
  readonly best: { readonly number: number; readonly value: number; readonly params: object } | undefined;
  readonly open: readonly {
    readonly number: number;
    readonly process: OpenTrial["process"];
    readonly writer: string;
    readonly startedAt: number | undefined;
  }[];
}

function summarize(study: JournalStudy, open: readonly OpenTrial[]): Summary {
  const { name, trials, directions, direction } = study;
  const best = direction === undefined ? undefined : bestTrial({ direction, trials });
  return {
    name,
    directions: directions.map((each) => each ?? "none"),
    trials: trials.length,
    states: countStates(trials),
    best: best && { number: best.number, value: best.value, params: best.params },
    open: open.map(({ trial, process, writer }) => ({
      number: trial.number,
      process,
      writer,
      startedAt: trial.startedAt,
    })),
  };
}

function countStates(trials: JournalStudy["trials"]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { state } of trials) counts[state] = (counts[state] ?? 0) + 1;
  return counts;
}

function formatSummary({ name, directions, trials, states, best }: Summary): string {
  const counts = Object.entries(states).map(([state, count]) => `${count} ${state}`);
  const found = best === undefined ? "" : `; best ${best.value} (trial ${best.number})`;
  return `${name}: ${directions.join(", ")}, ${trials} trials (${counts.join(", ") || "none"})${found}`;
}

function formatOpen({ trial, writer, process }: OpenTrial): string {
  const since = trial.startedAt === undefined ? "" : `, for ${formatDuration(Date.now() - trial.startedAt)}`;
  const notes = {
    waiting: "waiting for a worker",
    running: `running${since} in ${writer}`,
    abandoned: `abandoned by ${writer}; the next worker runs it`,
    unknown: `running${since} in another program (${writer}), which may have exited; end it there: study.tell(${trial.number}, state=TrialState.FAIL)`,
  };
  return `trial ${trial.number}: ${notes[process]}`;
}

function noteOpen(context: CommandContext, open: readonly OpenTrial[]): void {
  for (const each of open) context.note(formatOpen(each));
}
