import type { Expr } from "nodejs-polars";
import { anchoredTime } from "../csv/anchored-time.js";
import { loadPolars } from "../load-polars.js";

/**
 * Wall-clock time of each string that is exactly in the format; null for all others. The engine reads 31/02/2020 as 1
 * February and 17:00:60 as the next minute: a date counts only when writing it in the same format gives the same string
 * again. A format without a day or month means the first of it. With `%z` (`+0200`, `+02:00`, `+02`, `Z`) the time is
 * in UTC.
 */
export function exactTime(text: Expr, format: string): Expr {
  const pl = loadPolars();
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
