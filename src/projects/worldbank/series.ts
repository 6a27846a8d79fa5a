import { NotFoundError } from "cuaderno";
import { loadPolars } from "cuaderno/table";
import type { DataFrame } from "nodejs-polars";

/** What is known of one area, in order of years; years without a value are not in it. */
export interface AreaSeries {
  readonly area: string;
  readonly label: string | null;
  readonly years: readonly number[];
  readonly values: readonly number[];
}

/** One indicator: all its areas, and the last year its file has, with values or without. */
export interface IndicatorSeries {
  readonly database: string;
  readonly indicator: string;
  readonly unit: string | null;
  readonly lastYear: number;
  readonly areas: readonly AreaSeries[];
}

/** The indicators of the trusted table as series. */
export function indicatorSeries(observations: DataFrame): readonly IndicatorSeries[] {
  const pl = loadPolars();
  const names = ["DATABASE_ID", "INDICATOR", "REF_AREA", "REF_AREA_LABEL", "TIME_PERIOD", "OBS_VALUE", "UNIT_MEASURE"];
  const sorted = observations
    .select(...names)
    .sort([pl.col("DATABASE_ID"), pl.col("INDICATOR"), pl.col("REF_AREA"), pl.col("TIME_PERIOD")]);
  const columnOf = <T>(name: string): readonly T[] => sorted.getColumn(name).toArray() as T[];
  const [databases, codes, areas] = [
    columnOf<string>("DATABASE_ID"),
    columnOf<string>("INDICATOR"),
    columnOf<string>("REF_AREA"),
  ];
  const [labels, units] = [columnOf<string | null>("REF_AREA_LABEL"), columnOf<string | null>("UNIT_MEASURE")];
  const [years, values] = [columnOf<number>("TIME_PERIOD"), columnOf<number | null>("OBS_VALUE")];
  const found = new Map<string, Growing>();
  for (const [row, code] of codes.entries()) {
    const database = databases[row] as string;
    const key = `${database} ${code}`;
    const own = found.get(key) ?? { database, indicator: code, unit: null, lastYear: 0, areas: new Map() };
    found.set(key, own);
    own.unit ??= units[row] ?? null;
    own.lastYear = Math.max(own.lastYear, Number(years[row]));
    const name = areas[row] as string;
    const area = own.areas.get(name) ?? { area: name, label: null, years: [], values: [] };
    own.areas.set(name, area);
    area.label ??= labels[row] ?? null;
    const value = values[row];
    if (value === null || value === undefined) continue;
    area.years.push(Number(years[row]));
    area.values.push(value);
  }
  return [...found.values()].map((own) => ({ ...own, areas: [...own.areas.values()] }));
}

/** The series of one area; refuses one that is not there. */
export function areaNamed({ areas, indicator }: IndicatorSeries, code: string): AreaSeries {
  const found = areas.find(({ area }) => area === code);
  if (found === undefined) throw new NotFoundError(`areaNamed: ${indicator} has no area ${code}`);
  return found;
}

interface Growing {
  database: string;
  indicator: string;
  unit: string | null;
  lastYear: number;
  areas: Map<string, { area: string; label: string | null; years: number[]; values: number[] }>;
}
