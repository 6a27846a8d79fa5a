import { HttpProblem } from "./http-problem.js";
import { mlflowRoutes } from "./mlflow-routes.js";
import { openApi } from "./open-api.js";
import { docsPage } from "./pages/docs-page.js";
import { formRoutes } from "./pages/form-routes.js";
import { predictRoutes } from "./predict-routes.js";
import type { RequestLimits } from "./request-rows.js";
import type { ModelSource } from "./served-model.js";
import type { ServerMetrics } from "./server-metrics.js";
import type { ServiceOptions } from "./service-options.js";
import { jsonReply, type Route } from "./service-request.js";

/** What the routes of a service need. */
export interface ServiceRoutesOptions
  extends Pick<ServiceOptions, "models" | "routes" | "predictionLog" | "authenticator"> {
  readonly version: string;
  readonly metrics: ServerMetrics;
  readonly limits: RequestLimits;
  readonly state: { readonly isReady: boolean };
}

/** Every route of a service: further ones first, then predictions, MLflow's protocol, documents, pages, health. */
export function serviceRoutes(options: ServiceRoutesOptions): readonly Route[] {
  const { models, authenticator, version } = options;
  const [first] = models;
  const named = models.map((source, index) => ({ source, schemaName: schemaName(source.name, index) }));
  const predict = named.flatMap(({ source, schemaName }) => [
    ...(source === first ? predictRoutes(source, { ...options, base: "", schemaName }) : []),
    ...predictRoutes(source, { ...options, base: `/models/${encodeURIComponent(source.name)}`, schemaName }),
  ]);
  const routes: Route[] = [
    ...(options.routes ?? []),
    ...predict,
    ...(first === undefined ? [] : mlflowRoutes(first, options)),
    ...statusRoutes(options),
  ];
  const document = () =>
    openApi({
      routes,
      models: named.map(({ source, schemaName }) => ({ schemaName, served: source.current() })),
      version,
      security: authenticator?.schemes ?? [],
    });
  return [
    ...routes,
    { method: "get", path: "/openapi.json", handle: () => jsonReply(document()) },
    { method: "get", path: "/docs", handle: () => docsPage(routes, models) },
    ...formRoutes(models, options),
  ];
}

function statusRoutes({ models, metrics, state }: ServiceRoutesOptions): readonly Route[] {
  const status = { type: "object", properties: { status: { type: "string" } }, required: ["status"] };
  return [
    {
      method: "get",
      path: "/models",
      operation: {
        summary: "The models that are served",
        tag: "models",
        response: { "application/json": { type: "object", properties: { models: { type: "array" } } } },
      },
      handle: () => jsonReply({ models: models.map(modelJson) }),
    },
    {
      method: "get",
      path: "/health",
      isOpen: true,
      operation: { summary: "Whether the process runs", tag: "status", response: { "application/json": status } },
      handle: () => jsonReply({ status: "ok" }),
    },
    {
      method: "get",
      path: "/ready",
      isOpen: true,
      operation: {
        summary: "Whether requests are accepted",
        tag: "status",
        response: { "application/json": status },
        problems: [503],
      },
      handle() {
        if (state.isReady) return jsonReply({ status: "ready" });
        throw new HttpProblem(503, "the server is stopping");
      },
    },
    {
      method: "get",
      path: "/metrics",
      operation: {
        summary: "Metrics in Prometheus' text format",
        tag: "status",
        response: { "text/plain": { type: "string" } },
      },
      handle: () =>
        new Response(metrics.text(), { headers: { "content-type": "text/plain; version=0.0.4; charset=utf-8" } }),
    },
  ];
}

function modelJson(source: ModelSource): object {
  const { name, ref, version, description, aliases, loadedAt, model } = source.current();
  const base = `/models/${encodeURIComponent(name)}`;
  return {
    ...{ name, version, ref, aliases, description },
    kind: model.model.kind,
    target: { name: model.target?.name, unit: model.target?.unit, labels: model.target?.labels },
    inputs: model.inputs.map((input) => input.name),
    loadedAt: loadedAt.toISOString(),
    links: { predict: `${base}/predict`, schema: `${base}/schema`, form: `${base}/form` },
  };
}

function schemaName(name: string, index: number): string {
  return `${name.replace(/\W+/g, "_")}${index === 0 ? "" : index + 1}`;
}
