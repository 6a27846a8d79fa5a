import type { JsonObject } from "../../core/json.js";
import { csvText } from "../csv-text.js";
import { HttpProblem } from "../http-problem.js";
import type { Reply } from "../reply.js";
import { mediaType, parseBody, readBody } from "../request-body.js";
import { choiceParameter, integerParameter, jsonReply, type Route, type ServiceRequest } from "../service-request.js";
import { checkOrigin } from "../tracker/check-origin.js";
import { csvReply } from "./csv-reply.js";
import { datasetReports } from "./dataset-reports.js";
import { forecastAccuracy } from "./forecast-accuracy.js";
import { historyPages } from "./history-pages.js";
import {
  forecastRange,
  type HistorySite,
  type HistorySiteOptions,
  historySite,
  readPeriodRange,
  recentPeriods,
} from "./history-site.js";
import { logRoutes } from "./log-routes.js";
import { receiveUpload } from "./receive-upload.js";
import { resetDataset } from "./reset-dataset.js";

/**
 * The routes of a site for a model of a series: forecasts of periods with the real values where they are known, the
 * datasets and uploads to them, errors over time, logs, and pages for all of it.
 *
 * @throws ArgumentError for a model of labels.
 * @example makeService({ models: [model], routes: historyRoutes({ model, history: past, allowUpload: true }) })
 */
export function historyRoutes(options: HistorySiteOptions): readonly Route[] {
  const site = historySite(options);
  return [
    ...historyPages(site),
    {
      method: "get",
      path: "/forecast",
      operation: {
        ...forecastOperation,
        parameters: [
          parameter("period", "one period"),
          parameter("from", "first period"),
          parameter("to", "last period"),
          formatParameter,
        ],
        problems: [422],
      },
      handle: (request) => forecasts(site, request),
    },
    {
      method: "get",
      path: "/datasets",
      operation: operation("The datasets with their periods", { datasets: { type: "array" } }),
      handle: async () => jsonReply({ datasets: datasetReports((await site.load()).tables) }),
    },
    {
      method: "get",
      path: "/accuracy",
      operation: operation("Errors of the model over time", { points: { type: "array" } }),
      async handle() {
        const { forecaster, tables } = await site.load();
        return jsonReply({ model: modelName(site), ...forecastAccuracy(forecaster, tables.periods) });
      },
    },
    ...logRoutes(site),
    ...(options.allowUpload === true ? [uploadRoute(site)] : []),
    ...(options.allowReset === true ? [resetRoute(site)] : []),
  ];
}

async function forecasts(site: HistorySite, request: ServiceRequest): Promise<Reply> {
  const state = await site.load();
  const range = readPeriodRange(request, state.tables) ?? recentPeriods(state);
  const found = forecastRange(site, state, range, request);
  if (choiceParameter(request, "format", ["json", "csv"]) === "json") {
    const { target } = site.model.current().model;
    return jsonReply({ model: modelName(site), unit: target?.unit ?? null, forecasts: found });
  }
  const rows = found.map(({ period, prediction, actual, missing, unusual }) => [
    ...[period, prediction, actual],
    missing.map((own) => `${own.period} (${own.dataset})`).join("; "),
    unusual.join("; "),
  ]);
  return csvReply(csvText(["period", "prediction", "actual", "missing", "unusual"], rows), "forecasts.csv");
}

