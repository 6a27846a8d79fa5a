import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { DataFrame } from "nodejs-polars";
import { describe, expect, it } from "vitest";
import { countDuplicateRows } from "../../table/count-duplicate-rows.js";
import { parseRecords } from "../../table/formats/parse-records.js";
import { loadPolars } from "../../table/load-polars.js";
import { column } from "../../table/schema/column.js";
import { type SchemaColumns, schema, type TableSchema } from "../../table/schema/schema.js";
import type { TableReport } from "../../table/schema/table-report.js";
import { type ReadTableOptions, readTable } from "./read-table.js";

const mirror = process.env.CUADERNO_DATA_MIRROR;
const pl = loadPolars();

/** Every file that a test below has read. */
const loaded = new Set<string>();

interface Loaded {
  readonly frame: DataFrame;
  readonly report: TableReport;
}

async function load(path: string, table: TableSchema, options: ReadTableOptions = {}): Promise<Loaded> {
  loaded.add(path);
  const reports: TableReport[] = [];
  const onReport = (report: TableReport): void => void reports.push(report);
  const frame = await readTable(join(mirror ?? "", path), table, { ...options, onReport });
  return { frame, report: reports[0] as TableReport };
}

const sum = (frame: DataFrame, name: string): number => Number(frame.select(pl.col(name).sum()).getColumn(name).get(0));
const distinct = (frame: DataFrame, name: string): number => frame.getColumn(name).nUnique();
const edges = (frame: DataFrame, name: string): readonly string[] =>
  [frame.getColumn(name).min(), frame.getColumn(name).max()].map((value) =>
    new Date(Number(value)).toISOString().slice(0, 10),
  );
const times = (frame: DataFrame, name: string): DataFrame => frame.select(pl.col(name).cast(pl.Int64).alias(name));

const month = { year: column.integer({ source: "ANIO" }), month: column.integer({ source: "MES", min: 1, max: 12 }) };
const date = column.datetime({ source: "FECHA", format: ["%d/%m/%Y", "%d-%b-%y", "%d%b%Y"] });
const lineCount = (source: string) => column.integer({ source, min: 0, nullable: true, thousands: "," });
const bytes = (source: string) => column.number({ source, unit: "TB", min: 0, nullable: true, thousands: "," });
const company = {
  folio: column.integer({ source: "FOLIO" }),
  group: column.string({ source: "K_GRUPO", pattern: "[A-Z]\\d+" }),
  groupName: column.category({ source: "GRUPO" }),
  company: column.string({ source: "K_EMPRESA" }),
  companyName: column.category({ source: "EMPRESA" }),
  holder: column.category({ source: "CONCESIONARIO" }),
};

