import { ArgumentError } from "../../core/errors.js";
import { HttpProblem } from "../http-problem.js";
import type { PredictionLog } from "../prediction-log.js";
import type { ModelSource } from "../served-model.js";
import type { ServiceRequest } from "../service-request.js";
import { type Forecast, type Forecaster, forecaster } from "./forecast.js";
import type { HistoryTables, SeriesHistory } from "./open-history.js";

/** What the site of a series has. */
export interface HistorySiteOptions {
  /** The model of the series. */
  readonly model: ModelSource;
  readonly history: SeriesHistory;
  /** Whether files may be uploaded. @default false */
  readonly allowUpload?: boolean | undefined;
  /** Whether uploads may be undone. @default false */
  readonly allowReset?: boolean | undefined;
  /** Names by which browsers that upload reach the server, besides localhost; `*` allows all. @default "*" */
  readonly allowedHosts?: readonly string[] | "*" | undefined;
  /** @default 50,000,000 */
  readonly maxUploadBytes?: number | undefined;
  readonly predictionLog?: PredictionLog | undefined;
  /** Folder of the prediction log, to show it. */
  readonly logFolder?: string | undefined;
}

/** Current state of a site: tables, and the forecaster of the current model over them. */
export interface HistorySite extends HistorySiteOptions {
  load(): Promise<HistoryState>;
}

/** Tables and the forecaster over them. */
export interface HistoryState {
  readonly tables: HistoryTables;
  readonly forecaster: Forecaster;
}

/** Maximum number of periods of a request. */
export const maxPeriods = 1_000;

/**
 * The site of a series; the forecaster is made again when a table or the model has another version.
 *
 * @throws ArgumentError for a model of labels.
 */
export function historySite(options: HistorySiteOptions): HistorySite {
  const { model, history } = options;
  const { target } = model.current().model;
  if (target?.labels !== undefined) {
    throw new ArgumentError(
      `serve: --history: model "${model.name}" predicts labels; a series needs a target of numbers`,
    );
  }
  let known: (HistoryState & { readonly version: string }) | undefined;
  return {
    ...options,
    async load() {
      const tables = await history.load();
      const served = model.current();
      if (known?.tables !== tables || known.version !== served.version) {
        known = { tables, version: served.version, forecaster: forecaster(served, tables) };
      }
      return known;
    },
  };
}

/** First and last period of a request, and whether there is any. */
export interface PeriodRange {
  readonly from: number;
  readonly to: number;
}

/**
 * The periods of a request: `period`, or `from` and `to`; undefined where it has none of them.
 *
 * @throws HttpProblem 422 for a string that is not a period, and for too many periods.
 */
export function readPeriodRange(
  { query }: Pick<ServiceRequest, "query">,
  { periods }: HistoryTables,
): PeriodRange | undefined {
  const read = (name: string): number | undefined => {
    const text = query.get(name);
    if (text === null || text === "") return undefined;
    const period = periods.parse(text);
    if (period !== undefined) return period;
    throw invalid(
      name,
      `expected a ${periods.unit} such as ${periods.example}, got ${JSON.stringify(text.slice(0, 40))}`,
    );
  };
  const [single, first, last] = [read("period"), read("from"), read("to")];
  const from = single ?? first ?? last;
  const to = single ?? last ?? first;
  if (from === undefined || to === undefined) return undefined;
  if (to < from) throw invalid("to", `${periods.format(to)} is before ${periods.format(from)}`);
  if (to - from < maxPeriods) return { from, to };
  throw invalid("to", `${to - from + 1} ${periods.unit}s are too many; the limit is ${maxPeriods}`);
}

function invalid(field: string, problem: string): HttpProblem {
  const detail = `${field}: ${problem}`;
  return new HttpProblem(422, detail, { errors: [{ field, detail }] });
}

/** The last known periods and the next one. */
export function recentPeriods({ forecaster: { periods } }: HistoryState): PeriodRange {
  const last = periods.at(-1) ?? 0;
  return { from: last - 11, to: last };
}

/** The forecasts of a range; those of a request are logged. */
export function forecastRange(
  site: HistorySite,
  state: HistoryState,
  { from, to }: PeriodRange,
  request?: Pick<ServiceRequest, "id" | "facts">,
): readonly Forecast[] {
  const periods = Array.from({ length: to - from + 1 }, (_, index) => from + index);
  const forecasts = periods.map((period) => state.forecaster.forecast(period));
  if (request === undefined) return forecasts;
  const served = site.model.current();
  Object.assign(request.facts, { model: served.name, version: served.version, rows: forecasts.length });
  const logged = forecasts.flatMap(({ prediction }, index) => {
    const row = state.forecaster.inputRow(periods[index] ?? 0);
    return prediction === null || row === undefined ? [] : [{ row, prediction }];
  });
  site.predictionLog?.add({
    ...{ requestId: request.id, served },
    rows: logged.map(({ row }) => row),
    predicted: logged.map(({ prediction }) => ({ prediction, valid: true, problems: [] })),
  });
  return forecasts;
}
