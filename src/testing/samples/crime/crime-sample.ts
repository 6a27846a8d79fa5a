import { type RandomSource, randomSource } from "../../../core/random-source.js";

/** A kind of crime: code, kind, code of federal statistics, weight among the reports, shares of arrests and domestic cases, locations. */
interface Kind {
  readonly iucr: string;
  readonly type: string;
  readonly description: string;
  readonly fbi: string;
  readonly weight: number;
  readonly arrest: number;
  readonly domestic: number;
  readonly locations: readonly string[];
}

const kinds: readonly Kind[] = [
  ["0820", "THEFT", "$500 AND UNDER", "06", 16, 0.08, 0.02, ["STREET", "RESIDENCE", "PARKING LOT"]],
  ["0860", "THEFT", "RETAIL THEFT", "06", 8, 0.5, 0, ["DEPARTMENT STORE", "GROCERY FOOD STORE"]],
  ["0486", "BATTERY", "DOMESTIC BATTERY SIMPLE", "08B", 14, 0.19, 0.97, ["RESIDENCE", "APARTMENT"]],
  ["0460", "BATTERY", "SIMPLE", "08B", 9, 0.22, 0.1, ["STREET", "SIDEWALK", "APARTMENT"]],
  ["1310", "CRIMINAL DAMAGE", "TO PROPERTY", "14", 11, 0.06, 0.1, ["RESIDENCE", "STREET", "APARTMENT"]],
  ["0560", "ASSAULT", "SIMPLE", "08A", 8, 0.2, 0.25, ["STREET", "RESIDENCE", "SCHOOL"]],
  ["0610", "BURGLARY", "FORCIBLE ENTRY", "05", 6, 0.05, 0.01, ["RESIDENCE", "APARTMENT"]],
  ["0910", "MOTOR VEHICLE THEFT", "AUTOMOBILE", "07", 5, 0.07, 0.02, ["STREET", "PARKING LOT"]],
  ["1811", "NARCOTICS", "POSS: CANNABIS 30GMS OR LESS", "18", 5, 0.99, 0, ["STREET", "SIDEWALK", "ALLEY"]],
  ["1320", "CRIMINAL DAMAGE", "TO VEHICLE", "14", 8, 0.05, 0.07, ["STREET", "PARKING LOT"]],
  ["1330", "CRIMINAL TRESPASS", "TO LAND", "26", 4, 0.6, 0.02, ["DEPARTMENT STORE", "APARTMENT"]],
  ["143A", "WEAPONS VIOLATION", "UNLAWFUL POSS OF HANDGUN", "15", 2, 0.8, 0, ["STREET", "ALLEY"]],
  ["1153", "DECEPTIVE PRACTICE", "FINANCIAL IDENTITY THEFT", "11", 6, 0.02, 0, ["RESIDENCE", ""]],
].map(([iucr, type, description, fbi, weight, arrest, domestic, locations]) => ({
  ...{ iucr, type, description, fbi, weight, arrest, domestic, locations },
})) as readonly Kind[];

/** Synthetic stations on a rough grid over the city. */
const stations = Array.from({ length: 22 }, (_, index) => {
  const district = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 15, 16, 17, 18, 19, 20, 22, 24, 25][index] as number;
  return {
    district: String(district),
    name: `Sample ${district}`,
    latitude: 41.67 + 0.043 * Math.floor(index / 3) + 0.004 * (index % 2),
    longitude: -87.77 + 0.07 * (index % 3) + 0.006 * (index % 5),
  };
});
const headquarters = { district: "Headquarters", name: "Headquarters", latitude: 41.8307, longitude: -87.6234 };

const header =
  "ID,Case Number,Date,Block,IUCR,Primary Type,Description,Location Description,Arrest,Domestic,Beat,District,Ward,Community Area,FBI Code,X Coordinate,Y Coordinate,Updated On,Latitude,Longitude";

/**
 * Synthetic reports and stations in the portal's layout, by file name: fourteen months, arrests that depend on the kind of crime, locations
 * around the districts' stations, a few reports without coordinates or location. The same seed gives the same bytes everywhere.
 */
