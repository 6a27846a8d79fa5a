import { basename, resolve } from "node:path";
import { ArgumentError } from "../core/errors.js";
import { isFlowFolder } from "../runner/flow/read-flow.js";
import { renderSchedule, type ScheduleTarget, scheduleTargets } from "../runner/schedule/render-schedule.js";
import { checkTimezone, parseCron } from "../runner/schedule/schedule.js";
import { type CommandContext, type CommandModule, examples } from "./command.js";
import { defineQueueSchedules } from "./schedule-on-queue.js";

interface ScheduleFlags {
  readonly cron: string;
  readonly timezone: string;
  readonly to: string;
}

/** `cuaderno schedule`: runs at the times of a cron expression, by a scheduler of the system or on a queue. */
export const define: CommandModule["define"] = (command, context) => {
  command.addHelpText(
    "after",
    `
Without a subcommand it is render: cuaderno schedule notebooks/milk --cron "0 6 * * 1" --to systemd prints a file for a scheduler of the system. The other subcommands are schedules on a queue, whose workers (cuaderno worker) run them: no other scheduler is needed.
${examples(
  'cuaderno schedule notebooks/traffic --cron "0 6 1 * *" --to github > traffic.yml',
  'cuaderno schedule add notebooks/milk --cron "0 6 * * 1" --queue redis://queue.internal:6379',
  "cuaderno schedule list --queue redis://queue.internal:6379",
)}`,
  );
  command
    .command("render <folder> [args...]", { isDefault: true })
    .description("print the file that makes a scheduler of the system run a flow; args come after --")
    .requiredOption("--cron <expression>", 'minute hour day month weekday, for example "0 6 1 * *"')
    .option("--timezone <name>", "IANA name of the time zone", "UTC")
    .requiredOption("--to <scheduler>", scheduleTargets.join(", "))
    .addHelpText(
      "after",
      `
Nothing is installed: the file is printed, with the lines that install it on standard error.
${examples(
  'cuaderno schedule notebooks/traffic --cron "0 6 1 * *" --to github > traffic.yml',
  'cuaderno schedule notebooks/milk --cron "0 6 * * 1" --timezone America/Santiago --to airflow',
  'cuaderno schedule notebooks/milk --cron "0 6 * * 1" --to systemd -- --data real',
)}`,
    )
    .action((folder: string, args: readonly string[], flags: ScheduleFlags) => {
      render(folder, args, flags, context);
    });
  defineQueueSchedules(command, context);
};

function render(folder: string, args: readonly string[], flags: ScheduleFlags, context: CommandContext): void {
  const target = scheduleTargets.find((name) => name === flags.to);
  if (target === undefined) {
    throw new ArgumentError(`schedule: --to: unknown scheduler "${flags.to}"; expected ${scheduleTargets.join(", ")}`);
  }
  if (!isFlowFolder(resolve(context.cwd, folder)))
    throw new ArgumentError(`schedule: ${folder} has no notebooks; name a folder that cuaderno run can run`);
  const name = basename(resolve(folder))
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, "-");
  const { files, install } = renderSchedule(target satisfies ScheduleTarget, {
    folder,
    name,
    args,
    cron: parseCron(flags.cron),
    timezone: checkTimezone(flags.timezone),
  });
  if (!context.json) {
    for (const file of files) {
      if (files.length > 1) context.print(`# ${file.name}`);
      context.print(file.text.trimEnd());
    }
  }
  for (const line of install) context.note(line);
  context.result({ files, install });
}
