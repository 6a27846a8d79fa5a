import { FormatError } from "cuaderno";
import { loadPolars, type ParseCsvOptions, parseCsv } from "cuaderno/table";
import type { DataFrame } from "nodejs-polars";
import { type IftTableName, iftPublished, iftSchemas } from "./ift-schemas.js";

/**
 * Parses a table of the regulator in any of its layouts: Windows-1252 or UTF-8, columns in any order, with a date
 * (`15/01/2021`, `15JAN2021`, `15-Jan-21`, Spanish month names too), with year and month number, or with both; with or
 * without thousands separators, percent signs, spaces around names and an empty last column.
 *
 * @throws FormatError with column, row and value for any other layout.
 */
export function parseIft(
  bytes: Uint8Array,
  table: IftTableName,
  options: Pick<ParseCsvOptions, "uri" | "mode" | "onReport"> = {},
): DataFrame {
  const { uri = "the text" } = options;
  const pl = loadPolars();
  const read = parseCsv(bytes, iftPublished[table], { encoding: "auto", ...options });
  const cells = (name: string): unknown[] => read.getColumn(name).toArray() as unknown[];
  const [dates, years, numbers] = [cells("date"), cells("year"), cells("number")];
  const known = new Map<unknown, number | undefined>();
  const months = dates.map((date, row) => {
    if (!known.has(date)) known.set(date, monthOfDate(date));
    const numbered = monthOfNumbers(years[row], numbers[row]);
    const written = known.get(date);
    const at = `in row ${row + 1} below the header of ${uri}`;
    if (date !== null && written === undefined) {
      throw new FormatError(
        `parseIft: FECHA ${at}: expected a date like 15/01/2021, 15JAN2021 or 15-Jan-21, got ${JSON.stringify(date)}; fix the cell`,
      );
    }
    if (numbered !== undefined && written !== undefined && numbered !== written) {
      throw new FormatError(
        `parseIft: FECHA ${at} is ${JSON.stringify(date)}, but ANIO and MES are ${years[row]} and ${numbers[row]}; correct the row or drop it`,
      );
    }
    const month = written ?? numbered;
    if (month === undefined)
      throw new FormatError(
        `parseIft: no month ${at}: FECHA is empty, and ANIO or MES too; fill one of them or drop the row`,
      );
    return month;
  });
  const month = pl.Series("month", months, pl.Int64).cast(pl.Datetime("ms"));
  return read.withColumns(month).select(...Object.keys(iftSchemas[table].columns));
}

const english = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const spanish = ["ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"];

/** First day of the date's month, in milliseconds. */
function monthOfDate(date: unknown): number | undefined {
  if (typeof date !== "string") return undefined;
  const [, day = "", number, name, digits = ""] =
    /^(\d{1,2})(?:\/(\d{1,2})\/|-?([a-z]{3})[.]?-?)(\d{4}|\d{2})$/i.exec(date) ?? [];
  const monthName = name?.toLowerCase() ?? "";
  const index =
    number === undefined ? Math.max(english.indexOf(monthName), spanish.indexOf(monthName)) : Number(number) - 1;
  const year = digits.length === 2 ? 2000 + Number(digits) : Number(digits);
  if (day === "" || index < 0 || (number !== undefined && digits.length === 2)) return undefined;
  const time = new Date(Date.UTC(year, index, Number(day)));
  const isReal = time.getUTCMonth() === index && time.getUTCDate() === Number(day);
  return isReal ? Date.UTC(year, index, 1) : undefined;
}

function monthOfNumbers(year: unknown, number: unknown): number | undefined {
  return year === null || number === null ? undefined : Date.UTC(Number(year), Number(number) - 1, 1);
}
