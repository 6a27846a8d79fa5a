import type { Json, JsonObject } from "../core/json.js";
import type { Row } from "../pipeline/read-rows.js";
import { HttpProblem } from "./http-problem.js";
import { type PredictionSinks, predictRequest } from "./predict-request.js";
import { mediaType, parseBody, readBody } from "./request-body.js";
import { checkDistinct, checkObjects, type RequestLimits, requestRows } from "./request-rows.js";
import type { ModelSource } from "./served-model.js";
import { type IncomingRequest, jsonReply, type Route } from "./service-request.js";

/** What MLflow's routes need. */
export interface MlflowRoutesOptions extends PredictionSinks {
  readonly limits: RequestLimits;
  /** Version of this package, for `/version`. */
  readonly version: string;
}

const names = ["dataframe_split", "dataframe_records", "instances", "inputs"] as const;

/** MLflow's scoring protocol for a model: `/ping`, `/version` and `/invocations`. */
export function mlflowRoutes(source: ModelSource, options: MlflowRoutesOptions): readonly Route[] {
  const plain = (text: string): Response =>
    new Response(text, { headers: { "content-type": "text/plain; charset=utf-8" } });
  return [
    { method: "get", path: "/ping", isOpen: true, handle: () => plain("\n") },
    { method: "get", path: "/version", handle: () => plain(options.version) },
    {
      method: "post",
      path: "/invocations",
      operation: {
        summary: "Predict rows in MLflow's scoring protocol",
        tag: "mlflow",
        body: { "application/json": bodySchema(), "text/csv": { type: "string" } },
        response: {
          "application/json": {
            type: "object",
            properties: { predictions: { type: "array", items: { type: ["number", "string", "null"] } } },
            required: ["predictions"],
          },
        },
        problems: [400, 413, 415, 422],
      },
      async handle(request) {
        const rows = await invocationRows(request.request, options.limits, source);
        const predicted = predictRequest(source.current(), rows, { invalid: "refuse", top: 0 }, request, options);
        return jsonReply({ predictions: predicted.map(({ prediction }) => prediction) });
      },
    },
  ];
}

async function invocationRows(request: IncomingRequest, limits: RequestLimits, source: ModelSource) {
  const type = mediaType(request);
  if (type === "text/csv") return requestRows(request, limits);
  if (type !== "" && type !== "application/json") {
    throw new HttpProblem(
      415,
      `content-type "${type.slice(0, 60)}" is not supported; send application/json or text/csv`,
    );
  }
  const body = parseBody(await readBody(request, limits.bodyBytes));
  if (!isObject(body)) throw unknownForm();
  const found = names.filter((name) => Object.hasOwn(body, name));
  const [name] = found;
  if (name === undefined || found.length > 1) throw unknownForm();
  const rows = rowsFrom(name, body[name] ?? null, source);
  if (rows.length > limits.rows) {
    throw new HttpProblem(
      413,
      `the request has ${rows.length} rows, the limit is ${limits.rows}; send several requests`,
    );
  }
  return { rows, isSingle: false, pointer: name === "dataframe_split" ? "/dataframe_split/data" : `/${name}` };
}

function rowsFrom(name: (typeof names)[number], value: Json, source: ModelSource): readonly Row[] {
  if (name === "dataframe_split") return splitRows(value, source);
  if (Array.isArray(value)) return checkObjects(value, `/${name}`);
  if (isObject(value) && name !== "dataframe_records") return columnRows(value, name);
  throw wrongValue(
    name,
    name === "dataframe_records" ? "an array of objects" : "an array of objects, or an object of arrays",
  );
}

function splitRows(value: Json, source: ModelSource): readonly Row[] {
  const expected = 'an object like {"columns": ["a"], "data": [[1]]}';
  if (!isObject(value) || !Array.isArray(value.data)) throw wrongValue("dataframe_split", expected);
  const columns = value.columns ?? source.current().model.inputs.map((input) => input.name);
  if (!Array.isArray(columns) || !columns.every((column) => typeof column === "string")) {
    throw wrongValue("dataframe_split", expected);
  }
  checkDistinct(columns, "dataframe_split");
  return (value.data as readonly Json[]).map((cells, row) => {
    if (!Array.isArray(cells) || cells.length !== columns.length) {
      const detail = `row ${row}: expected an array of ${columns.length} values`;
      throw new HttpProblem(422, detail, {
        errors: [{ row, field: "", pointer: `/dataframe_split/data/${row}`, detail }],
      });
    }
    return Object.fromEntries((columns as readonly string[]).map((column, index) => [column, cells[index]]));
  });
}

function columnRows(value: JsonObject, name: string): readonly Row[] {
  const columns = Object.entries(value);
  const lengths = new Set(columns.map(([, cells]) => (Array.isArray(cells) ? cells.length : -1)));
  if (lengths.size !== 1 || lengths.has(-1)) throw wrongValue(name, "an object of arrays of the same length");
  const [length = 0] = lengths;
  return Array.from({ length }, (_, row) =>
    Object.fromEntries(columns.map(([column, cells]) => [column, (cells as readonly Json[])[row]])),
  );
}

function wrongValue(name: string, expected: string): HttpProblem {
  const detail = `${name}: expected ${expected}`;
  return new HttpProblem(422, detail, { errors: [{ field: name, pointer: `/${name}`, detail }] });
}

function unknownForm(): HttpProblem {
  return new HttpProblem(422, `expected a JSON object with exactly one of ${names.join(", ")}`);
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function bodySchema(): object {
  const rows = { type: "array", items: { type: "object" } };
  const columns = { type: "object", additionalProperties: { type: "array" }, minProperties: 1 };
  const split = {
    type: "object",
    properties: {
      columns: { type: "array", items: { type: "string" } },
      index: { type: "array" },
      data: { type: "array", items: { type: "array" } },
    },
    required: ["data"],
  };
  const only = (name: string, schema: object) => ({ type: "object", properties: { [name]: schema }, required: [name] });
  return {
    oneOf: [
      only("dataframe_split", split),
      only("dataframe_records", rows),
      only("instances", { anyOf: [rows, columns] }),
      only("inputs", { anyOf: [rows, columns] }),
    ],
  };
}
