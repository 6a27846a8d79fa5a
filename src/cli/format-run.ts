import type { MetricSummary } from "../tracking/metric-summary.js";
import type { ArtifactFile, RunInput, RunRecord } from "../tracking/tracker.js";
import { formatNumber, formatSection, formatTime, formatTook, toOneLine } from "./run-cells.js";
import { textTable } from "./text-table.js";

/** What belongs to a run. */
export interface RunDetails {
  readonly metrics: ReadonlyMap<string, MetricSummary>;
  readonly inputs: readonly RunInput[];
  readonly artifacts: readonly ArtifactFile[];
  /** Number of nested runs. */
  readonly children: number;
}

/** All that was recorded about one run, as lines. */
export function formatRun(run: RunRecord, { metrics, inputs, artifacts, children }: RunDetails): string[] {
  const commit = run.tags["mlflow.source.git.commit"];
  const dirty = run.tags["mlflow.source.git.dirty"] === "true" ? " with uncommitted changes" : "";
  const fields: readonly (readonly [string, string | undefined])[] = [
    ["run", run.id],
    ["name", run.name],
    ["experiment", run.experiment],
    ["status", run.status],
    ["error", run.tags["cuaderno.error"]],
    ["started", formatTime(run.startTime)],
    ["took", formatTook(run)],
    ["parent", run.parentId],
    ["nested", children > 0 ? `${children} runs` : undefined],
    ["user", run.tags["mlflow.user"]],
    ["source", run.tags["mlflow.source.name"]],
    ["commit", commit === undefined ? undefined : commit.slice(0, 12) + dirty],
    ["node", run.tags["cuaderno.node.version"]],
    ["artifacts", run.artifactUri],
  ];
  const otherTags = Object.entries(run.tags).filter(
    ([key]) => !key.startsWith("mlflow.") && key !== "cuaderno.error" && key !== "cuaderno.node.version",
  );
  const toRow = ([key, value]: readonly [string, string]): string[] => [toOneLine(key), toOneLine(value)];
  return [
    ...textTable(
      fields.flatMap(([key, value]) => (value === undefined || value === "" ? [] : [[key, toOneLine(value)]])),
    ),
    ...formatSection(["param", "value"], Object.entries(run.params).map(toRow)),
    ...formatSection(
      ["metric", "last", "min", "max", "points"],
      [...metrics].map(([key, { last, min, max, points }]) => [
        ...[toOneLine(key), formatNumber(last), formatNumber(min), formatNumber(max), String(points)],
      ]),
    ),
    ...formatSection(["tag", "value"], otherTags.map(toRow)),
    ...formatSection(
      ["dataset", "context", "digest", "source"],
      inputs.map(({ name, context = "", digest, source }) =>
        [name, context, digest.slice(0, 12), source].map((cell) => toOneLine(cell)),
      ),
    ),
    ...formatSection(
      ["artifact", "bytes"],
      artifacts.map(({ path, size }) => [toOneLine(path), String(size)]),
    ),
  ];
}
