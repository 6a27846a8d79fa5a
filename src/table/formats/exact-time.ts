import type { Expr } from "nodejs-polars";
import { anchoredTime } from "../csv/anchored-time.js";
import { isoFormats } from "../csv/date-forms.js";
import { loadPolars } from "../load-polars.js";

/**
 * Wall-clock time of each string that is exactly in the format; null for all others. The engine reads 31/02/2020 as 1
 * February and 17:00:60 as the next minute: a date counts only when writing it in the same format gives the same string
 * again. A format without a day or month means the first of it. With `%z` (`+0200`, `+02:00`, `+02`, `Z`) the time is
 * in UTC.
 */
export function exactTime(text: Expr, format: string): Expr {
  const pl = loadPolars();
  const digits = isoShape(format);
  if (digits !== undefined) {
    return pl
      .when(text.str.contains(digits))
      .then(plainTime(text, format, false))
      .otherwise(pl.lit(null));
  }
  const rest = absentParts(format);
  const complete = rest === "" ? text : text.plus(pl.lit(rest.replaceAll(/%[dm]/g, "01")));
  const time = anchoredTime(complete, `${format}${rest}`.replaceAll("%z", "%#z")).cast(pl.Datetime("ms"));
  const shape = toShape(format);
  // A string of the right shape would be written the same again, and writing takes longer than reading.
  const isExact =
    shape === undefined
      ? time.dt.strftime(format).str.toLowerCase().eq(text.str.toLowerCase())
      : text.str.contains(shape);
  return pl.when(isExact).then(time).otherwise(pl.lit(null));
}

/**
 * Wall-clock time of strings that are times in a format of `isoFormats`, from their digits, which takes less than half
 * the time of reading a format. A string that is not is null, or refused when `isStrict`.
 */
export function plainTime(text: Expr, format: string, isStrict: boolean): Expr {
  const pl = loadPolars();
  const day = text.str.slice(0, 10).cast(pl.Date, isStrict).cast(pl.Datetime("ms"));
  if (!format.includes("%H")) return day;
  const part = (start: number, length: number, factor: number): Expr =>
    text.str.slice(start, length).cast(pl.Int32, isStrict).mul(pl.lit(factor).cast(pl.Int32));
  const parts = [part(11, 2, 3_600_000), part(14, 2, 60_000), part(17, 2, 1_000)];
  if (format.endsWith("%.3f")) parts.push(part(20, 3, 1));
  const clock = parts.reduce((sum, next) => sum.plus(next));
  return day.cast(pl.Int64).plus(clock.cast(pl.Int64)).cast(pl.Datetime("ms"));
}

/** Regular expression of the strings in a format of `isoFormats`, but for the days of months; undefined for others. */
function isoShape(format: string): string | undefined {
  if (!isoFormats.includes(format)) return undefined;
  return `^${format.replaceAll(/%\.?[0-9]?[A-Za-z]/g, (part) => isoParts[part] ?? "")}$`;
}

const isoParts: Readonly<Record<string, string>> = {
  ...{ "%Y": "[0-9]{4}", "%m": "[0-9]{2}", "%d": "[0-9]{2}" },
  ...{ "%H": "([01][0-9]|2[0-3])", "%M": "[0-5][0-9]", "%S": "[0-5][0-9]", "%.3f": "\\.[0-9]{3}" },
};

const shapes: Readonly<Record<string, string>> = {
  Y: "[0-9]{4}",
  ...{ m: "[0-9]{2}", d: "[0-9]{2}", H: "[0-9]{2}", M: "[0-9]{2}", S: "[0-5][0-9]" },
  z: "(Z|[+-][0-9]{2}(:?[0-9]{2})?)",
};
/** Parts that only a format with an offset needs a shape for: an offset is not written again, as the time is in UTC. */
const shapesWithOffset: Readonly<Record<string, string>> = {
  ...shapes,
  ...{ y: "[0-9]{2}", I: "[0-9]{2}", j: "[0-9]{3}", e: "[ 0-9][0-9]", p: "[AP]M", P: "[ap]m" },
  ...{ b: "[A-Za-z]{3}", h: "[A-Za-z]{3}", a: "[A-Za-z]{3}", B: "[A-Za-z]+", A: "[A-Za-z]+" },
  ...{ "%": "%", T: "[0-9]{2}:[0-9]{2}:[0-5][0-9]", F: "[0-9]{4}-[0-9]{2}-[0-9]{2}", R: "[0-9]{2}:[0-9]{2}" },
  ...{ f: "[0-9]+", ".f": "(\\.[0-9]+)?", ".3f": "\\.[0-9]{3}", ".6f": "\\.[0-9]{6}", ".9f": "\\.[0-9]{9}" },
};

/** Regular expression of the strings in a format of parts of fixed width; undefined for other formats. */
function toShape(format: string): string | undefined {
  const known = format.includes("%z") ? shapesWithOffset : shapes;
  let isKnown = true;
  const shape = format.replaceAll(/%(\.?[0-9]?[A-Za-z%])|[^%]|%/g, (found: string, part: string | undefined) => {
    const literal = found.replace(/[.*+?^$(){}|[\]\\]/, "\\$&");
    const isDigit = /^\d$/.test(found);
    const written = part === undefined ? (isDigit || found === "%" ? undefined : literal) : known[part];
    if (written === undefined) isKnown = false;
    return written ?? "";
  });
  return isKnown ? `^${shape}$` : undefined;
}

/** What must stand behind a format so that it names a day: `%Y-%m` needs ` %d`. */
function absentParts(format: string): string {
  if (/%[-_0]?[dejsFDxcv+]/.test(format)) return "";
  return /%[-_0]?[mbBh]/.test(format) ? " %d" : " %m %d";
}

/** The format in which a column of UTC times is written: its offset is always `+0000`. */
export function toUtcFormat(format: string | undefined): string | undefined {
  return format?.replaceAll("%z", "+0000");
}
