import type { Json, JsonObject } from "../../core/json.js";
import { jsonChanges } from "./json-changes.js";
import type { CompareOptions } from "./text-changes.js";

/** A sentence on a figure that changed. */
export interface FigureChange {
  readonly kind: "figure";
  readonly message: string;
}

/** How a Plotly figure changed: its title and the values of its series; else the first other difference. */
export function figureChanges(before: JsonObject, after: JsonObject, options: CompareOptions): readonly FigureChange[] {
  const messages: string[] = [];
  const [oldTitle, title] = [figureTitle(before), figureTitle(after)];
  if (oldTitle !== title) messages.push(`title "${oldTitle}" became "${title}"`);
  const [oldSeries, series] = [figureSeries(before), figureSeries(after)];
  for (const [name, values] of oldSeries) messages.push(...seriesChanges(name, values, series.get(name), options));
  for (const name of series.keys()) if (!oldSeries.has(name)) messages.push(`series "${name}" is new`);
  const all = messages.length > 0 ? messages : jsonChanges(before, after, "figure", options);
  return all.map((message) => ({ kind: "figure", message }));
}

function seriesChanges(
  name: string,
  before: readonly Json[],
  after: readonly Json[] | undefined,
  options: CompareOptions,
): readonly string[] {
  if (after === undefined) return [`series "${name}" is missing`];
  if (after.length !== before.length) return [`series "${name}" has ${after.length} values, had ${before.length}`];
  const differing = before.filter((value, index) => jsonChanges(value, after[index], "", options).length > 0).length;
  return differing === 0 ? [] : [`series "${name}": ${differing} of ${before.length} values differ`];
}

function figureTitle({ layout }: JsonObject): string {
  const { title } = (layout ?? {}) as { readonly title?: Json | undefined };
  const text =
    typeof title === "string" ? title : (title as { readonly text?: Json | undefined } | null | undefined)?.text;
  return typeof text === "string" ? text : "";
}

function figureSeries({ data }: JsonObject): ReadonlyMap<string, readonly Json[]> {
  const traces = Array.isArray(data) ? (data as readonly JsonObject[]) : [];
  return new Map(
    traces.map((trace, index): [string, readonly Json[]] => {
      const values = [trace.z, trace.y, trace.x, trace.values].find((list) => Array.isArray(list)) ?? [];
      const name = typeof trace.name === "string" && trace.name !== "" ? trace.name : `series ${index + 1}`;
      return [name, values as Json[]];
    }),
  );
}
