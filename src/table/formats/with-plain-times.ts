import type { DataFrame, Expr, LazyDataFrame } from "nodejs-polars";
import { anchoredTime } from "../csv/anchored-time.js";
import { loadPolars } from "../load-polars.js";
import { exactTime } from "./exact-time.js";

/** ISO forms that the engine reads by position, several times quicker than a form that it guesses cell by cell. */
const formats = ["%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d"];
const quick = "\u0000time";

/**
 * The lazy frame with the texts of the sample's columns as dates or times, when each of them is in one plain ISO form in the sample;
 * undefined when one is not. Later cells may be times of another ISO form; one that is none is refused by the engine when it is reached.
 */
export function withPlainTimes(texts: LazyDataFrame, sample: DataFrame): LazyDataFrame | undefined {
  let times = texts;
  for (const name of sample.columns) {
    const format = formats.find((candidate) => isWritten(sample, name, candidate));
    if (format === undefined) return undefined;
    times = readTimes(times, name, format);
  }
  return times;
}

function isWritten(sample: DataFrame, name: string, format: string): boolean {
  const pl = loadPolars();
  const missing = sample
    .select(exactTime(pl.col(name), format))
    .getColumn(name)
    .nullCount();
  return missing < sample.height && missing === sample.getColumn(name).nullCount();
}

function readTimes(texts: LazyDataFrame, name: string, format: string): LazyDataFrame {
  const pl = loadPolars();
  const text = pl.col(name);
  const isOther = pl
    .col(quick)
    .isNull()
    .and(text.neq(pl.lit("")));
  const others = onlyWhere(isOther, text);
  const type = format.includes("%H") ? pl.Datetime("us") : pl.Date;
  // Only a strict cast refuses in the midst of a query; no time begins with these words.
  const refused = others.str.replace("^", "not a time: ").cast(type, true);
  return texts
    .withColumns(exactTime(text, format).cast(type).alias(quick))
    .withColumns(pl.col(quick).fillNull(otherForms(others, format)))
    .withColumns(pl.col(quick).fillNull(refused).alias(name))
    .drop(quick);
}

/** Cells with one digit for a month or day, without seconds or clock time, with parts of a second, or with the other of blank and T. */
function otherForms(text: Expr, format: string): Expr {
  const pl = loadPolars();
  const day = "[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}";
  if (!format.includes("%H")) {
    return anchoredTime(onlyWhere(text.str.contains(`^${day}$`), text), format).cast(pl.Date);
  }
  const minute = `${day} [0-9]{2}:[0-9]{2}`;
  const whole = text.str
    .replace(`^(${day})T`, "$1 ")
    .str.replace(`^(${day})$`, "$1 00:00")
    .str.replace(`^(${minute})$`, "$1:00");
  const isTime = whole.str.contains(`^${minute}:[0-5][0-9](\\.[0-9]{1,9})?$`);
  return anchoredTime(onlyWhere(isTime, whole), "%Y-%m-%d %H:%M:%S%.f");
}

function onlyWhere(condition: Expr, value: Expr): Expr {
  const pl = loadPolars();
  return pl.when(condition).then(value).otherwise(pl.lit(null));
}
