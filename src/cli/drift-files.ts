import { resolve } from "node:path";
import { ArgumentError } from "../core/errors.js";
import { calibrateDrift } from "../drift/calibrate-drift.js";
import type { WindowUnit } from "../drift/time-windows.js";
import { writeFileAtomically } from "../files/write-file-atomically.js";
import { readAnyTable } from "../io/datasets/read-any-table.js";
import { openModel } from "../io/tracker/open-model.js";
import { openRegistry } from "../io/tracker/open-registry.js";
import type { FittedPipeline } from "../pipeline/fitted-pipeline.js";
import { profile } from "../pipeline/profile.js";
import type { CommandContext } from "./command.js";
import { acceptDrift, formatDriftConfig, windowUnits } from "./drift-config.js";
import { getTime, profileFiles, toUri } from "./drift-sides.js";
import { knownSteps } from "./known-steps.js";

/** Options of the commands that write what comparisons read. */
export interface FileFlags {
  readonly by?: string | undefined;
  readonly time?: string | undefined;
  readonly season?: boolean | undefined;
  readonly output?: string | undefined;
  readonly model?: string | undefined;
  readonly steps?: string | undefined;
  readonly trackingUri?: string | undefined;
  readonly config?: string | undefined;
  readonly until?: string | undefined;
  readonly because?: string | undefined;
}

/** Learns limits from a reference. */
export async function calibrate(reference: string, flags: FileFlags, context: CommandContext): Promise<void> {
  const by = getUnit(flags.by) ?? "month";
  const table = await readAnyTable(toUri(reference, context));
  const time = flags.time ?? getTime(table, reference);
  const season = flags.season ? "year" : undefined;
  const columns = calibrateDrift(table, { time, by, season });
  const text = formatDriftConfig(columns, { by, time, season, reference });
  await writeOutput(text, flags.output, context);
  context.result({ by, time, columns, output: flags.output ?? null });
}

/** Writes the profile of a table. */
export async function writeProfile(table: string, flags: FileFlags, context: CommandContext): Promise<void> {
  const uri = toUri(table, context);
  const found =
    flags.model === undefined
      ? await profileFiles(uri)
      : profile(await readAnyTable(uri), { model: await readModel(flags.model, flags, context) });
  const text = JSON.stringify(found);
  await writeOutput(text, flags.output, context);
  const columns = Object.keys(found.columns).length;
  context.note(
    `${found.rows.toLocaleString("en-US")} rows, ${columns} columns in ${(text.length / 1_000).toFixed(0)} kB`,
  );
  context.result({ rows: found.rows, columns, output: flags.output ?? null });
}

async function readModel(ref: string, flags: FileFlags, { cwd }: CommandContext): Promise<FittedPipeline> {
  const steps = await knownSteps("drift", flags.steps, cwd);
  const registry = await openRegistry({ uri: flags.trackingUri });
  return (await openModel(ref, { registry, steps, caller: "drift" })).model;
}

/** Accepts the drift of a column until a day. */
export async function accept(column: string, flags: FileFlags, context: CommandContext): Promise<void> {
  const { config = "drift.yaml", until = "", because = "" } = flags;
  const accepted = { column, until, because };
  await acceptDrift(resolve(context.cwd, config), accepted);
  context.note(`${config}: drift of ${column} is accepted until ${until}`);
  context.result({ config, ...accepted });
}

/** Writes a result to a file, or prints it. */
async function writeOutput(text: string, output: string | undefined, context: CommandContext): Promise<void> {
  if (output === undefined) {
    if (!context.json) context.print(text.trimEnd());
    return;
  }
  await writeFileAtomically(resolve(context.cwd, output), text, { caller: "drift", fix: "choose another -o" });
  context.note(`${output} written`);
}

/** The unit of windows. */
export function getUnit(unit: string | undefined): WindowUnit | undefined {
  if (unit === undefined || windowUnits.includes(unit as WindowUnit)) return unit as WindowUnit | undefined;
  throw new ArgumentError(`drift: --by: expected ${windowUnits.join(", ")}, got "${unit}"; for example --by month`);
}