describe.skipIf(mirror === undefined)("telecom tables (CUADERNO_DATA_MIRROR is unset when skipped)", () => {
  const auto = { encoding: "auto" } as const;

  it("loads lines with accents, dates and empty cells as the publisher left them", async () => {
    const lines = schema("lines", {
      ...company,
      ...month,
      date,
      prepaid: lineCount("L_PREPAGO_E"),
      postpaid: lineCount("L_POSPAGO_E"),
      controlled: lineCount("L_POSPAGOC_E"),
      free: lineCount("L_POSPAGOL_E"),
      unspecified: lineCount("L_NO_ESPECIFICADO_E"),
      total: lineCount("L_TOTAL_E"),
    });
    const { frame, report } = await load("telecom/TD_LINEAS_INTMOVIL_ITE_VA.csv", lines, auto);
    expect(frame.height).toBe(3_195);
    expect(report.encoding).toBe("windows-1252");
    expect(report.missing).toEqual({
      prepaid: 2177,
      postpaid: 3023,
      controlled: 2994,
      free: 2922,
      unspecified: 1029,
      total: 1,
    });
    expect([distinct(frame, "date"), distinct(frame, "group"), distinct(frame, "holder")]).toEqual([139, 73, 79]);
    expect(edges(times(frame, "date"), "date")).toEqual(["2013-06-15", "2024-12-15"]);
  });

  it("loads traffic", async () => {
    const traffic = schema("traffic", {
      ...company,
      ...month,
      date,
      second: bytes("TRAF_TB_2G_E"),
      third: bytes("TRAF_TB_3G_E"),
      fourth: bytes("TRAF_TB_4G_E"),
      unspecified: bytes("TRAF_TB_NO_ESPECIFICADO_E"),
      total: bytes("TOTAL_TB_E"),
    });
    const { frame, report } = await load("telecom/TD_TRAF_INTMOVIL_ITE_VA.csv", traffic, auto);
    expect([frame.height, distinct(frame, "date"), distinct(frame, "group")]).toEqual([1_884, 120, 36]);
    expect(report.missing.total).toBe(145);
  });

  it("loads market shares without their sign; the shares of one month add up to 100", async () => {
    const share = schema(
      "share",
      {
        ...month,
        date: column.datetime({ source: "FECHA", format: ["%d/%m/%Y", "%d-%b-%y"], optional: true }),
        group: column.string({ source: "K_GRUPO" }),
        groupName: column.category({ source: "GRUPO" }),
        share: column.number({ source: "MARKET_SHARE", unit: "%", percent: true, min: 0, max: 100 }),
      },
      { trim: true },
    );
    const { frame, report } = await load("telecom/TD_MARKET_SHARE_INTMOVIL_ITE_VA.csv", share, auto);
    expect(frame.height).toBe(3_123);
    expect(report.absent).toEqual(["date"]);
    const months = frame.groupBy("year", "month").agg(pl.col("share").sum());
    expect(months.height).toBe(151);
    expect(
      [months.getColumn("share").min(), months.getColumn("share").max()].map((total) => Number(total.toFixed(2))),
    ).toEqual([99.96, 100.02]);
    expect(frame.getColumn("groupName").toArray()).toContain("AMÉRICA MÓVIL");
  });

  it("loads the index under whichever name it has", async () => {
    const index = schema("index", {
      ...month,
      date,
      index: column.integer({ source: ["IHH_INTMOVIL_E", "IHH_TELFIJA_E"], thousands: ",", min: 0, max: 10_000 }),
    });
    const { frame } = await load("telecom/TD_IHH_INTMOVIL_ITE_VA.csv", index, auto);
    expect(frame.height).toBe(59);
    expect(Number(frame.getColumn("index").get(0))).toBe(7_933);
    const plain = schema("plain", { index: column.integer({ source: "IHH_TELFIJA_E" }) });
    await expect(load("telecom/TD_IHH_INTMOVIL_ITE_VA.csv", plain, { extra: "ignore" })).rejects.toThrow(
      /column "IHH_TELFIJA_E" line 2 of .*TD_IHH_INTMOVIL_ITE_VA.csv is "7,933" \(and 58 more\)/,
    );
  });
});

const feet = (source: string) => column.number({ source, unit: "ft", nullable: true });
const degree = (source: string) => column.number({ source, unit: "degree", nullable: true, min: -90, max: 90 });
const crimeColumns = (name: (portal: string) => string, format: string | undefined) => {
  const time = (source: string) => column.datetime({ source: name(source), ...(format !== undefined && { format }) });
  return {
    id: column.integer({ source: name("ID"), unique: true }),
    caseNumber: column.string({ source: name("Case Number") }),
    date: time("Date"),
    block: column.string({ source: name("Block") }),
    iucr: column.string({ source: name("IUCR"), pattern: "[0-9A-Z]{3,4}" }),
    primaryType: column.category({ source: name("Primary Type") }),
    description: column.category({ source: name("Description") }),
    locationDescription: column.category({ source: name("Location Description"), nullable: true }),
    arrest: column.boolean({ source: name("Arrest") }),
    domestic: column.boolean({ source: name("Domestic") }),
    beat: column.string({ source: name("Beat") }),
    district: column.string({ source: name("District"), nullable: true }),
    ward: column.integer({ source: name("Ward"), nullable: true }),
    communityArea: column.integer({ source: name("Community Area"), nullable: true }),
    fbiCode: column.string({ source: name("FBI Code") }),
    x: feet(name("X Coordinate")),
    y: feet(name("Y Coordinate")),
    updated: time("Updated On"),
    latitude: degree(name("Latitude")),
    longitude: column.number({ source: name("Longitude"), nullable: true, min: -180, max: 180 }),
  };
};
const portalTime = "%m/%d/%Y %I:%M:%S %p";
const later = {
  year: column.integer({ source: ["Year", "year"] }),
  location: column.string({ source: ["Location", "location"], nullable: true }),
};

