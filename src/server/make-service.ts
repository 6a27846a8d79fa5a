import { errorMessage } from "../core/error-message.js";
import { type RouteApp, routeApp } from "./route-app.js";
import type { ModelSource } from "./served-model.js";
import { serverMetrics } from "./server-metrics.js";
import type { ServiceOptions } from "./service-options.js";
import type { Route } from "./service-request.js";
import { serviceRoutes } from "./service-routes.js";

/** A service that turns requests into responses; it needs no server. */
export interface Service extends RouteApp {
  readonly routes: readonly Route[];
  readonly models: readonly ModelSource[];
  /** After it `/ready` is 503, so that balancers send no more requests. */
  stop(): void;
  /** Loads versions whose aliases were moved. */
  refresh(onProblem: (problem: string) => void): Promise<readonly string[]>;
}

/**
 * A prediction service of one or several models with its form and documentation pages; the same value serves requests
 * in Node's server, in a Lambda function and in tests.
 *
 * @example const service = await makeService({ models: [modelSource("traffic", fitted)] })
 */
export async function makeService(options: ServiceOptions): Promise<Service> {
  const { models, version = "0" } = options;
  const metrics = serverMetrics(Date.now() / 1_000);
  for (const { name, current } of models) metrics.loaded(name, current().version);
  const state = { isReady: true };
  const limits = { bodyBytes: 5_000_000, rows: 10_000, ...options.limits };
  const routes = serviceRoutes({ ...options, version, metrics, limits, state });
  const app = await routeApp({
    ...options,
    routes,
    onResponse: (request, seconds) => metrics.request(request, seconds),
    directBytes: limits.bodyBytes,
    notFound: "no such path; the paths are in /openapi.json",
  });
  return {
    routes,
    models,
    ...app,
    stop() {
      state.isReady = false;
    },
    async refresh(onProblem) {
      const changed: string[] = [];
      for (const source of models) {
        try {
          if (!(await source.refresh())) continue;
          metrics.loaded(source.name, source.current().version);
          changed.push(`${source.name}: version ${source.current().version}`);
        } catch (thrown) {
          onProblem(`${source.name}: version ${source.current().version} stays: ${errorMessage(thrown)}`);
        }
      }
      return changed;
    },
  };
}
