import { ArgumentError } from "../../core/errors.js";
import type { JsonReader } from "../../core/json-reader.js";
import { numbersInColumns } from "../../table/numbers-in-columns.js";
import { replaceColumns } from "../replace-columns.js";
import type { FittedStep, Step } from "../step.js";

/** A named geographic point, in degrees. */
export interface GeoPoint {
  readonly name: string;
  readonly latitude: number;
  readonly longitude: number;
}

export interface NearestOnSphereOptions {
  /** Column of the latitude in degrees. */
  readonly latitude: string;
  /** Column of the longitude in degrees. */
  readonly longitude: string;
  readonly points: readonly GeoPoint[];
  /**
   * Prefix of the two new columns.
   *
   * @default "nearest"
   */
  readonly prefix?: string | undefined;
}

/**
 * A step that adds the nearest of some points as `<prefix>_name` and `<prefix>_km`: great-circle kilometres on a sphere
 * of radius 6,371 km.
 *
 * Both are missing for a row without coordinates.
 *
 * @throws ArgumentError for a latitude beyond 90 or a longitude beyond 180 degrees
 *
 * @example
 * const points = [{ name: "1st", latitude: 41.8, longitude: -87.6 }];
 * nearestOnSphere({ latitude: "lat", longitude: "lon", points }).kind // "nearestOnSphere"
 */
export function nearestOnSphere({ latitude, longitude, points, prefix = "nearest" }: NearestOnSphereOptions): Step {
  if (points.length === 0) throw new ArgumentError("nearestOnSphere: points is empty; pass at least one");
  for (const point of points) checkPoint(point.latitude, point.longitude, `point "${point.name}"`);
  const fitted = fittedNearest(latitude, longitude, points, prefix);
  return {
    kind: "nearestOnSphere",
    fit(columns) {
      fitted.transform(columns);
      return fitted;
    },
  };
}

/** A fitted nearestOnSphere step from its JSON. */
export function restoreNearestOnSphere(json: JsonReader): FittedStep {
  const points = json.objects("places").map((item) => {
    const point = { name: item.string("name"), latitude: item.number("latitude"), longitude: item.number("longitude") };
    checkPoint(point.latitude, point.longitude, `point "${point.name}"`);
    return point;
  });
  if (points.length === 0) throw json.invalid("places", "at least one point");
  return fittedNearest(json.string("latitude"), json.string("longitude"), points, json.string("prefix"));
}

function checkPoint(latitude: number, longitude: number, what: string): void {
  if (Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180) return;
  throw new ArgumentError(
    `nearestOnSphere: ${what} has latitude ${latitude}, longitude ${longitude}, beyond 90 or 180 degrees; give degrees`,
  );
}

type Vector = readonly [number, number, number];

const radians = Math.PI / 180;

function unitVector(latitude: number, longitude: number): Vector {
  const [phi, lambda] = [latitude * radians, longitude * radians];
  return [Math.cos(phi) * Math.cos(lambda), Math.cos(phi) * Math.sin(lambda), Math.sin(phi)];
}

/**
 * The position of the vector at the smallest angle: a cosine per point is faster than a tree for up to thousands of
 * points.
 */
function nearestVector(vectors: readonly Vector[], [x, y, z]: Vector): number {
  let best = -1;
  let largest = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < vectors.length; index++) {
    const vector = vectors[index] as Vector;
    const cosine = vector[0] * x + vector[1] * y + vector[2] * z;
    if (cosine > largest) {
      largest = cosine;
      best = index;
    }
  }
  return best;
}

/** Great-circle distance by the haversine formula, on a sphere of radius 6,371 km. */
function haversineKilometres(
  longitude: number,
  latitude: number,
  otherLongitude: number,
  otherLatitude: number,
): number {
  const half = (degrees: number): number => Math.sin((degrees * radians) / 2) ** 2;
  const product = Math.cos(latitude * radians) * Math.cos(otherLatitude * radians);
  return 2 * 6371 * Math.asin(Math.sqrt(product * half(longitude - otherLongitude) + half(latitude - otherLatitude)));
}

function fittedNearest(latitude: string, longitude: string, points: readonly GeoPoint[], prefix: string): FittedStep {
  const vectors = points.map((point) => unitVector(point.latitude, point.longitude));
  const outputs = [`${prefix}_name`, `${prefix}_km`] as const;
  return {
    kind: "nearestOnSphere",
    inputs: [latitude, longitude],
    outputs,
    transform(columns) {
      const [latitudes, longitudes] = [latitude, longitude].map((name) =>
        numbersInColumns(columns, name, "nearestOnSphere"),
      );
      const codes = new Int32Array(columns.rowCount).fill(-1);
      const kilometres = new Float64Array(columns.rowCount).fill(Number.NaN);
      const names = [...new Set(points.map(({ name }) => name))];
      const codeByPoint = points.map(({ name }) => names.indexOf(name));
      for (let row = 0; row < columns.rowCount; row++) {
        const lat = latitudes[row];
        const lon = longitudes[row];
        if (Number.isNaN(lat) || Number.isNaN(lon)) continue;
        checkPoint(lat, lon, `row index ${row}`);
        const nearest = nearestVector(vectors, unitVector(lat, lon));
        const point = points[nearest];
        codes[row] = codeByPoint[nearest];
        kilometres[row] = haversineKilometres(lon, lat, point.longitude, point.latitude);
      }
      return replaceColumns(
        columns,
        [],
        [
          [outputs[0], { kind: "category", codes, categories: names }],
          [outputs[1], { kind: "number", values: kilometres }],
        ],
        "nearestOnSphere",
        "choose another prefix",
      );
    },
    toJSON: () => ({
      kind: "nearestOnSphere",
      latitude,
      longitude,
      prefix,
      places: points.map(({ name, latitude: lat, longitude: lon }) => ({ name, latitude: lat, longitude: lon })),
    }),
  };
}
