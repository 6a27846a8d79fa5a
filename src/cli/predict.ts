import type { Command } from "commander";
import { formatDuration } from "../core/format-duration.js";
import { groupDigits } from "../core/group-digits.js";
import { type PredictFileResult, predictFile } from "../io/predict/predict-file.js";
import type { RejectedRow } from "../io/predict/rejects-file.js";
import { openModel } from "../io/tracker/open-model.js";
import { openRegistry } from "../io/tracker/open-registry.js";
import { type CommandContext, examples } from "./command.js";
import { knownSteps, stepsOption } from "./known-steps.js";
import { parsePositive } from "./parse-positive.js";

interface PredictFlags {
  readonly in: string;
  readonly out: string;
  readonly keep?: string;
  readonly explain?: string;
  readonly rejects?: string;
  readonly rows?: string;
  readonly delimiter?: string;
  readonly steps?: string;
  readonly trackingUri?: string;
}

/** Refused rows that are printed where no rejects file is named. */
const shownRejects = 5;

/** `cuaderno predict`: predicts the rows of files. */
export function define(command: Command, context: CommandContext): void {
  command
    .argument("<model>", "models:/name@alias, name/3, or the path or URI of a pipeline's JSON")
    .requiredOption("--in <uri>", "file, glob or folder/ of CSV, JSON (lines), Parquet or Arrow; a path or s3://")
    .requiredOption("--out <uri>", "the predictions: .csv, .jsonl, .json or .parquet; a path or s3://")
    .option("--keep <columns>", "comma-separated columns of the input to copy to the output")
    .option("--explain <count>", "the largest contributions of each row (boosted trees, random forests)")
    .option("--rejects <uri>", "CSV of refused rows with file, line, column, value and reason")
    .option("--rows <count>", "maximum number of rows in memory", "50000")
    .option("--delimiter <character>", "between the cells of a CSV (default: a comma, a tab for .tsv)")
    .option(...stepsOption)
    .option("--tracking-uri <folder>", "folder of runs and models (default: MLFLOW_TRACKING_URI, else ./mlruns)")
    .action((ref: string, flags: PredictFlags) => predict(ref, flags, context));
  command.addHelpText(
    "after",
    [
      "",
      "Every row is checked against the input contract of the model; rows that do not fulfil it are refused, the others",
      "predicted. Exit code 3 where rows were refused and no --rejects is given.",
      examples(
        "cuaderno predict models:/traffic@champion --in 's3://lake/*.csv' --out out.parquet --keep time",
        "cuaderno predict model.json --in new.csv --out predictions.csv --explain 5 --rejects rejects.csv",
        "cuaderno predict crime-arrest --in data/new/ --out s3://lake/predictions.jsonl --json",
      ),
    ].join("\n"),
  );
}

async function predict(ref: string, flags: PredictFlags, context: CommandContext): Promise<void> {
  const explain = parsePositive("predict: --explain", flags.explain, { integer: true });
  const rows = parsePositive("predict: --rows", flags.rows, { integer: true });
  const steps = await knownSteps("predict", flags.steps, context.cwd);
  const registry = flags.trackingUri === undefined ? undefined : await openRegistry({ uri: flags.trackingUri });
  const opened = await openModel(ref, { registry, steps, caller: "predict" });
  const started = performance.now();
  let shown = 0;
  const onReject = ({ uri, position, reason }: RejectedRow): void => {
    if (flags.rejects !== undefined || context.json) return;
    shown += 1;
    if (shown <= shownRejects) context.note(`refused: ${uri} line ${position}: ${reason}`);
    if (shown === shownRejects + 1) context.note("refused: more rows; name a file with --rejects to see all of them");
  };
  const result = await predictFile(opened.model, {
    input: flags.in,
    output: flags.out,
    keep: flags.keep?.split(",").map((name) => name.trim()),
    explain,
    rejects: flags.rejects,
    rows,
    delimiter: flags.delimiter,
    onReject,
    onProgress: (progress) => context.progress(summary(progress, performance.now() - started)),
    signal: context.signal,
    caller: "predict",
  });
  const model = { name: opened.name, version: opened.version?.version ?? null };
  if (!context.json) {
    const version = opened.version === undefined ? "" : ` version ${opened.version.version}`;
    context.print(`${opened.name}${version}: ${summary(result, performance.now() - started)}`);
    context.print(`${flags.out}${flags.rejects === undefined ? "" : `; refused rows in ${flags.rejects}`}`);
  }
  context.result({ model, ...result, output: flags.out, rejects: flags.rejects ?? null });
  if (result.refused > 0 && flags.rejects === undefined) process.exitCode = 3;
}

function summary({ predicted, refused, unusual }: PredictFileResult, ms: number): string {
  const parts = [
    `${groupDigits(predicted)} rows predicted`,
    `${groupDigits(refused)} refused`,
    ...(unusual > 0 ? [`${groupDigits(unusual)} with unusual values`] : []),
  ];
  return `${parts.join(", ")} in ${formatDuration(ms)}`;
}