describe.skipIf(mirror === undefined)("crime tables (CUADERNO_DATA_MIRROR is unset when skipped)", () => {
  it("loads the fourteen months with leading zeros, times and flags", async () => {
    const crime = schema(
      "crime",
      crimeColumns((portal) => portal, portalTime),
    );
    const months = Array.from({ length: 12 }, (_, index) => `crimes_2017-${String(index + 1).padStart(2, "0")}.csv.gz`);
    const paths = months.map((name) => join(mirror ?? "", "crime", name));
    for (const name of months) loaded.add(`crime/${name}`);
    const frame = await readTable(paths, crime);
    expect(frame.height).toBe(267_792);
    expect(sum(frame.select(pl.col("arrest").cast(pl.Int64)), "arrest") / frame.height).toBeCloseTo(0.195, 2);
    const count = (name: string): number => frame.getColumn(name).nullCount();
    expect([count("locationDescription"), count("ward"), count("x"), count("latitude")]).toEqual([
      998, 1, 2_797, 2_797,
    ]);
    expect([distinct(frame, "primaryType"), distinct(frame, "description"), distinct(frame, "id")]).toEqual([
      32, 310, 267_792,
    ]);
    expect(frame.height - distinct(frame, "caseNumber")).toBe(47);
    expect(
      frame
        .getColumn("district")
        .toArray()
        .filter((district) => String(district) === "031").length,
    ).toBe(2);
    expect((await load("crime/crimes_2018-01.csv.gz", crime)).frame.height).toBe(20_237);
    expect((await load("crime/crimes_2018-02.csv.gz", crime)).frame.height).toBe(17_205);
  }, 120_000);

  it("loads the portal's export with its byte-order mark", async () => {
    const portal = schema("portal", { ...crimeColumns((name) => name, portalTime), ...later });
    const { frame, report } = await load("crime/crimes_2024_portal_export_10k.csv", portal, { encoding: "auto" });
    expect(frame.height).toBe(10_000);
    expect([report.encoding, report.missing.latitude]).toEqual(["utf-8", 270]);
  });

  it("loads the API's form: other names, ISO times, True and False, wards as 2.0", async () => {
    const snake = (portal: string): string => portal.toLowerCase().replaceAll(" ", "_");
    const api = schema("api", { ...crimeColumns(snake, undefined), ...later });
    const first = await load("crime/crimes_2025_api_first_100_rows.csv", api);
    const next = await load("crime/crimes_2025_api_next_1000_rows.csv.gz", api);
    expect([first.frame.height, next.frame.height]).toEqual([100, 1_000]);
    expect(Number(first.frame.getColumn("ward").get(0))).toBe(2);
    expect(first.frame.getColumn("date").toArray()[0]).toEqual(new Date("2025-01-01T00:00:00Z"));
    expect(first.frame.getColumn("domestic").toArray()[0]).toBe(true);
  });

  it("loads stations and codes", async () => {
    const names = ["DISTRICT", "DISTRICT NAME", "ADDRESS", "CITY", "STATE", "ZIP", "WEBSITE", "LOCATION"];
    const numbers = ["X COORDINATE", "Y COORDINATE", "LATITUDE", "LONGITUDE"];
    const maybe = ["PHONE", "FAX", "TTY"];
    const stations = schema("stations", {
      ...Object.fromEntries(names.map((name) => [name, column.string()])),
      ...Object.fromEntries(numbers.map((name) => [name, column.number()])),
      ...Object.fromEntries(maybe.map((name) => [name, column.string({ nullable: true })])),
    });
    expect((await load("crime/police_stations.csv", stations)).frame.height).toBe(23);
    const codes = schema("codes", {
      code: column.string({ source: "IUCR", unique: true }),
      primary: column.category({ source: "PRIMARY DESCRIPTION" }),
      secondary: column.string({ source: "SECONDARY DESCRIPTION" }),
      index: column.category({ source: "INDEX CODE", values: ["I", "N"] }),
    });
    expect((await load("crime/iucr_codes.csv", codes)).frame.height).toBe(401);
  });
});

