import { basename, resolve } from "node:path";
import type { Command } from "commander";
import { ArgumentError } from "../core/errors.js";
import { formatDuration } from "../core/format-duration.js";
import { isFile } from "../files/is-file.js";
import type { JobQueue } from "../jobs/job-queue.js";
import type { ScheduledRun, ScheduleStatus } from "../jobs/schedules.js";
import { secretMask } from "../notebook/run/secret-mask.js";
import { isFlowFolder } from "../runner/flow/read-flow.js";
import { toJob } from "../runner/queue/make-jobs.js";
import { isUri } from "../runner/run/is-uri.js";
import { knownSecrets } from "../runner/run/known-secrets.js";
import { checkTimezone, parseCron } from "../runner/schedule/schedule.js";
import { type CommandContext, examples } from "./command.js";
import { formatTime, toOneLine } from "./run-cells.js";
import { getSubmission, type QueueFlags, withQueue } from "./run-queue.js";
import { textTable } from "./text-table.js";

interface AddFlags extends QueueFlags {
  readonly cron: string;
  readonly timezone: string;
  readonly name?: string | undefined;
}

type Action = (queue: JobQueue, name: string, schedules: typeof import("../jobs/schedules.js")) => Promise<object>;

/** The subcommands of `cuaderno schedule` for schedules that are in a queue. */
export function defineQueueSchedules(command: Command, context: CommandContext): void {
  const queueText = "redis://host:6379 or postgres://user@host/database (default: CUADERNO_QUEUE)";
  const define = (usage: string, description: string): Command =>
    command.command(usage).description(description).option("--queue <url>", queueText);
  define("add <target> [args...]", "add or replace a schedule on a queue; args of cuaderno run come after --")
    .requiredOption("--cron <expression>", 'minute hour day month weekday, for example "0 6 1 * *"')
    .option("--timezone <name>", "IANA name of the time zone", "UTC")
    .option("--name <name>", "name of the schedule (default: that of the folder or notebook)")
    .option("--retries <number>", "how often a failed run is tried again", "0")
    .option("--timeout <seconds>", "limit of a run")
    .option("--tags <names>", "only workers with these tags")
    .option("--code <source>", "folder (shared by all machines), git, <uri>.tar.gz or image:<name>")
    .addHelpText(
      "after",
      `
A folder runs as a flow, in one process of one worker, and only what has changed. A run does not start while the one before is running; a time at which no worker was there is listed as missed, and the run that was due then starts when a worker comes. After the last try failed a message goes to the webhook CUADERNO_ALERT_WEBHOOK of the worker.
${examples(
  'cuaderno schedule add notebooks/milk --cron "0 6 * * 1" --timezone America/Santiago --retries 2',
  'cuaderno schedule add report.ipynb --cron "30 5 * * *" -- -p city=Lima --track',
)}`,
    )
    .action((target: string, args: readonly string[], flags: AddFlags) => add(target, args, flags, context));
  define("list", "list schedules with their next and last runs").action((flags: QueueFlags) => list(flags, context));
  define("history <name>", "list the runs of a schedule, and those that were missed")
    .option("-n, --limit <number>", "maximum number of runs", "30")
    .action((name: string, flags: QueueFlags & { readonly limit: string }) => history(name, flags, context));
  const act = (verb: string, description: string, action: Action): void => {
    define(`${verb} <name>`, description).action((name: string, flags: QueueFlags) =>
      change(name, flags, action, context),
    );
  };
  act("run", "run a schedule now, in addition to its times", async (queue, name, { runSchedule }) => {
    const id = await runSchedule(queue, name, Date.now());
    return { text: `${name}: submitted; see cuaderno jobs show ${id}`, id };
  });
  act("pause", "stop a schedule until it is resumed", async (queue, name, { pauseSchedule }) => {
    await pauseSchedule(queue, name, Date.now());
    return { text: `${name}: paused` };
  });
  act("resume", "start a paused schedule again", async (queue, name, { resumeSchedule }) => {
    const skipped = await resumeSchedule(queue, name, Date.now());
    const next = await queue.schedules.next(name);
    const when = next === undefined ? "" : `, next ${formatTime(next)}`;
    return { text: `${name}: resumed${when}; runs skipped while it was paused: ${skipped}`, skipped };
  });
  act("remove", "remove a schedule and its history", async (queue, name, { removeSchedule }) => {
    await removeSchedule(queue, name);
    return { text: `${name}: removed` };
  });
}