export function crimeSample({
  seed = 2017,
  rowsAMonth = 260,
}: {
  readonly seed?: number;
  readonly rowsAMonth?: number;
} = {}): ReadonlyMap<string, string> {
  const random = randomSource(seed);
  const files = new Map<string, string>();
  let id = 10_000_000;
  for (let index = 0; index < 14; index++) {
    const [year, month] = [2017 + Math.floor(index / 12), (index % 12) + 1];
    const days = new Date(Date.UTC(year, month, 0)).getUTCDate();
    const count = Math.round(rowsAMonth * (1 + 0.12 * Math.sin(((month - 4) / 6) * Math.PI)));
    const hours = Array.from({ length: count }, () => Date.UTC(year, month - 1, 1, random.integer(days * 24)));
    const rows = hours.sort((a, b) => a - b).map((hour) => makeRow(random, ++id, hour));
    files.set(`crimes_${year}-${String(month).padStart(2, "0")}.csv`, `${[header, ...rows].join("\n")}\n`);
  }
  const table = [...stations, headquarters].map(({ district, name, latitude, longitude }) =>
    [district, name, "synthetic", latitude.toFixed(6), longitude.toFixed(6)].join(","),
  );
  files.set("police_stations.csv", `${["DISTRICT,DISTRICT NAME,ADDRESS,LATITUDE,LONGITUDE", ...table].join("\n")}\n`);
  return files;
}

function makeRow(random: RandomSource, id: number, hour: number): string {
  const kind = drawKind(random);
  const home = stations[random.integer(stations.length)] as (typeof stations)[number];
  const [latitude, longitude] = [home.latitude + 0.013 * random.normal(), home.longitude + 0.016 * random.normal()];
  const location = kind.locations[random.integer(kind.locations.length)] ?? "";
  const night = new Date(hour).getUTCHours() < 6 ? 0.04 : 0;
  const arrest = random.uniform() < Math.min(kind.arrest + night + (location === "ALLEY" ? 0.05 : 0), 0.995);
  const time = hour + 60_000 * drawMinute(random, arrest);
  const isLocated = random.uniform() > 0.012;
  const district = home.district.padStart(3, "0");
  const beat = `${district.slice(1)}1${1 + random.integer(4)}`;
  return [
    id,
    `SM${id % 1_000_000}`,
    toPortalTime(time),
    `0${10 + random.integer(80)}XX S SAMPLE ST`,
    kind.iucr,
    kind.type,
    kind.description,
    location,
    arrest,
    random.uniform() < kind.domestic,
    beat,
    district,
    1 + random.integer(50),
    1 + random.integer(77),
    kind.fbi,
    isLocated ? Math.round(1_176_000 + (longitude + 87.63) * 272_800) : "",
    isLocated ? Math.round(1_891_000 + (latitude - 41.858) * 364_400) : "",
    toPortalTime(time + 86_400_000 * (7 + random.integer(30))),
    isLocated ? latitude.toFixed(9) : "",
    isLocated ? longitude.toFixed(9) : "",
  ].join(",");
}

/** The minute of a report: rounded, more often than not when there was no arrest. */
function drawMinute(random: RandomSource, arrest: boolean): number {
  const isExact = random.uniform() < (arrest ? 0.5 : 0.15);
  return isExact ? random.integer(60) : ([0, 0, 0, 30, 30, 15, 45, 20][random.integer(8)] ?? 0);
}

function drawKind(random: RandomSource): Kind {
  const total = kinds.reduce((sum, { weight }) => sum + weight, 0);
  let left = random.uniform() * total;
  for (const kind of kinds) {
    left -= kind.weight;
    if (left <= 0) return kind;
  }
  return kinds[0] as Kind;
}

/** As the portal writes times: `01/31/2017 09:05:00 PM`. */
function toPortalTime(time: number): string {
  const [date = "", clock = ""] = new Date(time).toISOString().slice(0, 19).split("T");
  const [year, month, day] = date.split("-");
  const hour = Number(clock.slice(0, 2));
  return `${month}/${day}/${year} ${String(hour % 12 || 12).padStart(2, "0")}${clock.slice(2)} ${hour < 12 ? "AM" : "PM"}`;
}
