import { ArgumentError } from "../../core/errors.js";
import { groupDigits } from "../../core/group-digits.js";
import type { Json, JsonObject } from "../../core/json.js";
import { colorBar } from "./color-bar.js";
import type { Figure } from "./figure.js";
import { figureLayout } from "./figure-layout.js";
import { type Axis, checkAxis, checkFigureOptions, type FigureOptions } from "./figure-options.js";
import { figureText } from "./figure-text.js";
import { mostPoints, plottedNumbers, roundedNumbers } from "./figure-values.js";
import { neutralText, sequentialScale } from "./palette.js";

/** Points of a `mapFigure`. */
export interface MapPoints {
  /** Shown in the legend; required for two or more. */
  readonly name?: string | undefined;
  /** Degrees east, -180 to 180. */
  readonly longitude: readonly (number | null)[] | Float64Array;
  /** Degrees north, -90 to 90. */
  readonly latitude: readonly (number | null)[] | Float64Array;
  /** A number per point, shown as its colour. */
  readonly values?: readonly (number | null)[] | Float64Array | undefined;
  /** A label per point, shown on hover. */
  readonly labels?: readonly string[] | undefined;
  /**
   * Diameter in pixels.
   * @default by the number of points
   */
  readonly size?: number | undefined;
}

/** Options of `mapFigure`. */
export interface MapOptions extends Pick<FigureOptions, "title" | "source" | "height"> {
  /** What the colour of `values` means. */
  readonly color?: Axis | undefined;
  /** Outlines, such as borders or districts: rings of [longitude, latitude]. */
  readonly outline?: readonly (readonly (readonly [number, number])[])[] | undefined;
}

/**
 * A map of points on longitude and latitude, without tiles, so that it is drawn offline. Distances have the right ratio
 * at the middle latitude. Of more than 20,000 points every n-th is drawn, and the source line says so.
 *
 * @example mapFigure({ longitude: [-87.6], latitude: [41.9] }, { title: "One point in Chicago" }).data.length // 1
 */
export function mapFigure(points: MapPoints | readonly MapPoints[], options: MapOptions): Figure {
  const { color, outline = [], ...rest } = options ?? {};
  const axes = { x: { label: "longitude", unit: "°" }, y: { label: "latitude", unit: "°" } };
  checkFigureOptions("mapFigure", { ...rest, ...axes } as FigureOptions);
  const list = (Array.isArray(points) ? points : [points]) as readonly MapPoints[];
  if (list.length === 0)
    throw new ArgumentError(
      "mapFigure: expected at least one series, got an empty array; pass the points of one series or more",
    );
  const checked = list.map((series, index) => checkPoints(series, index, list.length));
  if (list.some(({ values }) => values !== undefined)) checkAxis("mapFigure", "color", color);
  const count = Math.max(...checked.map(({ longitude }) => longitude.length));
  const step = Math.ceil(count / mostPoints);
  const latitudes = checked.flatMap(({ latitude }) => latitude.filter((value) => value !== null));
  const data = checked.map((series) => trace(series, step, color));
  const layout = figureLayout({ ...rest, ...axes } as FigureOptions, {
    legend: list.map(({ name }) => name ?? ""),
    height: 520,
    ...(step > 1 ? { remark: `1 of ${step} of ${groupDigits(count)} points drawn` } : {}),
    xMore: { showgrid: true },
    yMore: { scaleanchor: "x", scaleratio: ratio(latitudes) },
    more: { hovermode: "closest" },
  });
  return { kind: "figure", data: [...outline.map(ring), ...data], layout };
}

interface CheckedPoints {
  readonly given: MapPoints;
  readonly longitude: readonly (number | null)[];
  readonly latitude: readonly (number | null)[];
}

function checkPoints(given: MapPoints, index: number, count: number): CheckedPoints {
  const label = given?.name === undefined ? `series ${index + 1}` : `series "${given.name}"`;
  if (count > 1 && (given?.name ?? "") === "") {
    throw new ArgumentError(`mapFigure: ${label} of ${count} has no name; add name: "…" for the legend`);
  }
  const longitude = coordinates(given?.longitude, `longitude of ${label}`, 180);
  const latitude = coordinates(given?.latitude, `latitude of ${label}`, 90);
  for (const [name, length] of [
    ["latitudes", latitude.length],
    ["values", given.values?.length],
    ["labels", given.labels?.length],
  ] as const) {
    if (length !== undefined && length !== longitude.length) {
      throw new ArgumentError(
        `mapFigure: ${label} has ${longitude.length} longitudes and ${length} ${name}; give one of each per point`,
      );
    }
  }
  return { given, longitude, latitude };
}

function coordinates(given: MapPoints["longitude"], label: string, limit: number): readonly (number | null)[] {
  const values = plottedNumbers("mapFigure", label, given);
  const wrong = values.findIndex((value) => value !== null && Math.abs(value) > limit);
  if (wrong >= 0) {
    throw new ArgumentError(
      `mapFigure: ${label}: expected degrees from -${limit} to ${limit}, got ${values[wrong]} at ${wrong + 1}; are longitude and latitude swapped, or are these metres?`,
    );
  }
  return values;
}

function trace({ given, longitude, latitude }: CheckedPoints, step: number, color: Axis | undefined): JsonObject {
  const pick = <Value>(values: readonly Value[]): readonly Value[] =>
    step <= 1 ? values : values.filter((_, row) => row % step === 0);
  const count = Math.ceil(longitude.length / step);
  const { name, labels } = given;
  const values =
    given.values === undefined ? undefined : pick(roundedNumbers(Array.from(given.values, (one) => one ?? Number.NaN)));
  const hover = `${labels === undefined ? "" : "%{text}<br>"}%{y:.4f}°, %{x:.4f}°${values === undefined ? "" : "<br><b>%{marker.color}</b>"}<extra>${figureText(name ?? "")}</extra>`;
  return {
    type: "scatter",
    mode: "markers",
    ...(name === undefined ? {} : { name: figureText(name) }),
    x: pick(longitude) as Json,
    y: pick(latitude) as Json,
    ...(labels === undefined ? {} : { text: pick(labels).map(figureText) }),
    marker: {
      size: given.size ?? (count > 5_000 ? 3 : count > 500 ? 4 : 7),
      opacity: count > 5_000 ? 0.35 : count > 500 ? 0.55 : 0.85,
      ...(values === undefined || color === undefined
        ? {}
        : {
            color: values as Json,
            colorscale: sequentialScale as Json,
            ...(color.range === undefined ? {} : { cmin: color.range[0], cmax: color.range[1] }),
            colorbar: colorBar(color),
          }),
    },
    hovertemplate: hover,
  };
}

function ring(points: readonly (readonly [number, number])[]): JsonObject {
  const first = points[0];
  const closed = first === undefined ? points : [...points, first];
  return {
    type: "scatter",
    mode: "lines",
    x: roundedNumbers(closed.map(([longitude]) => longitude)),
    y: roundedNumbers(closed.map(([, latitude]) => latitude)),
    line: { width: 1, color: neutralText },
    hoverinfo: "skip",
    showlegend: false,
  };
}

/** A degree of latitude in degrees of longitude, at the middle of the map. */
function ratio(latitudes: readonly number[]): number {
  const low = latitudes.reduce((least, value) => Math.min(least, value), 90);
  const high = latitudes.reduce((most, value) => Math.max(most, value), -90);
  const middle = low > high ? 0 : (low + high) / 2;
  return Number((1 / Math.max(0.05, Math.cos((middle * Math.PI) / 180))).toFixed(3));
}
