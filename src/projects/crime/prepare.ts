import { type Columns, nearestOnSphere, toColumns } from "cuaderno";
import { loadPolars } from "cuaderno/table";
import type { DataFrame } from "nodejs-polars";
import type { Station } from "./stations.js";

/** The rows that say where they happened, as columns that models take: `arrest` and `domestic` are 0 or 1, codes are labels. */
export function locatedCrimes(frame: DataFrame): Columns {
  const pl = loadPolars();
  const places = ["x", "y", "latitude", "longitude"].map((name) => pl.col(name).isNotNull());
  const located = places.reduce((all, own) => all.and(own));
  const flag = (name: string) => pl.col(name).cast(pl.Float64).alias(name);
  return toColumns(
    frame
      .filter(located)
      .select(
        ...["id", "time", "latitude", "longitude", "x", "y"].map((name) => pl.col(name)),
        ...["iucr", "primaryType", "location", "district"].map((name) => pl.col(name)),
        flag("domestic"),
        flag("arrest"),
      ),
  );
}

/** Share of the rows whose nearest station, by great circle, is that of their own district. */
export function ownDistrictShare(rows: Columns, stations: readonly Station[]): number {
  const nearest = nearestOnSphere({
    latitude: "latitude",
    longitude: "longitude",
    points: stations,
    prefix: "station",
  });
  const found = labelsOf(nearest.fit(rows).transform(rows), "station_name");
  const own = labelsOf(rows, "district");
  return own.reduce((count, district, row) => count + (district === found[row] ? 1 : 0), 0) / rows.rowCount;
}

/** Great-circle kilometres from each row to its nearest station. */
export function stationKilometres(rows: Columns, stations: readonly Station[]): Float64Array {
  const nearest = nearestOnSphere({
    latitude: "latitude",
    longitude: "longitude",
    points: stations,
    prefix: "station",
  });
  const column = nearest.fit(rows).transform(rows).byName.get("station_km");
  return column?.kind === "number" ? column.values : new Float64Array();
}

/** The texts of a column of labels, missing ones empty. */
export function labelsOf(rows: Columns, name: string): readonly string[] {
  const column = rows.byName.get(name);
  if (column?.kind === "category") return Array.from(column.codes, (code) => column.categories[code] ?? "");
  return column?.kind === "string" ? column.values.map((value) => value ?? "") : [];
}
