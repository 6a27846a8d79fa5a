import type { PredictedRow } from "../pipeline/predict-rows.js";
import { formatPredictionsCsv } from "./format-predictions-csv.js";
import { inputSchema } from "./input-schema.js";
import { type PredictionSinks, predictionJson, predictRequest } from "./predict-request.js";
import type { Reply } from "./reply.js";
import { type RequestLimits, requestRows } from "./request-rows.js";
import type { ModelSource, ServedModel } from "./served-model.js";
import {
  choiceParameter,
  integerParameter,
  jsonReply,
  type Operation,
  type Route,
  type ServiceRequest,
} from "./service-request.js";

/** What the routes of a model need. */
export interface PredictRoutesOptions extends PredictionSinks {
  readonly limits: RequestLimits;
  /** Start of the paths: "" for the first model, `/models/<name>` for each. */
  readonly base: string;
  /** Name of the model's schemas in the OpenAPI document. */
  readonly schemaName: string;
}

const maxContributions = 1_000;

/** `POST /predict`, `POST /predict/explain` and `GET /schema` of a model. */
export function predictRoutes(source: ModelSource, options: PredictRoutesOptions): readonly Route[] {
  const { base, schemaName } = options;
  const { model } = source.current();
  const explained: readonly Route[] =
    model.model.kind === "boostedTrees"
      ? [
          {
            method: "post",
            path: `${base}/predict/explain`,
            operation: operation(
              `Predict rows of ${source.name} with the contributions of their features`,
              schemaName,
              true,
            ),
            handle: (request) => predict(source, request, options, true),
          },
        ]
      : [];
  return [
    {
      method: "post",
      path: `${base}/predict`,
      operation: operation(`Predict one row or many rows of ${source.name}`, schemaName, false),
      handle: (request) => predict(source, request, options, false),
    },
    ...explained,
    {
      method: "get",
      path: `${base}/schema`,
      operation: {
        summary: `The input contract of ${source.name} as a JSON Schema of one row`,
        tag: "models",
        response: { "application/schema+json": { type: "object" } },
      },
      handle: () =>
        jsonReply(inputSchema(source.current().model, source.name), { "content-type": "application/schema+json" }),
    },
  ];
}

async function predict(
  source: ModelSource,
  request: ServiceRequest,
  { limits, metrics, predictionLog }: PredictRoutesOptions,
  isExplained: boolean,
): Promise<Reply> {
  const invalid = choiceParameter(request, "invalid", ["refuse", "flag"]);
  const top = isExplained ? integerParameter(request, "top", { max: maxContributions, initial: 5 }) : 0;
  const given = await requestRows(request.request, limits);
  const served = source.current();
  const predicted = predictRequest(served, given, { invalid, top }, request, { metrics, predictionLog });
  return predictionsResponse(predicted, served, given.isSingle, request);
}

function predictionsResponse(
  predicted: readonly PredictedRow[],
  served: ServedModel,
  isSingle: boolean,
  { request }: ServiceRequest,
): Reply {
  const headers = { "x-model": served.name, "x-model-version": served.version };
  const accept = request.headers.get("accept") ?? "";
  if (accept.includes("text/csv") && !accept.includes("application/json")) {
    const csv = formatPredictionsCsv(predicted);
    const type = { "content-type": "text/csv; charset=utf-8", "cache-control": "no-store" };
    return { status: 200, headers: { ...type, ...headers }, content: csv };
  }
  const model = { name: served.name, version: served.version };
  const [first] = predicted;
  if (isSingle && first !== undefined) return jsonReply({ ...predictionJson(first), model }, headers);
  return jsonReply({ predictions: predicted.map(predictionJson), model }, headers);
}

function operation(summary: string, name: string, isExplained: boolean): Operation {
  const row = { $ref: `#/components/schemas/${name}Row` };
  const prediction = { $ref: `#/components/schemas/${name}Prediction` };
  const model = { $ref: "#/components/schemas/ModelVersion" };
  const one = { allOf: [prediction, { type: "object", properties: { model }, required: ["model"] }] };
  const many = {
    type: "object",
    properties: { predictions: { type: "array", items: prediction }, model },
    required: ["predictions", "model"],
  };
  const rows = { type: "array", items: row };
  const batch = { type: "object", properties: { rows }, required: ["rows"] };
  return {
    summary,
    tag: "predict",
    body: { "application/json": { anyOf: [row, batch, rows] }, "text/csv": { type: "string" } },
    response: { "application/json": { anyOf: [one, many] }, "text/csv": { type: "string" } },
    parameters: [
      {
        name: "invalid",
        in: "query",
        description:
          "refuse: an invalid row fails the request; flag: it gets a null or doubtful prediction and its problems",
        schema: { enum: ["refuse", "flag"], default: "refuse" },
      },
      ...(isExplained
        ? [
            {
              name: "top",
              in: "query",
              description: "number of contributions of each row, the largest first",
              schema: { type: "integer", minimum: 1, maximum: maxContributions, default: 5 },
            },
          ]
        : []),
    ],
    problems: [400, 413, 415, 422],
  };
}
