import type { Command } from "commander";
import { ArgumentError, NotFoundError } from "../core/errors.js";
import { formatDuration } from "../core/format-duration.js";
import type { JobRecord, JobState } from "../jobs/job.js";
import type { JobQueue } from "../jobs/job-queue.js";
import { readJobLog } from "../runner/queue/job-log.js";
import { type CommandContext, type CommandModule, examples } from "./command.js";
import { parsePositive } from "./parse-positive.js";
import { formatTime, toOneLine } from "./run-cells.js";
import { withQueue } from "./run-queue.js";
import { textTable } from "./text-table.js";

const states: readonly JobState[] = ["waiting", "running", "done", "failed"];
const idLength = 9;
/** How many jobs are searched for the start of an id. */
const searched = 20_000;

interface QueueFlag {
  readonly queue?: string | undefined;
}

/** `cuaderno jobs`: what a queue has, and changes of it. */
export const define: CommandModule["define"] = (command, context) => {
  command.addHelpText(
    "after",
    `
States: waiting (also for jobs that it needs, or for its next try), running, done, failed (also cancelled, or not run because a job it needs failed). Done jobs are remembered for 7 days, failed ones for 30. Ids may be shortened. Logs are in a folder or bucket of the workers (cuaderno worker --logs), not in the queue.
Exit codes: 0 ok, 2 usage or unknown job, 4 no connection.
${examples(
  "cuaderno jobs list --queue redis://queue.internal:6379",
  "cuaderno jobs list --state failed --json",
  "cuaderno jobs show n3f9a01b2 --log",
  "cuaderno jobs cancel n3f9a01b2",
  "cuaderno jobs retry --failed",
  "cuaderno jobs drain",
)}`,
  );
  const add = (usage: string, description: string): Command =>
    command
      .command(usage)
      .description(description)
      .option("--queue <url>", "redis://host:6379 or postgres://user@host/database (default: CUADERNO_QUEUE)");
  add("list", "list jobs, the newest first")
    .option("--state <states>", `comma-separated: ${states.join(", ")} (default: all)`)
    .option("-n, --limit <number>", "maximum number of jobs", "30")
    .action((flags: QueueFlag & { readonly state?: string; readonly limit: string }) => list(flags, context));
  add("show <id>", "show a job, with the end of its log")
    .option("--log", "print all of its log, and nothing else")
    .action((id: string, flags: QueueFlag & { readonly log?: boolean }) => show(id, flags, context));
  add("cancel <ids...>", "cancel jobs: those that wait do not start, those that run are interrupted").action(
    (ids: readonly string[], flags: QueueFlag) => cancel(ids, flags, context),
  );
  add("retry [ids...]", "try failed and cancelled jobs again")
    .option("--failed", "all failed jobs")
    .action((ids: readonly string[], flags: QueueFlag & { readonly failed?: boolean }) => retry(ids, flags, context));
  add("drain", "cancel all jobs that wait; those that run go on").action((flags: QueueFlag) => drain(flags, context));
  add("workers", "list the workers and what they run").action((flags: QueueFlag) => workers(flags, context));
};

async function list(
  flags: QueueFlag & { readonly state?: string; readonly limit: string },
  context: CommandContext,
): Promise<void> {
  const limit = parsePositive("jobs: --limit", flags.limit, { integer: true });
  const filter = { states: parseStates(flags.state), limit };
  await withQueue(flags.queue, "jobs", context, async (queue) => {
    const records = await queue.list(filter);
    const rows = records.map((record) => [
      record.job.schedule === undefined ? record.job.id.slice(0, idLength) : record.job.id,
      shownState(record),
      record.job.label,
      formatTime(record.submittedAt),
      took(record),
      toOneLine(record.state === "failed" ? (reason(record) ?? "") : (record.progress?.worker ?? ""), 80),
    ]);
    if (!context.json)
      for (const line of textTable([["job", "state", "notebook", "submitted", "took", ""], ...rows]))
        context.print(line);
    context.note(`jobs: ${records.length}, workers: ${(await queue.workers()).length}`);
    context.result({ jobs: records.map(toJson) });
  });
}

async function show(id: string, flags: QueueFlag & { readonly log?: boolean }, context: CommandContext): Promise<void> {
  await withQueue(flags.queue, "jobs", context, async (queue) => {
    const record = await find(queue, id);
    const uri = record.progress?.log;
    const log = uri === undefined ? undefined : await readJobLog(uri);
    if (flags.log) {
      if (log === undefined)
        throw new NotFoundError(
          `jobs: the log of ${record.job.id.slice(0, idLength)} is not readable here: ${uri ?? "it has not started"}; ${uri === undefined ? "wait for a worker" : `read it on ${record.progress?.worker}, or start workers with --logs s3://...`}`,
        );
      context.print(log.trimEnd());
      return;
    }
    const { job, progress, attempts } = record;
    const facts: readonly (readonly [string, string | undefined])[] = [
      ["job", job.id],
      ["state", shownState(record)],
      ["notebook", job.target],
      ["parameters", Object.keys(job.parameters).length === 0 ? undefined : JSON.stringify(job.parameters)],
      ["output", job.output],
      ["code", codeText(record)],
      ["tags", job.tags.join(", ") || undefined],
      ["needs", job.needs.map((need) => need.slice(0, idLength)).join(", ") || undefined],
      ["attempts", `${attempts} of ${job.limits.attempts}`],
      ["submitted", `${formatTime(record.submittedAt)} by ${job.submitted.by}`],
      ["took", took(record) || undefined],
      ["worker", progress?.worker || undefined],
      ["log", uri],
      ["reason", record.state === "failed" ? reason(record) : undefined],
    ];
    for (const [name, value] of facts)
      if (value !== undefined && !context.json) context.print(`${name.padEnd(11)}${value}`);
    if (log !== undefined && !context.json) {
      context.print("");
      for (const line of log.trimEnd().split("\n").slice(-10)) context.print(line);
    }
    context.result({ ...toJson(record), job });
  });
}

