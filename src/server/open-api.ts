import { inputSchema, predictionSchema } from "./input-schema.js";
import type { ServedModel } from "./served-model.js";
import type { Operation, Route } from "./service-request.js";

/** What the document describes. */
export interface OpenApiOptions {
  readonly routes: readonly Route[];
  readonly models: readonly { readonly schemaName: string; readonly served: ServedModel }[];
  /** Version of this package. */
  readonly version: string;
  /** Ways to authenticate. */
  readonly security: readonly ("bearer" | "basic")[];
}

/** The OpenAPI 3.1 document of a server's routes, with the input contracts of its models. */
export function openApi({ routes, models, version, security }: OpenApiOptions): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const { path, method, operation, isOpen } of routes) {
    if (operation === undefined) continue;
    const needsCredentials = security.length > 0 && isOpen !== true;
    paths[path] = { ...paths[path], [method]: toOperation(path, operation, needsCredentials) };
  }
  return {
    openapi: "3.1.0",
    info: { title: `Predictions: ${models.map(({ served }) => served.name).join(", ")}`, version },
    servers: [{ url: "/" }],
    paths,
    components: {
      schemas: {
        ...Object.fromEntries(
          models.flatMap(({ schemaName, served }) => {
            const { $schema: _, ...row } = inputSchema(served.model, served.name);
            return [
              [`${schemaName}Row`, row],
              [`${schemaName}Prediction`, predictionSchema(served.model)],
            ];
          }),
        ),
        ...sharedSchemas,
      },
      responses: {
        Problem: {
          description: "problem document (RFC 9457)",
          content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
        },
      },
      ...(security.length > 0 && {
        securitySchemes: Object.fromEntries(security.map((scheme) => [scheme, { type: "http", scheme }])),
      }),
    },
    ...(security.length > 0 && { security: security.map((scheme) => ({ [scheme]: [] })) }),
  };
}

function toOperation(path: string, operation: Operation, needsCredentials: boolean): object {
  const { summary, tag, body, response, parameters = [], problems = [] } = operation;
  const content = (schemas: Readonly<Record<string, object>>) =>
    Object.fromEntries(Object.entries(schemas).map(([type, schema]) => [type, { schema }]));
  const statuses = [...problems, ...(needsCredentials ? [401] : []), 429, 500].sort((a, b) => a - b);
  const described = parameters.filter((parameter) => "in" in parameter && parameter.in === "path").length > 0;
  const inPath = described
    ? []
    : [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
        ...{ name, in: "path", required: true },
        schema: { type: "string" },
      }));
  return {
    summary,
    tags: [tag],
    ...([...inPath, ...parameters].length > 0 && { parameters: [...inPath, ...parameters] }),
    ...(body !== undefined && { requestBody: { required: true, content: content(body) } }),
    responses: {
      200: { description: "success", content: content(response) },
      ...Object.fromEntries(statuses.map((status) => [status, { $ref: "#/components/responses/Problem" }])),
    },
    ...(!needsCredentials && { security: [] }),
  };
}

const sharedSchemas = {
  ModelVersion: {
    type: "object",
    properties: { name: { type: "string" }, version: { type: "string" } },
    required: ["name", "version"],
  },
  RowProblem: {
    type: "object",
    properties: {
      field: { type: "string" },
      problem: { enum: ["missing", "type", "range", "label", "extreme"] },
      invalid: { type: "boolean" },
      detail: { type: "string" },
    },
    required: ["field", "problem", "invalid", "detail"],
  },
  Contribution: {
    type: "object",
    properties: {
      feature: { type: "string" },
      input: { type: "string" },
      value: { type: ["number", "null"] },
      contribution: { type: "number" },
    },
    required: ["feature", "value", "contribution"],
  },
  Problem: {
    type: "object",
    properties: {
      type: { type: "string" },
      title: { type: "string" },
      status: { type: "integer" },
      detail: { type: "string" },
      requestId: { type: "string" },
      errors: {
        type: "array",
        items: {
          type: "object",
          properties: {
            row: { type: "integer" },
            field: { type: "string" },
            pointer: { type: "string" },
            detail: { type: "string" },
          },
          required: ["field", "detail"],
        },
      },
      errorCount: { type: "integer" },
    },
    required: ["type", "title", "status", "detail", "requestId"],
  },
};
