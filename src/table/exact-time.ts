import type { Expr } from "nodejs-polars";
import { loadPolars } from "./load-polars.js";

/**
 * The time a text stands for. The engine reads 31/02/2020 as 1 February and 17:00:60 as the next minute; a date counts only when
 * writing it in the same format gives the same text again. A format without a day or month means the first of it.
 */
export function exactTime(text: Expr, format: string): Expr {
  const pl = loadPolars();
  const rest = absentParts(format);
  const whole =
    rest === "" ? text : pl.concatString({ exprs: [text, pl.lit(rest.replaceAll(/%[dm]/g, "01"))], sep: "" });
  const time = whole.str.strptime(pl.Datetime, format + rest).cast(pl.Datetime("ms"));
  const again = time.dt.strftime(format).str.toLowerCase();
  return pl.when(again.eq(text.str.toLowerCase())).then(time).otherwise(pl.lit(null));
}

/** What must stand behind a format so that it names a day: `%Y-%m` needs ` %d`. */
function absentParts(format: string): string {
  if (/%[-_0]?[dejsFDxcv+]/.test(format)) return "";
  return /%[-_0]?[mbBh]/.test(format) ? " %d" : " %m %d";
}
