import type { DataFrame } from "nodejs-polars";
import { formatCsv } from "../../table/csv/format-csv.js";
import { formatJsonLines } from "../../table/formats/format-json-lines.js";
import { csvText } from "../csv-text.js";
import { HttpProblem } from "../http-problem.js";
import type { Reply } from "../reply.js";
import type { TrainedVersion } from "../served-model.js";
import { choiceParameter, integerParameter, jsonReply, type Route } from "../service-request.js";
import { csvReply } from "./csv-reply.js";
import type { HistorySite } from "./history-site.js";
import { readPredictionLog } from "./read-prediction-log.js";

/** Maximum number of rows of the prediction log in a response. */
const maxRows = 100_000;

/** The logs of trainings and predictions as JSON or CSV. */
export function logRoutes(site: HistorySite): readonly Route[] {
  return [
    {
      method: "get",
      path: "/logs/training",
      operation: operation("The versions of the model with the figures of their training", "versions", []),
      async handle(request) {
        const versions = await trainingLog(site);
        const format = choiceParameter(request, "format", ["json", "csv"]);
        return format === "json" ? jsonReply({ versions }) : csvReply(trainingCsv(versions), "training.csv");
      },
    },
    {
      method: "get",
      path: "/logs/predictions",
      operation: operation("The newest logged predictions", "predictions", [
        {
          ...{ name: "limit", in: "query", description: "maximum number of rows" },
          schema: { type: "integer", minimum: 1, maximum: maxRows, default: 1_000 },
        },
      ]),
      async handle(request): Promise<Reply> {
        const format = choiceParameter(request, "format", ["json", "csv"]);
        const limit = integerParameter(request, "limit", { max: maxRows, initial: format === "csv" ? maxRows : 1_000 });
        const frame = await predictionRows(site, limit);
        const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
        if (format === "csv") return csvReply(frame === undefined ? "" : decode(formatCsv(frame)), "predictions.csv");
        const lines = frame === undefined ? "" : decode(formatJsonLines(frame)).trimEnd().replaceAll("\n", ",");
        const headers = { "content-type": "application/json", "cache-control": "no-store" };
        return { status: 200, headers, content: `{"predictions":[${lines}]}\n` };
      },
    },
  ];
}

/** The versions of the model, newest first; none where the model is a file. */
export async function trainingLog({ model }: HistorySite): Promise<readonly TrainedVersion[]> {
  return (await model.trainingLog?.()) ?? [];
}

/** The newest rows of the prediction log; undefined where there is none yet. */
export async function predictionRows(
  { logFolder, predictionLog, model }: HistorySite,
  limit: number,
): Promise<DataFrame | undefined> {
  if (logFolder === undefined) {
    throw new HttpProblem(404, "predictions are not logged; start the server with --log <folder>");
  }
  await predictionLog?.flush();
  return readPredictionLog(logFolder, model.name, limit);
}

function trainingCsv(versions: readonly TrainedVersion[]): string {
  const metrics = [...new Set(versions.flatMap((version) => Object.keys(version.metrics)))];
  const rows = versions.map(({ version, aliases, description, trainedAt, runId, metrics: own }) => [
    ...[version, aliases.join(" "), description, trainedAt, runId],
    ...metrics.map((name) => own[name]),
  ]);
  return csvText(["version", "aliases", "description", "trained_at", "run_id", ...metrics], rows);
}

function operation(summary: string, name: string, parameters: readonly object[]) {
  const format = { name: "format", in: "query", description: "json or csv", schema: { enum: ["json", "csv"] } };
  return {
    ...{ summary, tag: "history", parameters: [...parameters, format], problems: [404, 422] },
    response: {
      "application/json": { type: "object", properties: { [name]: { type: "array" } } },
      "text/csv": { type: "string" },
    },
  };
}
