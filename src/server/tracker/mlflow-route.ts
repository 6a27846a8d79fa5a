import { jsonReply, type Route } from "../service-request.js";
import { mlflowErrorResponse } from "./mlflow-error.js";
import { MlflowFields } from "./mlflow-fields.js";

/** A handler of MLflow's REST API: fields of the request to the JSON of the response. */
export type MlflowHandler = (fields: MlflowFields) => object | Promise<object>;

/** Routes of one path for MLflow's clients (`/api`) and for pages (`/ajax-api`). */
export function mlflowRoute(
  method: Route["method"] | readonly Route["method"][],
  path: string,
  handler: MlflowHandler,
): Route[] {
  return rawMlflowRoute(method, path, async (request) => jsonReply(await handler(await MlflowFields.read(request))));
}

/** The same for a handler that reads the request and makes the response itself. */
export function rawMlflowRoute(
  method: Route["method"] | readonly Route["method"][],
  path: string,
  handle: Route["handle"],
): Route[] {
  return [method].flat().flatMap((one) =>
    ["/api", "/ajax-api"].map((base) => ({
      method: one,
      path: `${base}${path}`,
      errorResponse: mlflowErrorResponse,
      handle,
    })),
  );
}

/** `{key, value}` objects of a record, as MLflow's JSON has them; undefined, so absent, when it is empty. */
export function toPairs(
  values: Readonly<Record<string, string>>,
): readonly { readonly key: string; readonly value: string }[] | undefined {
  return orAbsent(Object.entries(values).map(([key, value]) => ({ key, value })));
}

/** An array as MLflow's JSON has it: an empty one is absent. */
export function orAbsent<Item>(items: readonly Item[]): readonly Item[] | undefined {
  return items.length === 0 ? undefined : items;
}

/** Values that are not finite are strings in MLflow's JSON, and negative zero, which JSON has no number for. */
export function toJsonNumber(value: number): number | string {
  if (Object.is(value, -0)) return "-0.0";
  if (Number.isFinite(value)) return value;
  return Number.isNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
}
