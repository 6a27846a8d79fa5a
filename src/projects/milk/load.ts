import { type Columns, columnsFromEntries, NotFoundError } from "cuaderno";
import type { DataOrigin } from "cuaderno/sources";
import { addMonths, monthStart, monthsBetween } from "cuaderno/sources";
import { loadPolars } from "cuaderno/table";
import type { DataFrame } from "nodejs-polars";
import { type AppendedFile, appendFile } from "./append-file.js";
import { milkFiles } from "./data-source.js";
import { dottedAmounts, dottedIndex, type Reading } from "./dotted-number.js";
import { type MilkFolder, type OpenMilkOptions, openMilk } from "./milk-folder.js";
import { monthsOf } from "./read-milk-file.js";
import { amounts, economy, type MilkTableName, regions } from "./schema.js";

/** The three trusted tables, and what was done to make them. */
export interface MilkTables {
  readonly origin: DataOrigin;
  readonly folder: MilkFolder;
  readonly rain: DataFrame;
  readonly bank: DataFrame;
  readonly price: DataFrame;
  /** Version of each table. */
  readonly versions: Readonly<Record<MilkTableName, number>>;
  /** What became of the rows of the three files. */
  readonly accounts: readonly AppendedFile[];
}

/** First and last month of a table and how many it has. */
export interface MilkSpan {
  readonly table: string;
  readonly first: string;
  readonly last: string;
  readonly months: number;
}

/** The trusted tables as they are now; files that were pulled and are not yet in them go in first. */
export async function loadMilk(address: string, options: OpenMilkOptions = {}): Promise<MilkTables> {
  const folder = await openMilk(address, options);
  const accounts: AppendedFile[] = [];
  for (const name of milkFiles) {
    if ((await folder.files.stat(name)) === undefined) {
      throw new NotFoundError(`loadMilk: no ${name} in ${folder.files.name}; run "cuaderno data pull milk"`);
    }
    accounts.push(await appendFile(folder, await folder.files.read(name), name));
  }
  const pl = loadPolars();
  const read = async (table: MilkTableName): Promise<DataFrame> =>
    (await folder.tables[table].read()).sort(pl.col("month"));
  const version = async (table: MilkTableName): Promise<number> => (await folder.tables[table].manifest())?.number ?? 0;
  return {
    origin: folder.origin,
    folder,
    rain: await read("rain"),
    bank: await read("bank"),
    price: await read("price"),
    versions: { rain: await version("rain"), bank: await version("bank"), price: await version("price") },
    accounts,
  };
}

/** Which months each table has, and which all three have. */
export function milkSpans(tables: Pick<MilkTables, MilkTableName>): readonly MilkSpan[] {
  const of = (table: string, months: readonly string[]): MilkSpan => ({
    table,
    first: months[0] ?? "",
    last: months.at(-1) ?? "",
    months: months.length,
  });
  const { rain, bank, price } = tables;
  return [
    of("rain", monthsOf(rain)),
    of("bank", monthsOf(bank)),
    of("price", monthsOf(price)),
    of("all three", commonMonths(tables)),
  ];
}

/** The months that all three tables have, in order. */
export function commonMonths({ rain, bank, price }: Pick<MilkTables, MilkTableName>): readonly string[] {
  const [inBank, inPrice] = [new Set(monthsOf(bank)), new Set(monthsOf(price))];
  return monthsOf(rain).filter((month) => inBank.has(month) && inPrice.has(month));
}

/**
 * One row per calendar month from the first that all three tables have to one after the last (or to `until`): time `month`, rain, economy and
 * `price`. In a month that a table lacks every number is missing, so that no window reaches over a gap without noticing.
 */
export function milkMonths(
  tables: Pick<MilkTables, MilkTableName>,
  { reading = "original", until }: { readonly reading?: Reading; readonly until?: string } = {},
): Columns {
  const common = commonMonths(tables);
  const [first, last] = [common[0], common.at(-1)];
  if (first === undefined || last === undefined) {
    throw new NotFoundError("milkMonths: there is no month that rain, economy and price all have");
  }
  const end = until === undefined || until <= addMonths(last, 1) ? addMonths(last, 1) : until;
  const months = monthsBetween(first, end);
  const whole = new Set(common);
  const spread = (frame: DataFrame, values: Float64Array) => {
    const byMonth = new Map(monthsOf(frame).map((month, row) => [month, values[row] as number]));
    const at = (month: string): number => (whole.has(month) ? (byMonth.get(month) ?? Number.NaN) : Number.NaN);
    return { kind: "number", values: Float64Array.from(months, at) } as const;
  };
  const { rain, bank, price } = tables;
  return columnsFromEntries([
    ["month", { kind: "time", values: Float64Array.from(months, (month) => monthStart(month)) }],
    ...regions.map((name) => [name, spread(rain, numbersOf(rain, name))] as const),
    ...economy.map((name) => [name, spread(bank, economyOf(bank, name, reading))] as const),
    ["price", spread(price, numbersOf(price, "price"))],
  ]);
}

function numbersOf(frame: DataFrame, name: string): Float64Array {
  return Float64Array.from(frame.getColumn(name).toArray() as number[]);
}

function economyOf(bank: DataFrame, name: string, reading: Reading): Float64Array {
  const texts = bank.getColumn(name).toArray() as (string | null)[];
  if ((amounts as readonly string[]).includes(name)) return dottedAmounts(texts, reading);
  return Float64Array.from(texts, (text) => dottedIndex(text ?? "", reading));
}