async function cancel(ids: readonly string[], flags: QueueFlag, context: CommandContext): Promise<void> {
  await withQueue(flags.queue, "jobs", context, async (queue) => {
    const records = await Promise.all(ids.map((id) => find(queue, id)));
    const cancelled: string[] = [];
    for (const { job } of records) {
      const state = await queue.cancel(job.id, "cancelled with cuaderno jobs cancel");
      const short = job.id.slice(0, idLength);
      if (state === "waiting" || state === "running") cancelled.push(job.id);
      const text = state === "waiting" ? "cancelled" : state === "running" ? "is interrupted" : `is ${state} already`;
      if (!context.json) context.print(`${short} ${text}`);
    }
    context.result({ cancelled });
  });
}

async function retry(
  ids: readonly string[],
  flags: QueueFlag & { readonly failed?: boolean },
  context: CommandContext,
): Promise<void> {
  if ((ids.length === 0) !== (flags.failed === true))
    throw new ArgumentError("jobs: retry: expected ids of jobs or --failed; see cuaderno jobs list --state failed");
  await withQueue(flags.queue, "jobs", context, async (queue) => {
    const records = flags.failed
      ? await queue.list({ states: ["failed"], limit: searched })
      : await Promise.all(ids.map((id) => find(queue, id)));
    const retried: string[] = [];
    for (const { job } of [...records].reverse()) {
      const again = await queue.retry(job.id);
      if (again) retried.push(job.id);
      if (!context.json) context.print(`${job.id.slice(0, idLength)} ${again ? "waits" : "has not failed"}`);
    }
    context.result({ retried });
  });
}

async function drain(flags: QueueFlag, context: CommandContext): Promise<void> {
  await withQueue(flags.queue, "jobs", context, async (queue) => {
    const waiting = (await queue.list({ states: ["waiting"], limit: searched })).filter(
      ({ job }) => job.schedule === undefined,
    );
    for (const { job } of waiting) await queue.cancel(job.id, "cancelled with cuaderno jobs drain");
    if (!context.json) context.print(`${waiting.length} jobs cancelled`);
    context.result({ cancelled: waiting.map(({ job }) => job.id) });
  });
}

async function workers(flags: QueueFlag, context: CommandContext): Promise<void> {
  await withQueue(flags.queue, "jobs", context, async (queue) => {
    const found = await queue.workers();
    const rows = found.map(({ name, active, concurrency, tags, image, version, since }) => [
      name,
      `${active.length} of ${concurrency}`,
      [...tags, ...(image ? [`image ${image}`] : [])].join(", "),
      version ?? "",
      formatTime(Date.parse(since)),
    ]);
    if (!context.json)
      for (const line of textTable([["worker", "running", "tags", "version", "since"], ...rows])) context.print(line);
    context.result({ workers: found });
  });
}

/** The job whose id begins so. */
async function find(queue: JobQueue, id: string): Promise<JobRecord> {
  const [exact] = await queue.get([id]);
  if (exact !== undefined) return exact;
  const found = (await queue.list({ limit: searched })).filter(({ job }) => job.id.startsWith(id));
  const [only] = found;
  if (only === undefined) throw new NotFoundError(`jobs: no job ${id} in ${queue.name}; see cuaderno jobs list`);
  if (found.length === 1) return only;
  throw new ArgumentError(`jobs: ${found.length} jobs begin with ${id}; write more of the id`);
}

function parseStates(text: string | undefined): readonly JobState[] | undefined {
  if (text === undefined) return undefined;
  const names = text.split(",");
  const unknown = names.find((name) => !(states as readonly string[]).includes(name));
  if (unknown === undefined) return names as JobState[];
  throw new ArgumentError(`jobs: --state: unknown state "${unknown}"; use ${states.join(", ")}`);
}

function shownState({ state, progress }: JobRecord): string {
  const status = progress?.outcome?.status;
  if (state === "done") return status ?? "done";
  if (state !== "failed" || status === undefined || status === "ok") return state;
  return status;
}

function reason({ progress, message }: JobRecord): string | undefined {
  return progress?.outcome?.message ?? message;
}

function took({ startedAt, endedAt, state }: JobRecord): string {
  if (startedAt === undefined || state === "waiting") return "";
  return formatDuration(Math.max(0, (endedAt ?? Date.now()) - startedAt));
}

function codeText({ job: { code, folder } }: JobRecord): string {
  switch (code.kind) {
    case "folder":
      return `folder ${folder}`;
    case "git":
      return `${code.repository} at ${code.commit.slice(0, 12)}, ${folder}`;
    case "tarball":
      return `${code.uri}, ${folder}`;
    case "image":
      return `image ${code.image}, ${folder}`;
  }
}

function toJson(record: JobRecord): object {
  const { job, state, attempts, submittedAt, startedAt, endedAt, progress } = record;
  const time = (ms: number | undefined): string | null => (ms === undefined ? null : new Date(ms).toISOString());
  return {
    id: job.id,
    label: job.label,
    state,
    status: progress?.outcome?.status ?? null,
    message: state === "failed" ? (reason(record) ?? null) : null,
    attempts,
    submitted: time(submittedAt),
    started: time(startedAt),
    ended: time(endedAt),
    worker: progress?.worker ?? null,
    log: progress?.log ?? null,
    output: job.output ?? null,
  };
}
