import type { DataFrame } from "nodejs-polars";
import { ArgumentError } from "../core/errors.js";
import type { DatasetDrift } from "../drift/dataset-drift.js";
import { driftByImportance, type ImportantDrift } from "../drift/drift-by-importance.js";
import { isProfile } from "../drift/profile-columns.js";
import type { TableProfile } from "../drift/table-profile.js";
import { readModelProfile } from "../io/tracker/log-model.js";
import { openModel } from "../io/tracker/open-model.js";
import { openRegistry } from "../io/tracker/open-registry.js";
import { openTracker } from "../io/tracker/open-tracker.js";
import { evaluate } from "../pipeline/evaluate.js";
import type { FittedPipeline } from "../pipeline/fitted-pipeline.js";
import { hasContributions, type PredictionChange, predictionChange } from "../pipeline/prediction-change.js";
import { predictionColumn, predictionName } from "../pipeline/prediction-column.js";
import type { Columns } from "../table/columns.js";
import { columnsFor } from "../table/to-columns.js";
import { withColumns } from "../table/with-columns.js";
import { parseModelUri } from "../tracking/registry/parse-model-uri.js";
import type { CommandContext } from "./command.js";
import { knownSteps } from "./known-steps.js";

export interface ModelFlags {
  readonly steps?: string | undefined;
  readonly trackingUri?: string | undefined;
}

/** A registered model and the profile of its rows, where one is needed. */
export interface WatchedModel {
  readonly ref: string;
  readonly model: FittedPipeline;
  readonly profile: TableProfile | undefined;
}

/** The model of `--model`, with the profile that was saved with it unless rows to compare with are named. */
export async function openWatched(
  ref: string,
  flags: ModelFlags,
  { cwd }: CommandContext,
  needsProfile: boolean,
): Promise<WatchedModel> {
  const steps = await knownSteps("drift", flags.steps, cwd);
  const uri = flags.trackingUri;
  const registry = await openRegistry({ uri });
  const { model, version } = await openModel(ref, { registry, steps, caller: "drift" });
  if (!needsProfile) return { ref, model, profile: undefined };
  if (version === undefined)
    throw new ArgumentError(`drift: --model ${ref} is a file; name its rows or their profile with --reference`);
  const profile = await readModelProfile(version, await openTracker({ uri }), "drift");
  const { name } = parseModelUri(ref);
  return { ref: `models:/${name}/${version.version}`, model, profile };
}

/** The columns that matter to a model, with its predictions; the target where the table has it. */
export function modelColumns(table: DataFrame, { model, profile }: WatchedModel, time: string | undefined): Columns {
  const target = model.target?.name;
  const needed = [...model.inputs.map(({ name }) => name), ...(target === undefined ? [] : [target]), time ?? ""];
  const known = profile === undefined ? needed : [...needed, ...Object.keys(profile.columns)];
  const only = [...new Set(known)].filter((name) => name !== predictionName && table.columns.includes(name));
  return withColumns(columnsFor("drift", table, { only }), [[predictionName, predictionColumn(model, table)]]);
}

/** How the model fares on the current rows. */
export interface ModelReport {
  readonly ref: string;
  /** Scores where the current rows have the target, and those saved with the model. */
  readonly scores: Readonly<Record<string, number | null>> | null;
  readonly savedScores: Readonly<Record<string, number | null>> | null;
  /** What moved the mean prediction; null for models without exact contributions. */
  readonly change: PredictionChange | null;
  /** Drift weighted by what the model uses. */
  readonly important: readonly ImportantDrift[] | null;
}

/** Scores, contributions and drift by importance of the model of `--model`. */
export function modelReport(
  { ref, model, profile }: WatchedModel,
  reference: DataFrame | TableProfile,
  current: DataFrame,
  dataset: DatasetDrift,
): ModelReport {
  const hasMeans = !isProfile(reference) || reference.contributions !== undefined;
  const change = hasContributions(model) && hasMeans ? predictionChange(model, { reference, current }) : null;
  const importance = Object.fromEntries((change?.columns ?? []).map((own) => [own.column, own.importance]));
  return {
    ref,
    scores: getScores(model, current),
    savedScores:
      (isProfile(reference) ? reference : profile)?.model?.scores ??
      (isProfile(reference) ? null : getScores(model, reference)),
    change,
    important: change === null ? null : driftByImportance(dataset, importance),
  };
}

function getScores(model: FittedPipeline, table: DataFrame): ModelReport["scores"] {
  const target = model.target?.name;
  if (target === undefined || !table.columns.includes(target)) return null;
  const found = evaluate({ model }, table.filter(table.getColumn(target).isNotNull()), { target });
  const metrics = found.rows.find(({ group }) => group === "all")?.metrics ?? {};
  const own = found.rows.find(({ name, group }) => name === "model" && group === "all")?.metrics ?? metrics;
  return Object.fromEntries(Object.entries(own).map(([name, value]) => [name, Number.isFinite(value) ? value : null]));
}

/** The report of a model in lines. */
export function modelLines({ ref, scores, savedScores, change, important }: ModelReport): readonly string[] {
  const [metric] = Object.keys(scores ?? {});
  const now = metric === undefined ? undefined : scores?.[metric];
  const before = metric === undefined ? undefined : savedScores?.[metric];
  const score =
    metric === undefined || now == null
      ? `  ${ref}: the current rows have no target, so its scores are not known`
      : `  ${ref}: ${metric} ${rounded(now)}${before == null ? "" : `, ${rounded(before)} on the reference`}`;
  if (change === null) return [score];
  const [first, second] = change.columns;
  const moved = [first, second].flatMap((own) =>
    own === undefined ? [] : `${own.column} ${signed(own.contribution)}`,
  );
  const unit = change.scale === "log odds" ? " (log odds)" : "";
  const leading = important?.find(({ drifted }) => drifted);
  return [
    score,
    `  mean prediction ${signed(change.change)}${unit}: ${moved.join(", ")}`,
    ...(leading === undefined
      ? []
      : [
          `  drift that matters most: ${leading.column}, ${Math.round(100 * leading.importance)} % of the model's importance`,
        ]),
  ];
}

function rounded(value: number): string {
  return String(Number(value.toPrecision(3)));
}

function signed(value: number): string {
  return `${value < 0 ? "-" : "+"}${rounded(Math.abs(value))}`;
}
