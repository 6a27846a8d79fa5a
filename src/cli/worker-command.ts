import { hostname } from "node:os";
import { fileURLToPath } from "node:url";
import { errorMessage } from "../core/error-message.js";
import { formatDuration } from "../core/format-duration.js";
import type { JsonObject } from "../core/json.js";
import { packageVersion } from "../host/package-version.js";
import { sendWebhook } from "../http/send-webhook.js";
import type { Job, JobOutcome } from "../jobs/job.js";
import type { JobRunner, QueueWorker } from "../jobs/job-queue.js";
import { scheduleRunner } from "../jobs/schedules.js";
import { secretMask } from "../notebook/run/secret-mask.js";
import { queuedJobRunner } from "../runner/queue/run-queued-job.js";
import { knownSecrets } from "../runner/run/known-secrets.js";
import { type CommandContext, type CommandModule, examples } from "./command.js";
import { parsePositive } from "./parse-positive.js";
import { parseTags, withQueue } from "./run-queue.js";

interface WorkerFlags {
  readonly queue?: string | undefined;
  readonly jobs: string;
  readonly tags?: string | undefined;
  readonly image?: string | undefined;
  readonly once?: boolean | undefined;
  readonly grace?: string | undefined;
  readonly logs?: string | undefined;
  readonly work: string;
  readonly install: string;
  readonly lock: string;
  readonly maxCrashes: string;
}

/** `cuaderno worker`: takes jobs of a queue and runs them. */
export const define: CommandModule["define"] = (command, context) => {
  command
    .option("--queue <url>", "redis://host:6379 or postgres://user@host/database (default: CUADERNO_QUEUE)")
    .option("-j, --jobs <number>", "number of jobs that run at the same time", "1")
    .option("--tags <names>", "take jobs with these tags too, for example gpu,large")
    .option("--image <name>", "the container image of this worker; it takes jobs with --code image:<name>")
    .option("--once", "end when no job waits, instead of waiting for more")
    .option("--grace <seconds>", "after SIGTERM, how long running jobs may go on before they are handed back")
    .option("--logs <uri>", "folder or s3://bucket/prefix of the logs (default: logs in --work)")
    .option("--work <folder>", "folder for logs and for code that is fetched", ".cuaderno/worker")
    .option("--install <command>", "installs the packages of fetched code; none for no command", "npm ci")
    .option("--lock <seconds>", "a worker that is silent for so long loses its jobs to others", "30")
    .option("--max-crashes <number>", "how often a job may lose its worker before it fails", "5")
    .addHelpText(
      "after",
      `
Each job is a child process (cuaderno run) in its own process group, so a busy notebook does not delay the worker's reports. A worker that is killed loses its jobs to others after --lock; its runs end with it.
SIGTERM or Ctrl-C: takes no further job and waits for those that run (--grace, default: as long as they need); a second one hands them back to the queue at once. A job that is handed back does not count as tried.
Code: of jobs that were submitted with --code folder the folder must exist here under the same path. Whoever can write to the queue can run code on its workers: protect the queue.
Schedules: after the last try of a scheduled run failed, and when runs were missed, a message goes to the webhook CUADERNO_ALERT_WEBHOOK, with the secrets of this environment masked.
Secrets are not in the queue: workers take them from their environment (CUADERNO_PARAM_<NAME>, AWS_...).
Exit codes: 0 ended by --once or a signal with all jobs finished or handed back, 2 usage, 4 no connection.
${examples(
  "cuaderno worker --queue redis://queue.internal:6379 -j 2",
  "cuaderno worker --queue postgres://cuaderno@db.internal/jobs -j 4 --tags gpu",
  "CUADERNO_QUEUE=redis://queue.internal:6379 cuaderno worker --once",
)}`,
    )
    .action((flags: WorkerFlags) => work(flags, context));
};

