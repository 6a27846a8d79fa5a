import { around, distance } from "geokdbush";
import KDBush from "kdbush";
import { ArgumentError, FormatError } from "../../core/errors.js";
import type { JsonReader } from "../../core/json-reader.js";
import { getNumbers } from "../../table/columns.js";
import { replaceColumns } from "../replace-columns.js";
import type { FittedStep, Step } from "../step.js";

/** A named point on the globe, in degrees. */
export interface Place {
  readonly name: string;
  readonly latitude: number;
  readonly longitude: number;
}

export interface NearestOnSphereOptions {
  /** Column of the latitude in degrees. */
  readonly latitude: string;
  /** Column of the longitude in degrees. */
  readonly longitude: string;
  readonly places: readonly Place[];
  /** Put before the two new columns. Default: `nearest`. */
  readonly prefix?: string;
}

/**
 * A step that adds the nearest of some places, as `<prefix>_name` and `<prefix>_km`: great-circle kilometres on a sphere of radius 6,371 km.
 *
 * A row without coordinates gets neither; a latitude beyond 90 or a longitude beyond 180 degrees is refused.
 *
 * @example nearestOnSphere({ latitude: "lat", longitude: "lon", places: [{ name: "1st", latitude: 41.8, longitude: -87.6 }] }).kind // "nearestOnSphere"
 */
export function nearestOnSphere({ latitude, longitude, places, prefix = "nearest" }: NearestOnSphereOptions): Step {
  if (places.length === 0) throw new ArgumentError("nearestOnSphere: places is empty; give at least one");
  for (const place of places) checkPoint(place.latitude, place.longitude, `place "${place.name}"`);
  const fitted = fittedNearest(latitude, longitude, places, prefix);
  return {
    kind: "nearestOnSphere",
    fit(columns) {
      fitted.transform(columns);
      return fitted;
    },
  };
}

/** Brings back what `toJSON` of a fitted nearestOnSphere step wrote. */
export function restoreNearestOnSphere(json: JsonReader): FittedStep {
  const places = json.objects("places").map((item) => {
    const place = { name: item.string("name"), latitude: item.number("latitude"), longitude: item.number("longitude") };
    checkPoint(place.latitude, place.longitude, `place "${place.name}"`);
    return place;
  });
  if (places.length === 0) throw new FormatError(`${json.path}.places: must hold at least one place`);
  return fittedNearest(json.string("latitude"), json.string("longitude"), places, json.string("prefix"));
}

function checkPoint(latitude: number, longitude: number, what: string): void {
  if (Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180) return;
  throw new ArgumentError(
    `nearestOnSphere: ${what} lies at latitude ${latitude}, longitude ${longitude}, beyond 90 or 180 degrees; are they swapped, or in feet?`,
  );
}

function fittedNearest(latitude: string, longitude: string, places: readonly Place[], prefix: string): FittedStep {
  const index = new KDBush(places.length);
  for (const place of places) index.add(place.longitude, place.latitude);
  index.finish();
  const outputs = [`${prefix}_name`, `${prefix}_km`] as const;
  return {
    kind: "nearestOnSphere",
    inputs: [latitude, longitude],
    outputs,
    transform(columns) {
      const [latitudes, longitudes] = [latitude, longitude].map((name) => getNumbers(columns, name, "nearestOnSphere"));
      const codes = new Int32Array(columns.rowCount).fill(-1);
      const kilometres = new Float64Array(columns.rowCount).fill(Number.NaN);
      const names = [...new Set(places.map(({ name }) => name))];
      const codeOf = places.map(({ name }) => names.indexOf(name));
      for (let row = 0; row < columns.rowCount; row++) {
        const [lat = Number.NaN, lon = Number.NaN] = [latitudes?.[row], longitudes?.[row]];
        if (Number.isNaN(lat) || Number.isNaN(lon)) continue;
        checkPoint(lat, lon, `row index ${row}`);
        const [nearest = -1] = around(index, lon, lat, 1);
        const place = places[nearest];
        if (place === undefined) continue;
        codes[row] = codeOf[nearest] ?? -1;
        kilometres[row] = distance(lon, lat, place.longitude, place.latitude);
      }
      return replaceColumns(
        columns,
        [],
        [
          [outputs[0], { kind: "category", codes, categories: names }],
          [outputs[1], { kind: "number", values: kilometres }],
        ],
        "nearestOnSphere",
        "give another prefix",
      );
    },
    toJSON: () => ({
      kind: "nearestOnSphere",
      latitude,
      longitude,
      prefix,
      places: places.map(({ name, latitude: lat, longitude: lon }) => ({ name, latitude: lat, longitude: lon })),
    }),
  };
}