async function add(target: string, args: readonly string[], flags: AddFlags, context: CommandContext): Promise<void> {
  const path = resolve(context.cwd, target);
  const isFolder = !isUri(target) && isFlowFolder(path);
  if (!isFolder && !isUri(target) && !(isFile(path) && target.endsWith(".ipynb")))
    throw new ArgumentError(`schedule: ${target} is neither a notebook nor a folder with notebooks; check the path`);
  const name =
    flags.name ??
    basename(target, ".ipynb")
      .toLowerCase()
      .replace(/[^a-z0-9-]+/g, "-");
  if (!/^[\w.-]{1,80}$/.test(name))
    throw new ArgumentError(`schedule: --name: expected a-z, 0-9, ".", "_" or "-", got "${name}"; set another name`);
  refuseSecrets(args, context);
  const when = { cron: parseCron(flags.cron).text, timezone: checkTimezone(flags.timezone) };
  await withQueue(flags.queue, "schedule", context, async (queue) => {
    const submission = { ...(await getSubmission(queue, flags, context)), args };
    const kind = isFolder ? ("flow" as const) : ("notebook" as const);
    const job = toJob({ kind, label: name, target, parameters: {}, key: name, schedule: name }, submission);
    const { addSchedule } = await import("../jobs/schedules.js");
    await addSchedule(queue, { name, ...when, job });
    const next = await queue.schedules.next(name);
    if (!context.json) context.print(`${name}: next ${next === undefined ? "unknown" : formatTime(next)}`);
    context.result({ name, ...when, next: next ?? null });
  });
}

function refuseSecrets(args: readonly string[], { environment, cwd }: CommandContext): void {
  const mask = secretMask(knownSecrets(environment, cwd).secrets);
  const secret = args.find((arg) => mask(arg) !== arg);
  if (secret !== undefined)
    throw new ArgumentError(
      `schedule: the argument ${mask(secret)} holds a secret, which would be stored in the queue; set it in the environment of the workers`,
    );
}

async function list(flags: QueueFlags, context: CommandContext): Promise<void> {
  await withQueue(flags.queue, "schedule", context, async (queue) => {
    const { listSchedules } = await import("../jobs/schedules.js");
    const found = await listSchedules(queue, Date.now());
    const rows = found.map((schedule) => {
      const { name, cron, timezone, next, last, job } = schedule;
      const ran = last === undefined ? "" : `${last.status} ${formatTime(Date.parse(last.due))}`;
      return [
        name,
        job.target,
        `${cron} ${timezone}`,
        next === undefined ? "" : formatTime(next),
        ran,
        remark(schedule),
      ];
    });
    if (!context.json)
      for (const line of textTable([["schedule", "runs", "at", "next", "last", ""], ...rows])) context.print(line);
    context.result({ schedules: found.map(({ job, ...rest }) => ({ ...rest, target: job.target, args: job.args })) });
  });
}

function remark({ pausedAt, overdue }: ScheduleStatus): string {
  if (pausedAt !== undefined) return `paused since ${formatTime(pausedAt)}`;
  if (overdue === 0) return "";
  return `overdue: no worker took ${overdue === 1 ? "a run" : `${overdue} runs`}; start cuaderno worker`;
}

async function history(
  name: string,
  flags: QueueFlags & { readonly limit: string },
  context: CommandContext,
): Promise<void> {
  await withQueue(flags.queue, "schedule", context, async (queue) => {
    const { findSchedule, scheduleHistory } = await import("../jobs/schedules.js");
    await findSchedule(queue, name);
    const runs = (await scheduleHistory(queue, name)).slice(-Math.max(1, Number(flags.limit) || 30));
    const rows = runs.map((run) => [
      formatTime(Date.parse(run.due)),
      run.status,
      runTook(run),
      run.attempts === undefined ? "" : String(run.attempts),
      run.worker ?? "",
      toOneLine(run.message ?? "", 80),
    ]);
    if (!context.json)
      for (const line of textTable([["due", "status", "took", "tries", "worker", ""], ...rows])) context.print(line);
    context.result({ name, runs });
  });
}

function runTook({ started, ended }: ScheduledRun): string {
  return started === undefined || ended === undefined ? "" : formatDuration(Date.parse(ended) - Date.parse(started));
}

async function change(name: string, flags: QueueFlags, action: Action, context: CommandContext): Promise<void> {
  await withQueue(flags.queue, "schedule", context, async (queue) => {
    const { text, ...rest } = (await action(queue, name, await import("../jobs/schedules.js"))) as { text: string };
    if (!context.json) context.print(text);
    context.result({ name, ...rest });
  });
}