async function work(flags: WorkerFlags, context: CommandContext): Promise<void> {
  const name = `${hostname()}:${process.pid}`;
  const concurrency = parsePositive("worker: --jobs", flags.jobs, { integer: true }) ?? 1;
  const grace = parsePositive("worker: --grace", flags.grace);
  const options = {
    name,
    concurrency,
    tags: parseTags("worker", flags.tags),
    image: flags.image,
    version: packageVersion(),
    lockMs: (parsePositive("worker: --lock", flags.lock) ?? 30) * 1_000,
    maxCrashes: parsePositive("worker: --max-crashes", flags.maxCrashes, { integer: true }),
    log: (line: string) => context.note(line),
  };
  const { CUADERNO_QUEUE: _, ...environment } = context.environment;
  const runner = queuedJobRunner({
    worker: name,
    command: [process.execPath, fileURLToPath(new URL("./main.js", import.meta.url))],
    environment,
    folder: flags.work,
    logs: flags.logs ?? `${flags.work}/logs`,
    image: flags.image,
    install: flags.install,
  });
  await withQueue(flags.queue, "worker", context, async (queue) => {
    const counts = { done: 0, failed: 0 };
    const scheduled = scheduleRunner(runner, queue, { now: Date.now, notify: notifier(context) });
    const worker = await queue.work(options, reported(scheduled, counts, context));
    const tags = options.tags.length === 0 ? "" : `, tags ${options.tags.join(", ")}`;
    context.note(`${name} takes jobs of ${queue.name}, ${concurrency} at a time${tags}`);
    await untilEnd(worker, flags.once ?? false, context);
    if (worker.active() > 0) {
      context.note(`stopping: ${worker.active()} running; once more to hand them back to the queue`);
      for (const name of ["SIGINT", "SIGTERM"]) process.removeAllListeners(name).on(name, handBack);
    }
    function handBack(): void {
      void worker.stop({ graceMs: 0 });
    }
    await worker.stop(grace === undefined ? {} : { graceMs: grace * 1_000 });
    context.note(`${counts.done} done, ${counts.failed} failed`);
    context.result({ worker: name, ...counts });
  });
  // A connection that waits for a job does not hold the process.
  setTimeout(() => process.exit(), 1_000).unref();
}

/** Sends messages about schedules to the webhook of alerts, without secrets of this environment. */
function notifier({ environment, note, cwd }: CommandContext): (message: JsonObject) => Promise<void> {
  const webhook = environment.CUADERNO_ALERT_WEBHOOK;
  const mask = secretMask(knownSecrets(environment, cwd).secrets);
  return async (message) => {
    const shown = mask(message);
    note(String(shown.text));
    const problem = webhook ? await sendWebhook(webhook, shown, "worker") : undefined;
    if (problem !== undefined) note(problem);
  };
}

async function untilEnd(worker: QueueWorker, once: boolean, { signal }: CommandContext): Promise<void> {
  const aborted = new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
  await Promise.race(once ? [aborted, worker.idle()] : [aborted]);
}

/** A runner that says what starts and ends. */
function reported(run: JobRunner, counts: { done: number; failed: number }, context: CommandContext): JobRunner {
  return async (job, attempt) => {
    context.note(
      `${job.label}: running (job ${shortId(job)}${attempt.attempt > 1 ? `, attempt ${attempt.attempt}` : ""})`,
    );
    const started = performance.now();
    try {
      const outcome = await run(job, attempt);
      if (outcome.exitCode === 0) counts.done += 1;
      else counts.failed += 1;
      context.note(endText(job, outcome, performance.now() - started));
      return outcome;
    } catch (thrown) {
      counts.failed += 1;
      context.note(`${job.label}: ${errorMessage(thrown)}`);
      throw thrown;
    }
  };
}

/** Ids of schedules are names and times. */
function shortId({ id, schedule }: Job): string {
  return schedule === undefined ? id.slice(0, 9) : id;
}

function endText(job: Job, { status, message, result }: JobOutcome, durationMs: number): string {
  const why = message === undefined || status === "ok" ? "" : ` (${message})`;
  return `${job.label}: ${result?.cached ? "cached" : status} in ${formatDuration(durationMs)}${why}`;
}
