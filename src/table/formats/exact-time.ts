import type { Expr } from "nodejs-polars";
import { anchoredTime } from "../csv/anchored-time.js";
import { loadPolars } from "../load-polars.js";

/**
 * The time a text stands for. The engine reads 31/02/2020 as 1 February and 17:00:60 as the next minute; a date counts only when
 * writing it in the same format gives the same text again. A format without a day or month means the first of it.
 */
export function exactTime(text: Expr, format: string): Expr {
  const pl = loadPolars();
  const rest = absentParts(format);
  const whole = rest === "" ? text : text.plus(pl.lit(rest.replaceAll(/%[dm]/g, "01")));
  const time = anchoredTime(whole, format + rest).cast(pl.Datetime("ms"));
  const shape = plainShape(format);
  // A text of the right shape would be written the same again, and writing takes longer than reading.
  const isExact =
    shape === undefined
      ? time.dt.strftime(format).str.toLowerCase().eq(text.str.toLowerCase())
      : text.str.contains(shape);
  return pl.when(isExact).then(time).otherwise(pl.lit(null));
}

/** What a text in a format of numbers of fixed width is; undefined for other formats. */
function plainShape(format: string): string | undefined {
  if (!/^(%[YmdHMS]|[^%\d])+$/.test(format)) return undefined;
  const literal = format.replaceAll(/[.*+?^$(){}|[\]\\]/g, "\\$&");
  const numbers = literal.replaceAll(/%[mdHM]/g, "[0-9]{2}").replaceAll("%Y", "[0-9]{4}");
  return `^${numbers.replaceAll("%S", "[0-5][0-9]")}$`;
}

/** What must stand behind a format so that it names a day: `%Y-%m` needs ` %d`. */
function absentParts(format: string): string {
  if (/%[-_0]?[dejsFDxcv+]/.test(format)) return "";
  return /%[-_0]?[mbBh]/.test(format) ? " %d" : " %m %d";
}
