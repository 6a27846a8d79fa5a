import { FormatError, type GeoPoint } from "cuaderno";
import { parseCsv } from "cuaderno/table";
import { stationSchema } from "./schema.js";

/** A police station that serves a district; its name is the district's three digits, as in the incidents. */
export interface Station extends GeoPoint {
  readonly district: string;
  readonly title: string;
}

/** The stations of a file. `Headquarters` is among them and is no district: it is left out unless asked for. */
export function readStations(
  bytes: Uint8Array,
  { place, headquarters = false }: { readonly place: string; readonly headquarters?: boolean },
): readonly Station[] {
  const frame = parseCsv(bytes, stationSchema, { uri: place, extra: "ignore", encoding: "auto" });
  const rows = frame.toRecords() as { district: string; name: string; latitude: number; longitude: number }[];
  const stations = rows
    .filter(({ district }) => headquarters || /^\d+$/.test(district))
    .map(({ district, name, latitude, longitude }) => {
      const padded = /^\d+$/.test(district) ? district.padStart(3, "0") : district;
      return { name: padded, district: padded, title: name, latitude, longitude };
    });
  if (stations.length > 0) return stations;
  throw new FormatError(`readStations: ${place} names no district's station; the column DISTRICT must hold numbers`);
}
