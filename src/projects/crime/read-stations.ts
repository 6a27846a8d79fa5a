import { FormatError, type GeoPoint, readTable } from "cuaderno";
import { stationSchema } from "./crime-schema.js";

/** A police station, named by the three digits of its district as in the reports. */
export interface Station extends GeoPoint {
  /** Name of the district, such as `Central`. */
  readonly title: string;
}

/**
 * The police stations in the publisher's file, a path or URI. The file writes district 001 as `1`, and has a station
 * `Headquarters` that is not a district: it is left out unless `headquarters` is set.
 *
 * @throws FormatError for a file without the station of a district.
 * @example (await readStations("data/crime/sample/police_stations.csv")).length // 22
 */
export async function readStations(
  uri: string,
  { headquarters = false }: { readonly headquarters?: boolean | undefined } = {},
): Promise<readonly Station[]> {
  const frame = await readTable(uri, stationSchema, { extra: "ignore", encoding: "auto" });
  const rows = frame.toRecords() as { district: string; name: string; latitude: number; longitude: number }[];
  const isDistrict = ({ district }: { readonly district: string }): boolean => /^\d+$/.test(district);
  if (!rows.some(isDistrict)) {
    throw new FormatError(
      `readStations: ${uri}: column "DISTRICT": expected the number of a district in some row; check that it is the file of the police stations`,
    );
  }
  return rows
    .filter((row) => headquarters || isDistrict(row))
    .map(({ district, name, latitude, longitude }) => ({
      name: /^\d+$/.test(district) ? district.padStart(3, "0") : district,
      title: name,
      latitude,
      longitude,
    }));
}
