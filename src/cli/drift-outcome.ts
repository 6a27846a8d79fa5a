import { resolve } from "node:path";
import { ArgumentError } from "../core/errors.js";
import type { DatasetDrift } from "../drift/dataset-drift.js";
import type { DriftGate } from "../drift/drift-gate.js";
import type { DriftOverTime } from "../drift/drift-over-time.js";
import { driftRows } from "../drift/drift-rows.js";
import { driftVerdict } from "../drift/drift-verdict.js";
import { renderDriftReport } from "../drift/render-drift-report.js";
import { writeFileAtomically } from "../files/write-file-atomically.js";
import { writeTable } from "../io/tables/write-table.js";
import { openTracker } from "../io/tracker/open-tracker.js";
import { writeSql } from "../sources/sql/write-sql.js";
import { recordDrift } from "../studies/record-drift.js";
import { toFrame } from "../table/to-frame.js";
import { withinRun } from "../tracking/within-run.js";
import type { CommandContext } from "./command.js";
import { type ModelReport, modelLines } from "./drift-model.js";
import { databaseUrl, toUri } from "./drift-sides.js";
import { driftMarkdown, gateLines } from "./drift-text.js";
import { writeReport } from "./junit-xml.js";

/** Where the result of a comparison goes. */
export interface OutputFlags {
  readonly reference?: string | undefined;
  readonly current?: string | undefined;
  readonly model?: string | undefined;
  readonly output?: string | undefined;
  readonly markdown?: boolean | undefined;
  readonly junit?: string | undefined;
  readonly rows?: string | undefined;
  readonly sqlTable?: string | undefined;
  readonly database?: string | undefined;
  readonly track?: string | undefined;
  readonly trackingUri?: string | undefined;
}

/** The result of a comparison. */
export interface Outcome {
  readonly dataset: DatasetDrift;
  readonly overTime: DriftOverTime | undefined;
  readonly gate: DriftGate;
  readonly failOn: "warn" | "fail" | undefined;
  readonly model: ModelReport | undefined;
  readonly referenceName: string;
}

/** Columns that identify a row of `driftRows`. */
const key = ["measured_at", "subject", "window_start", "window_end", "column", "metric"];

/** Prints the result, and writes page, JUnit report, rows and run as requested. */
export async function writeOutcome(found: Outcome, flags: OutputFlags, context: CommandContext): Promise<void> {
  const { dataset, overTime, gate, failOn, model, referenceName } = found;
  if (flags.rows !== undefined && !/\.(parquet|csv|jsonl)$/i.test(flags.rows))
    throw new ArgumentError(
      `drift: --rows: expected .parquet, .csv or .jsonl, got ${flags.rows}; for example rows.csv`,
    );
  const { sentence } = driftVerdict(dataset);
  const html = renderDriftReport({ dataset, overTime }, { referenceName, currentName: flags.current });
  if (flags.output !== undefined)
    await writeFileAtomically(resolve(context.cwd, flags.output), html, { caller: "drift", fix: "choose another -o" });
  if (flags.junit !== undefined) await writeJunit(gate, failOn, resolve(context.cwd, flags.junit));
  await writeRows(found, flags, context);
  const runId = flags.track === undefined ? undefined : await track(found, html, flags);
  if (!context.json) {
    const lines = model === undefined ? [] : modelLines(model);
    if (flags.markdown)
      context.print([driftMarkdown(dataset, gate, sentence), ...lines.map((line) => `\n${line.trim()}`)].join("\n"));
    else for (const line of [`${headline(gate)}: ${sentence}`, ...gateLines(gate), ...lines]) context.print(line);
  }
  if (failOn === undefined) context.note("report only; --fail-on warn or fail makes it a gate");
  else context.note(`gate ${gate.failed ? "failed" : "passed"}: level ${gate.level}, --fail-on ${failOn}`);
  context.result({
    schema: "cuaderno-drift/1",
    sentence,
    ...gate,
    failOn: failOn ?? null,
    output: flags.output ?? null,
    dataset,
    overTime,
    model,
    runId,
  });
}

async function writeJunit(gate: DriftGate, failOn: Outcome["failOn"], path: string): Promise<void> {
  const cases = gate.columns.map(({ column, level, reason, accepted }) => {
    const isFailure = accepted === undefined && driftLevelFails(level, failOn ?? "fail");
    const status = level === "too few rows" ? "skipped" : isFailure ? "failure" : "passed";
    return { name: column, durationMs: 0, status, message: reason, type: level } as const;
  });
  await writeReport(path, "drift", [{ name: "drift", durationMs: 0, cases }]);
}

async function writeRows({ dataset, overTime }: Outcome, flags: OutputFlags, context: CommandContext): Promise<void> {
  if (flags.rows === undefined && flags.sqlTable === undefined) return;
  const rows = driftRows({ dataset, overTime }, { subject: flags.model ?? flags.current ?? "", at: new Date() });
  if (flags.rows !== undefined) await writeTable(toUri(flags.rows, context), toFrame(rows));
  if (flags.sqlTable !== undefined) {
    const database = databaseUrl(flags.database ?? "DATABASE_URL", context);
    await writeSql(rows, { database, table: flags.sqlTable, key });
  }
  context.note(`${rows.rowCount} rows written`);
}

/** Records the comparison in a run and returns its id. */
async function track({ dataset, overTime }: Outcome, html: string, flags: OutputFlags): Promise<string> {
  const tracker = await openTracker({ uri: flags.trackingUri });
  return withinRun(tracker, { experiment: flags.track, name: "drift" }, async (run) => {
    await recordDrift(run, { dataset, overTime }, html);
    return run.id;
  });
}

/** The level, and that accepted drift is not in it. */
function headline({ level, columns }: DriftGate): string {
  return columns.some(({ accepted }) => accepted !== undefined) ? `${level} apart from accepted drift` : level;
}

function driftLevelFails(level: string, failOn: "warn" | "fail"): boolean {
  return level === "fail" || (level === "warn" && failOn === "warn");
}
