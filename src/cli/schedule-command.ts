import { basename, resolve } from "node:path";
import { ArgumentError } from "../core/errors.js";
import { isFlowFolder } from "../runner/flow/read-flow.js";
import { renderSchedule, type ScheduleTarget, scheduleTargets } from "../runner/schedule/render-schedule.js";
import { checkTimezone, parseCron } from "../runner/schedule/schedule.js";
import { type CommandContext, type CommandModule, examples } from "./command.js";

interface ScheduleFlags {
  readonly cron: string;
  readonly timezone: string;
  readonly to: string;
}

/** `cuaderno schedule`: prints the file that makes a scheduler run a flow. */
export const define: CommandModule["define"] = (command, context) => {
  command
    .argument("<folder>", "folder of notebooks, as in cuaderno run <folder>")
    .argument("[args...]", "after --: further arguments of cuaderno run")
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
      schedule(folder, args, flags, context);
    });
};

function schedule(folder: string, args: readonly string[], flags: ScheduleFlags, context: CommandContext): void {
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