function readHeader(path: string, skipLines = 0): readonly string[] {
  const raw = readFileSync(join(mirror ?? "", path));
  const text = (path.endsWith(".gz") ? gunzipSync(raw) : raw).toString("utf8");
  const line = text.split(/\r?\n/)[skipLines] ?? "";
  return line.split(",").map((name) => name.replaceAll('"', ""));
}

const every = (names: readonly string[], make: (name: string) => SchemaColumns[string]): SchemaColumns =>
  Object.fromEntries(names.map((name) => [name, make(name)]));

describe.skipIf(mirror === undefined)("milk tables (CUADERNO_DATA_MIRROR is unset when skipped)", () => {
  it("loads rain and price, and their synthetic later rows", async () => {
    const regions = readHeader("milk/precipitaciones.csv").filter((name) => name !== "date");
    const rain = schema("rain", {
      date: column.datetime({ unique: true }),
      ...every(regions, () => column.number({ min: 0 })),
    });
    expect((await load("milk/precipitaciones.csv", rain)).frame.shape).toEqual({ height: 496, width: 9 });
    expect((await load("milk/precipitaciones_dummy.csv", rain)).frame.height).toBe(11);
    const values = ["Ene", "Feb", "Mar", "Abr", "May", "Jun", "Jul", "Ago", "Sep", "Oct", "Nov", "Dic"] as const;
    const price = schema(
      "price",
      {
        year: column.integer({ source: "Anio" }),
        month: column.category({ source: "Mes", values }),
        price: column.number({ source: "Precio_leche", unit: "peso", min: 0 }),
      },
      { key: ["year", "month"] },
    );
    const { frame, report } = await load("milk/precio_leche.csv", price);
    expect([frame.height, report.repeatedKeys]).toEqual([506, 0]);
    expect([frame.getColumn("price").min(), frame.getColumn("price").max()]).toEqual([3.85, 318.88]);
    expect((await load("milk/precio_leche_dummy.csv", price)).frame.height).toBe(3);
  });

  it("loads the central bank's columns as text, its dates as dates, and its impossible month only when told", async () => {
    const names = readHeader("milk/banco_central.csv").filter((name) => name !== "Periodo");
    const table = (missing: readonly string[]) =>
      schema("bank", {
        Periodo: column.datetime({ format: "%Y-%m-%d %H:%M:%S UTC", nullable: true, missing }),
        ...every(names, () => column.string({ nullable: true })),
      });
    await expect(load("milk/banco_central.csv", table([""]))).rejects.toThrow(
      /column "Periodo" line \d+ of .*banco_central.csv is "2020-13-01 00:00:00 UTC", the schema "bank" expects a date like/,
    );
    const { frame, report } = await load("milk/banco_central.csv", table(["2020-13-01 00:00:00 UTC"]));
    expect([frame.height, report.missing.Periodo, frame.getColumn("Periodo").nUnique()]).toEqual([614, 1, 612]);
    expect(names.filter((name) => name.startsWith("PIB")).map((name) => 614 - (report.missing[name] ?? 0))).toContain(
      95,
    );
    const dummy = await load("milk/banco_central_dummy.csv", table([""]), { mode: "coerce" });
    expect(dummy.frame.height).toBe(11);
    const coerced = await load("milk/banco_central.csv", table([""]), { mode: "coerce" });
    expect(coerced.report.violations).toMatchObject([{ column: "Periodo", kind: "type", count: 1, action: "emptied" }]);
  });
});

