import { type RandomSource, randomSource } from "../../../core/random-source.js";

/** Code, name, and where the synthetic series of a country begin: years of life, tonnes of CO2, per cent with electricity. */
const countries: readonly (readonly [string, string, number, number, number])[] = [
  ["ARG", "Argentina", 73, 3.7, 94],
  ["AUS", "Australia", 79, 17, 100],
  ["BGD", "Bangladesh", 65, 0.3, 32],
  ["BOL", "Bolivia", 62, 1.1, 68],
  ["BRA", "Brazil", 70, 1.9, 94],
  ["CHL", "Chile", 76, 4, 97],
  ["CHN", "China", 71, 2.7, 97],
  ["CIV", "Cote d'Ivoire", 49, 0.4, 48],
  ["COD", "Congo, Dem. Rep.", 50, 0.1, 7],
  ["DEU", "Germany", 78, 10.2, 100],
  ["ETH", "Ethiopia", 51, 0.1, 13],
  ["FRA", "France", 79, 6, 100],
  ["IND", "India", 62, 1, 60],
  ["JPN", "Japan", 81, 9.6, 100],
  ["KEN", "Kenya", 53, 0.3, 15],
  ["MEX", "Mexico", 74, 3.9, 98],
  ["MLI", "Mali", 48, 0.1, 11],
  ["NER", "Niger", 49, 0.1, 7],
  ["NGA", "Nigeria", 47, 0.7, 43],
  ["NPL", "Nepal", 62, 0.1, 28],
  ["PAK", "Pakistan", 62, 0.8, 71],
  ["QAT", "Qatar", 76, 58, 100],
  ["USA", "United States", 77, 20, 100],
  ["ZAF", "South Africa", 56, 8.2, 72],
];

const groups: readonly (readonly [string, string, readonly string[]])[] = [
  ["CEB", "Central Electricity Board (CEB)", ["DEU"]],
  ["HIC", "High income", ["AUS", "DEU", "FRA", "JPN", "QAT", "USA"]],
  ["LIC", "Low income", ["COD", "ETH", "MLI", "NER"]],
  ["SAS", "South Asia", ["BGD", "IND", "NPL", "PAK"]],
  ["SSF", "Sub-Saharan Africa", ["CIV", "COD", "ETH", "KEN", "MLI", "NER", "NGA", "ZAF"]],
  ["WLD", "World", countries.map(([code]) => code)],
];

const longHeader =
  "DATABASE_ID,INDICATOR,REF_AREA,REF_AREA_LABEL,TIME_PERIOD,OBS_VALUE,FREQ,UNIT_MEASURE,UNIT_MULT,DECIMALS,OBS_STATUS,OBS_CONF";

/**
 * A synthetic stand-in for the project's files, by name: the three databases in the publisher's layouts (one of them wide), with groups among
 * the countries, empty values and constant columns as in the real ones, and a small shop. The same seed gives the same bytes everywhere.
 */
export function worldBankSample({ seed = 360 }: { readonly seed?: number } = {}): ReadonlyMap<string, string> {
  const random = randomSource(seed);
  const life = withGroups(countries.map(([code, , start]) => [code, lifeSeries(start, random.fork())]));
  const carbon = withGroups(countries.map(([code, , , start]) => [code, carbonSeries(start, random.fork())]));
  const power = withGroups(countries.map(([code, , , , start]) => [code, powerSeries(start, random.fork())]));
  return new Map([
    ["WB_WDI.csv", wideFile(life)],
    ["WB_ESG.csv", longFile("WB_ESG", "WB_ESG_EN_ATM_CO2E_PC", "T_POP", carbon)],
    ["WB_SE4ALL.csv", longFile("WB_SE4ALL", "WB_SE4ALL_EG_ACS_ELEC", "PT_POP", power)],
    ...shopFiles(random.fork()),
  ]);
}

type Series = readonly (number | null)[];

const firstYear = 2000;

/** Rises a little each year, less where it is high, with the fall of 2020 and 2021. */
function lifeSeries(start: number, random: RandomSource): Series {
  const gain = 0.12 + 0.02 * Math.max(0, 75 - start) + 0.04 * random.normal();
  const fall = 0.6 + 1.2 * random.uniform();
  const hasGap = random.uniform() < 0.1;
  return yearsUntil(2023).map((_, index) => {
    const year = firstYear + index;
    if (hasGap && year < 2003) return null;
    const drop = year === 2020 ? fall : year === 2021 ? 1.5 * fall : 0;
    return start + gain * index * (1 - 0.008 * index) - drop + 0.08 * random.normal();
  });
}

/** Drifts; nothing is known after 2014 but the world's. */
function carbonSeries(start: number, random: RandomSource): Series {
  const trend = (start > 5 ? -0.012 : 0.03) + 0.008 * random.normal();
  return yearsUntil(2018).map((_, index) => {
    const value = start * Math.exp(trend * index) * (1 + 0.03 * random.normal());
    return firstYear + index > 2014 || random.uniform() < 0.01 ? null : value;
  });
}

/** Climbs to 100 and stays there. */
function powerSeries(start: number, random: RandomSource): Series {
  const pace = 0.9 + 2 * random.uniform();
  return yearsUntil(2023).map((_, index) =>
    start === 100 ? 100 : Math.min(100, Math.max(1, start + pace * index + 0.8 * random.normal())),
  );
}

