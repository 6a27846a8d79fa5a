import { ArgumentError } from "../core/errors.js";
import { isProfile } from "../drift/profile-columns.js";
import { type DataQuality, dataQuality } from "../studies/data-quality.js";
import type { CommandContext } from "./command.js";
import { getUnit } from "./drift-files.js";
import { getTime, readSide } from "./drift-sides.js";

/** Options of `cuaderno drift quality`. */
export interface QualityFlags {
  readonly reference?: string | undefined;
  readonly database?: string | undefined;
  readonly by?: string | undefined;
  readonly time?: string | undefined;
  readonly key?: string | undefined;
  readonly maxAge?: string | undefined;
  readonly failOn?: string | undefined;
}

/** Checks rows for duplicates, age, rows by period, and against their history. */
export async function quality(side: string, flags: QualityFlags, context: CommandContext): Promise<void> {
  const table = await readSide(side, context, flags);
  if (isProfile(table)) throw new ArgumentError("drift quality: expected rows, got a profile; name the rows");
  const history = flags.reference === undefined ? undefined : await readSide(flags.reference, context, flags);
  const by = getUnit(flags.by);
  const time = flags.time ?? (by === undefined ? undefined : getTime(table, side));
  const maxAgeDays = flags.maxAge === undefined ? undefined : Number(flags.maxAge);
  if (maxAgeDays !== undefined && !(maxAgeDays > 0))
    throw new ArgumentError(
      `drift quality: --max-age: expected a number of days above 0, got "${flags.maxAge}"; write --max-age 7`,
    );
  const key = flags.key?.split(",").map((name) => name.trim());
  const now = maxAgeDays === undefined ? undefined : new Date();
  const found = dataQuality(table, { history, key, time, by, now, maxAgeDays });
  if (!context.json) for (const line of qualityLines(found)) context.print(line);
  const failed = flags.failOn === "fail" ? found.severity === 2 : flags.failOn === "warn" && found.severity > 0;
  context.result({ schema: "cuaderno-quality/1", failed, failOn: flags.failOn ?? null, ...found });
  if (failed) process.exitCode = 1;
}

function qualityLines({ level, rows, findings }: DataQuality): readonly string[] {
  return [
    `${level}: ${findings.length === 0 ? "nothing" : `${findings.length} finding${findings.length === 1 ? "" : "s"}`} in ${rows.toLocaleString("en-US")} rows`,
    ...findings.map(({ check, column, level: own, reason, examples }) => {
      const shown = examples.slice(0, 3).map(({ location, value }) => `${location}: ${value}`);
      const where = column === undefined ? check : `${check}, ${column}`;
      return `  ${own.padEnd(4)} ${where}: ${reason}${shown.length === 0 ? "" : ` (${shown.join("; ")})`}`;
    }),
  ];
}