describe.skipIf(mirror === undefined)("World Bank tables (CUADERNO_DATA_MIRROR is unset when skipped)", () => {
  const isYear = (name: string): boolean => /^\d{4}$/.test(name);
  const wide = (names: readonly string[]): TableSchema =>
    schema(
      "wide",
      every(
        names.filter((name) => name !== ""),
        (name) => (isYear(name) ? column.number({ nullable: true }) : column.string({ nullable: true })),
      ),
    );

  it("loads the wide download", async () => {
    const path = "worldbank/WB_WDI_SP_DYN_LE00_IN_WIDEF.csv";
    const { frame, report } = await load(path, wide(readHeader(path)));
    expect(frame.shape).toEqual({ height: 265, width: 86 });
    const empty = Object.entries(report.missing).filter(([name]) => isYear(name));
    expect(empty.reduce((total, [, count]) => total + count, 0)).toBe(34);
  });

  it("loads two long downloads with other columns in other order by one schema", async () => {
    const long = schema(
      "long",
      {
        area: column.string({ source: "REF_AREA" }),
        areaName: column.string({ source: "REF_AREA_LABEL" }),
        year: column.datetime({ source: "TIME_PERIOD", format: "%Y" }),
        value: column.number({ source: "OBS_VALUE" }),
        database: column.category({ source: "DATABASE_ID" }),
        decimals: column.integer({ source: "DECIMALS", optional: true }),
      },
      { key: ["area", "year"] },
    );
    const ignore = { extra: "ignore" } as const;
    const power = await load("worldbank/WB_WDI_EG_ELC_ACCS_ZS.csv.gz", long, ignore);
    expect([power.frame.height, distinct(power.frame, "area"), power.report.repeatedKeys]).toEqual([7_859, 264, 0]);
    expect(edges(times(power.frame, "year"), "year")).toEqual(["1990-01-01", "2023-01-01"]);
    const gas = await load("worldbank/WB_ESG_EN_ATM_NOXE_PC.csv.gz", long, ignore);
    expect([gas.frame.height, distinct(gas.frame, "area"), gas.report.absent]).toEqual([7_347, 237, ["decimals"]]);
  });

  it("loads the classic download with lines before its header and an empty last column", async () => {
    const path = "worldbank/API_EN.ATM.CO2E.PC_DS2_en_csv_v2.csv";
    const names = readHeader(path, 4);
    const { frame, report } = await load(path, wide(names), { skipLines: 4 });
    expect(frame.shape).toEqual({ height: 264, width: 64 });
    const years = names.filter(isYear);
    const missing = years.reduce((total, name) => total + (report.missing[name] ?? 0), 0);
    expect(years.length * 264 - missing).toBe(12_257);
    await expect(load(path, wide(names))).rejects.toThrow(/pass skipLines: 4 when line 5 is the header/);
  });

  it("loads the reshaped trio", async () => {
    const table = schema(
      "observations",
      {
        database: column.category({ source: "DATABASE_ID" }),
        area: column.string({ source: "REF_AREA" }),
        year: column.integer({ source: "TIME_PERIOD" }),
        value: column.number({ source: "OBS_VALUE", nullable: true }),
      },
      { key: ["area", "year"] },
    );
    const rows = [];
    for (const name of ["WB_WDI", "WB_ESG", "WB_SE4ALL"]) {
      const { frame, report } = await load(`worldbank/reshaped/${name}.csv`, table, { extra: "ignore" });
      rows.push([name, frame.height, report.missing.value ?? 0, report.repeatedKeys]);
    }
    expect(rows).toEqual([
      ["WB_WDI", 16_960, 34, 0],
      ["WB_ESG", 15_576, 3_319, 0],
      ["WB_SE4ALL", 7_859, 0, 0],
    ]);
  });
});