function yearsUntil(last: number): readonly number[] {
  return Array.from({ length: last - firstYear + 1 }, (_, index) => firstYear + index);
}

/** The series of countries and, as the mean of what is known of their members, those of the groups. */
function withGroups(own: readonly (readonly [string, Series])[]): ReadonlyMap<string, Series> {
  const all = new Map(own);
  const length = own[0]?.[1].length ?? 0;
  for (const [code, , members] of groups) {
    const series = members.map((member) => all.get(member) ?? []);
    const means = Array.from({ length }, (_, index) => {
      const known = series.flatMap((values) => values[index] ?? []);
      return known.length === 0 ? null : known.reduce((total, value) => total + value, 0) / known.length;
    });
    all.set(code, means);
  }
  return new Map([...all].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function getAreaName(code: string): string {
  const name = [...countries, ...groups].find(([own]) => own === code)?.[1] ?? code;
  return name.includes(",") ? `"${name}"` : name;
}

function longFile(database: string, indicator: string, unit: string, all: ReadonlyMap<string, Series>): string {
  const lines = [...all].flatMap(([code, series]) =>
    series.map((value, index) =>
      [database, indicator, code, getAreaName(code), firstYear + index, cell(value), "A", unit, 0, 2, "A", "PU"].join(
        ",",
      ),
    ),
  );
  return `${[longHeader, ...lines].join("\n")}\n`;
}

function wideFile(all: ReadonlyMap<string, Series>): string {
  const ids =
    "FREQ,FREQ_LABEL,REF_AREA,REF_AREA_LABEL,INDICATOR,INDICATOR_LABEL,UNIT_MEASURE,DATABASE_ID,UNIT_MULT,OBS_STATUS";
  const title = '"Life expectancy at birth, total (years)"';
  const lines = [...all].map(([code, series]) =>
    [
      "A",
      "Annual",
      code,
      getAreaName(code),
      "WB_WDI_SP_DYN_LE00_IN",
      title,
      "YR",
      "WB_WDI",
      0,
      "A",
      ...series.map(cell),
    ].join(","),
  );
  return `${[`${ids},${yearsUntil(2023).join(",")}`, ...lines].join("\n")}\n`;
}

const cell = (value: number | null): string => (value === null ? "" : String(Math.round(value * 1_000) / 1_000));

const firstNames = ["ADA", "BRUNO", "CARLA", "DIEGO", "ELSA", "FELIX", "GRETA", "HUGO", "INÉS", "JUAN"];
const lastNames = ["ARCO", "BRISA", "CERRO", "DUNA", "ESTERO", "FARO", "GRUTA", "HOJA"];
const words = ["QUIET", "RED", "LOST", "LONG", "GLASS", "NORTH", "PAPER", "SALT"];
const things = ["RIVER", "CLOCK", "ISLAND", "LETTER", "BRIDGE", "GARDEN", "TRAIN", "WINTER"];

function shopFiles(random: RandomSource): readonly (readonly [string, string])[] {
  const stamp = "2006-02-15 04:34:33";
  const pick = (list: readonly string[]): string => list[random.integer(list.length)] ?? "";
  const rows = (count: number, row: (id: number) => readonly (string | number)[]): string =>
    Array.from({ length: count }, (_, index) => row(index + 1).join(",")).join("\n");
  const ratings = ["G", "PG", "PG-13", "R", "NC-17"];
  const film = (id: number): readonly (string | number)[] => {
    const name = `${pick(words)} ${pick(things)}`;
    const [days, rate, minutes, cost] = [
      3 + random.integer(5),
      1 + 2 * random.integer(3) - 0.01,
      60 + random.integer(100),
      10 + random.integer(20) - 0.01,
    ];
    const features = '"Trailers,Deleted Scenes"';
    return [
      id,
      name,
      `The tale of the ${pick(things).toLowerCase()}`,
      2006,
      1,
      "",
      days,
      rate.toFixed(2),
      minutes,
      cost.toFixed(2),
      pick(ratings),
      features,
      stamp,
    ];
  };
  const file = (name: string, header: string, body: string) =>
    [`sakila/sakila_${name}.csv`, `${header}\n${body}\n`] as const;
  const customer = (id: number): readonly (string | number)[] => {
    const [first, last] = [pick(firstNames), pick(lastNames)];
    return [
      id,
      1 + random.integer(2),
      first,
      last,
      `${first}.${last}@shop.example`,
      id + 4,
      random.uniform() < 0.9 ? 1 : 0,
      "2006-02-14 22:04:36",
      stamp,
    ];
  };
  return [
    file(
      "actor",
      "actor_id,first_name,last_name,last_update",
      rows(24, (id) => [id, pick(firstNames), pick(lastNames), stamp]),
    ),
    file(
      "customer",
      "customer_id,store_id,first_name,last_name,email,address_id,active,create_date,last_update",
      rows(30, customer),
    ),
    file(
      "film",
      "film_id,title,description,release_year,language_id,original_language_id,rental_duration,rental_rate,length,replacement_cost,rating,special_features,last_update",
      rows(40, film),
    ),
    file(
      "language",
      "language_id,name,last_update",
      rows(3, (id) => [id, ["English", "Italian", "French"][id - 1] ?? "", stamp]),
    ),
  ];
}