function uploadRoute(site: HistorySite): Route {
  const { history, maxUploadBytes = 50_000_000 } = site;
  let last: Promise<unknown> = Promise.resolve();
  return {
    method: "post",
    path: "/datasets/{name}/rows",
    operation: {
      summary: "Append the rows of a file to a dataset: each key once, unusual values held back",
      tag: "history",
      body: { "text/csv": { type: "string" }, "application/x-ndjson": { type: "string" } },
      parameters: [
        {
          ...{ name: "name", in: "path", required: true, description: "name of the dataset" },
          schema: { enum: Object.keys(history.options.datasets) },
        },
        parameter("file", "name of the file"),
        ...["dryRun", "accept", "update"].map((name) => ({
          ...{ name, in: "query", description: flags[name] },
          schema: { type: "integer", minimum: 0, maximum: 1, default: 0 },
        })),
      ],
      response: { "application/json": { type: "object", properties: { inserted: { type: "integer" } } } },
      problems: [400, 403, 404, 413, 415, 422],
    },
    async handle(request) {
      refuseOtherOrigins(site, request);
      const name = request.params.name ?? "";
      const dataset = findDataset(site, name);
      const flag = (own: string): boolean => integerParameter(request, own, { min: 0, max: 1, initial: 0 }) === 1;
      const file = (request.query.get("file") ?? "upload").replace(/[^\w .-]/g, "_").slice(0, 100);
      const rules = { file, dryRun: flag("dryRun"), accept: flag("accept"), update: flag("update") };
      const upload = last.then(() => receiveUpload(request.request, dataset.uri, rules, maxUploadBytes));
      last = upload.catch(() => undefined);
      const report = await upload;
      history.expire();
      const { refused, unusual, ...counts } = report;
      Object.assign(request.facts, { rows: report.rowCount, refused: refused.length });
      return jsonReply({
        ...{ ...counts, dataset: name, file, refusedCount: refused.length, unusualCount: unusual.length },
        ...{ refused: refused.slice(0, listed), unusual: unusual.slice(0, listed) },
      });
    },
  };
}

/** Maximum number of refused rows and unusual values that a report lists. */
const listed = 100;

const flags: Readonly<Record<string, string>> = {
  dryRun: "1 only reports what would happen",
  accept: "1 inserts rows with unusual values, too",
  update: "1 replaces rows whose key exists with other values",
};

function resetRoute(site: HistorySite): Route {
  return {
    method: "post",
    path: "/datasets/reset",
    operation: {
      ...operation("Undo all uploads", { datasets: { type: "array" } }),
      body: { "application/json": { type: "object" } },
      problems: [400, 403, 404, 413, 415, 422],
    },
    async handle(request) {
      refuseOtherOrigins(site, request);
      if (mediaType(request.request) !== "application/json") {
        throw new HttpProblem(415, 'expected application/json, such as {} or {"dataset": "name"}');
      }
      const body = parseBody(await readBody(request.request, 10_000));
      const isObject = typeof body === "object" && body !== null && !Array.isArray(body);
      const given = isObject ? (body as JsonObject).dataset : null;
      if (given === null || (given !== undefined && typeof given !== "string")) {
        throw new HttpProblem(422, 'expected a JSON object, such as {} or {"dataset": "name"}');
      }
      const names = given === undefined ? Object.keys(site.history.options.datasets) : [given];
      const uris = names.map((name) => findDataset(site, name).uri);
      const datasets: object[] = [];
      for (const [index, name] of names.entries()) {
        const reset = await resetDataset(uris[index] ?? "");
        datasets.push({ name, ...(reset ?? { problem: "every version was made by an upload; nothing was changed" }) });
      }
      site.history.expire();
      return jsonReply({ datasets });
    },
  };
}

function findDataset({ history }: HistorySite, name: string) {
  const { datasets } = history.options;
  const found = Object.hasOwn(datasets, name) ? datasets[name] : undefined;
  if (found !== undefined) return found;
  const names = Object.keys(datasets).join(", ");
  throw new HttpProblem(404, `no dataset ${JSON.stringify(name.slice(0, 100))}; the datasets are ${names}`);
}

/** Pages of other sites may not change data in the name of a visitor. */
function refuseOtherOrigins({ allowedHosts = "*" }: HistorySite, { request }: ServiceRequest): void {
  checkOrigin(request, { allowedHosts });
  if (request.headers.get("sec-fetch-site") !== "cross-site") return;
  throw new HttpProblem(403, "requests of pages of other sites are not accepted");
}

function modelName({ model }: HistorySite): object {
  const { name, version } = model.current();
  return { name, version };
}

function operation(summary: string, properties: object) {
  return { summary, tag: "history", response: { "application/json": { type: "object", properties } } };
}

const forecastOperation = {
  summary: "Forecasts of periods, with real values and what is missing",
  tag: "history",
  response: {
    "application/json": { type: "object", properties: { forecasts: { type: "array" } } },
    "text/csv": { type: "string" },
  },
};

function parameter(name: string, description: string): object {
  return { name, in: "query", description, schema: { type: "string" } };
}

const formatParameter = { ...parameter("format", "json or csv"), schema: { enum: ["json", "csv"] } };