describe.skipIf(mirror === undefined)("sakila tables (CUADERNO_DATA_MIRROR is unset when skipped)", () => {
  const id = column.integer({ min: 1 });
  const time = column.datetime();
  const text = column.string();
  const stamp = { last_update: time };
  const money = column.number({ min: 0 });
  const person = { first_name: text, last_name: text };
  const flag = column.boolean();
  const film = {
    film_id: id,
    title: text,
    description: text,
    release_year: column.integer({ min: 1900, max: 2100 }),
    language_id: id,
    original_language_id: column.integer({ nullable: true }),
    rental_duration: id,
    rental_rate: money,
    length: id,
    replacement_cost: money,
    rating: column.category({ values: ["G", "PG", "PG-13", "R", "NC-17"] }),
    special_features: column.string({ nullable: true }),
    ...stamp,
  };
  const tables: readonly (readonly [string, number, SchemaColumns])[] = [
    ["actor", 200, { actor_id: id, ...person, ...stamp }],
    ["category", 16, { category_id: id, name: text, ...stamp }],
    ["city", 600, { city_id: id, city: text, country_id: id, ...stamp }],
    ["country", 109, { country_id: id, country: text, ...stamp }],
    [
      "customer",
      599,
      {
        customer_id: id,
        store_id: id,
        ...person,
        email: text,
        address_id: id,
        active: flag,
        create_date: time,
        ...stamp,
      },
    ],
    ["film", 1_000, film],
    ["film_actor", 5_462, { actor_id: id, film_id: id, ...stamp }],
    ["film_category", 1_000, { film_id: id, category_id: id, ...stamp }],
    ["inventory", 4_581, { inventory_id: id, film_id: id, store_id: id, ...stamp }],
    ["language", 6, { language_id: id, name: text, ...stamp }],
    [
      "payment",
      16_044,
      {
        payment_id: id,
        customer_id: id,
        staff_id: id,
        rental_id: column.integer({ nullable: true }),
        amount: money,
        payment_date: time,
        ...stamp,
      },
    ],
    [
      "rental",
      16_044,
      {
        rental_id: id,
        rental_date: time,
        inventory_id: id,
        customer_id: id,
        return_date: column.datetime({ nullable: true }),
        staff_id: id,
        ...stamp,
      },
    ],
    ["store", 2, { store_id: id, manager_staff_id: id, address_id: id, ...stamp }],
  ];

  it.each(tables)("loads %s", async (name, rows, columns) => {
    const { frame, report } = await load(`worldbank/sakila/sakila_${name}.csv`, schema(name, columns));
    expect(frame.height).toBe(rows);
    if (name === "rental") expect(report.missing).toEqual({ return_date: 183 });
    if (name === "film") expect(report.missing.original_language_id).toBe(1_000);
    if (name === "city") expect(frame.getColumn("city").get(0)).toBe("A Coruña (La Coruña)");
  });
});

