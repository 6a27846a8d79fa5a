import { errorMessage } from "../core/error-message.js";
import { mapNumbers } from "../core/map-numbers.js";
import { writeTable } from "../io/tables/write-table.js";
import { checkRows, type PredictedRow } from "../pipeline/predict-rows.js";
import type { Row } from "../pipeline/read-rows.js";
import { type Column, columnsFromEntries } from "../table/columns.js";
import { toFrame } from "../table/to-frame.js";
import type { ServedModel } from "./served-model.js";

/** Inputs and predictions of requests, written in parts to a folder of any store. */
export interface PredictionLog {
  add(entry: LoggedPredictions): void;
  /** Writes what is in memory. */
  flush(): Promise<void>;
}

/** The predictions of one request. */
export interface LoggedPredictions {
  readonly requestId: string;
  readonly served: ServedModel;
  readonly rows: readonly Row[];
  readonly predicted: readonly PredictedRow[];
}

/** Where and how predictions are logged. */
export interface PredictionLogOptions {
  /**
   * Folder, as a path or URI. Parts are `<folder>/<model>/date=2026-01-31/<instance>-<time>-<number>.jsonl`.
   */
  readonly folder: string;
  /** @default "jsonl" */
  readonly format?: "jsonl" | "parquet" | undefined;
  /** Name of the process in the names of the parts. */
  readonly instance: string;
  /**
   * Number of rows after which a part is written.
   * @default 1,000
   */
  readonly rows?: number | undefined;
  readonly now: () => Date;
  /** Called with a sentence when a part cannot be written; its rows are tried again with the next part. */
  readonly onProblem: (problem: string) => void;
}

/** Rows that stay in memory while the store is not available. */
const rowLimit = 100_000;

interface Entry extends LoggedPredictions {
  readonly at: Date;
}

/**
 * A log of predictions. A part has a row per prediction with the columns `predicted_at`, `request_id`, `model`,
 * `model_version`, the inputs as the model read them, `prediction` and, for classes, `probability_<class>`; `readTable`
 * reads the parts, and `monitor` compares them with the training rows.
 * @example predictionLog({ folder: "s3://lake/log", instance: "a", now: () => new Date(), onProblem: console.error })
 */
export function predictionLog(options: PredictionLogOptions): PredictionLog {
  const { rows: partRows = 1_000, now, onProblem } = options;
  let [entries, count, part] = [[] as Entry[], 0, 0];
  let writing: Promise<void> = Promise.resolve();
  const write = async (): Promise<void> => {
    if (entries.length === 0) return;
    const batch = entries;
    const size = count;
    [entries, count] = [[], 0];
    try {
      for (const group of groupByVersion(batch)) {
        part += 1;
        await writeTable(partUri(options, group, part), partFrame(group));
      }
    } catch (thrown) {
      const isDropped = count + size > rowLimit;
      onProblem(
        `prediction log: ${errorMessage(thrown)}; ${size} rows ${isDropped ? "are lost" : "are written later"}`,
      );
      if (!isDropped) [entries, count] = [[...batch, ...entries], count + size];
    }
  };
  const flush = (): Promise<void> => {
    writing = writing.then(write);
    return writing;
  };
  return {
    add(entry) {
      if (entry.predicted.length === 0) return;
      entries.push({ ...entry, at: now() });
      count += entry.predicted.length;
      if (count >= partRows) void flush();
    },
    flush,
  };
}

/** Entries of one version and one day. */
function groupByVersion(entries: readonly Entry[]): readonly (readonly Entry[])[] {
  const groups = new Map<string, Entry[]>();
  for (const entry of entries) {
    const key = `${entry.served.name}/${entry.served.version}/${entry.at.toISOString().slice(0, 10)}`;
    groups.set(key, [...(groups.get(key) ?? []), entry]);
  }
  return [...groups.values()];
}

function partUri(
  { folder, format = "jsonl", instance }: PredictionLogOptions,
  [first]: readonly Entry[],
  part: number,
): string {
  const at = (first?.at ?? new Date(0)).toISOString();
  const name = `${instance}-${at.replace(/\D/g, "")}-${part}.${format}`;
  return `${folder.replace(/\/+$/, "")}/${first?.served.name}/date=${at.slice(0, 10)}/${name}`;
}

function partFrame(entries: readonly Entry[]): ReturnType<typeof toFrame> {
  const [first] = entries;
  if (first === undefined) throw new RangeError("no predictions to log; log one prediction or more");
  const { model, name, version } = first.served;
  const rows = entries.flatMap((entry) => entry.rows);
  const predicted = entries.flatMap((entry) => entry.predicted);
  const perRow = <Value>(value: (entry: Entry) => Value): Value[] =>
    entries.flatMap((entry) => entry.rows.map(() => value(entry)));
  const strings = (values: readonly (string | null)[]): Column => ({ kind: "string", values });
  const isLabel = model.target?.labels !== undefined;
  const predictions = predicted.map(({ prediction }) => prediction);
  const classes = model.target?.classes?.map((value) => model.target?.labels?.[value] ?? String(value)) ?? [];
  return toFrame(
    columnsFromEntries([
      ["predicted_at", { kind: "time", values: Float64Array.from(perRow(({ at }) => at.getTime())) }],
      ["request_id", strings(perRow(({ requestId }) => requestId))],
      ["model", strings(rows.map(() => name))],
      ["model_version", strings(rows.map(() => version))],
      ...checkRows(model, rows).columns.byName,
      [
        "prediction",
        isLabel
          ? strings(predictions.map((value) => (value === null ? null : String(value))))
          : {
              kind: "number",
              values: mapNumbers(predictions, (value) => (value === null ? Number.NaN : Number(value))),
            },
      ],
      ...classes.map((label): [string, Column] => [
        `probability_${label}`,
        { kind: "number", values: mapNumbers(predicted, (row) => row.probabilities?.[label] ?? Number.NaN) },
      ]),
    ]),
  );
}