describe.skipIf(mirror === undefined)("traffic tables (CUADERNO_DATA_MIRROR is unset when skipped)", () => {
  const shared = {
    holiday: column.category(),
    temp: column.number({ unit: "K", min: 200, max: 330, outOfRange: "missing" }),
    rain: column.number({ source: "rain_1h", unit: "mm", min: 0, max: 300, outOfRange: "missing" }),
    snow: column.number({ source: "snow_1h", unit: "mm", min: 0 }),
    clouds: column.integer({ source: "clouds_all", unit: "%", min: 0, max: 100 }),
    weather: column.category({ source: "weather_main" }),
    time: column.datetime({ source: "date_time" }),
    volume: column.integer({ source: "traffic_volume", min: 0 }),
  };

  it("loads the whole table: None is a value, impossible weather is missing and counted, repeated hours are counted", async () => {
    const whole = schema(
      "traffic",
      { ...shared, description: column.category({ source: "weather_description" }) },
      { key: ["time"] },
    );
    const { frame, report } = await load("traffic/Metro_Interstate_Traffic_Volume.csv.gz", whole);
    expect(frame.height).toBe(48_204);
    expect(frame.filter(pl.col("holiday").eq(pl.lit("None"))).height).toBe(48_143);
    expect(report.missing).toEqual({ temp: 10, rain: 1 });
    expect(report.outOfRange.map(({ column: name, count, firstValue }) => [name, count, firstValue])).toEqual([
      ["temp", 10, "0"],
      ["rain", 1, "9831.3"],
    ]);
    expect([report.repeatedKeys, countDuplicateRows(frame, frame.columns)]).toEqual([48_204 - 40_575, 17]);
    expect([distinct(frame, "weather"), distinct(frame, "description")]).toEqual([11, 38]);
    expect([sum(frame, "volume") / 48_204, Number(frame.getColumn("volume").max())]).toEqual([
      expect.closeTo(3259.8, 1),
      7_280,
    ]);
  });

  it.each([
    [2012, 2_499],
    [2013, 8_416],
    [2014, 4_839],
    [2015, 4_372],
    [2016, 9_300],
    [2017, 10_596],
    [2018, 7_948],
  ])("loads %i, whose clouds are written as 40.0", async (year, rows) => {
    const { frame } = await load(`traffic/Metro_Interstate_Traffic_Volume_${year}.csv`, schema("year", shared));
    expect([frame.height, countDuplicateRows(frame, frame.columns)]).toEqual([rows, 0]);
  });
});

describe.skipIf(mirror === undefined)(
  "the rest of the shared data (CUADERNO_DATA_MIRROR is unset when skipped)",
  () => {
    it("loads the split of months", async () => {
      const split = schema("split", {
        position: column.integer({ min: 0 }),
        part: column.category({ values: ["train", "test"] }),
        month: column.string({ unique: true, pattern: "\\d{4}-\\d{2}(-\\d{2})?" }),
      });
      const { frame } = await load("milk/split_seed_42.csv", split);
      expect([frame.height, frame.filter(pl.col("part").eq(pl.lit("test"))).height]).toEqual([74, 15]);
    });

    it.each(["WB_WDI", "WB_ESG", "WB_SE4ALL"])(
      "reads the API's page of %s, numbers as text, as one page of more",
      (name) => {
        const path = `worldbank/reshaped/${name}.page1.json`;
        loaded.add(path);
        const page = JSON.parse(readFileSync(join(mirror ?? "", path), "utf8")) as {
          readonly count: number;
          readonly value: readonly Record<string, unknown>[];
        };
        const table = schema("page", {
          area: column.string({ source: "REF_AREA" }),
          year: column.integer({ source: "TIME_PERIOD", min: 1900, max: 2100 }),
          value: column.number({ source: "OBS_VALUE", nullable: true }),
        });
        const frame = parseRecords(page.value, table, { extra: "ignore", uri: path });
        expect(frame.height).toBe(1_000);
        expect(page.count).toBeGreaterThan(1_000);
        expect(distinct(frame, "area")).toBeLessThanOrEqual(33);
      },
    );

    it("refuses the packed SQLite file as a table, by name", async () => {
      const any = schema("any", { actor_id: column.integer() });
      await expect(load("worldbank/sakila/sakila.db.gz", any)).rejects.toThrow(/^readTable: [^\n]*sakila\.db\.gz/);
    });

    it("has read every file there is", () => {
      const files = readdirSync(mirror ?? "", { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && entry.name !== "README.md")
        .map((entry) => join(entry.parentPath, entry.name).slice(join(mirror ?? "", "/").length));
      expect(files.length).toBeGreaterThan(50);
      expect(files.filter((name) => !loaded.has(name))).toEqual([]);
    });
  },
);
