import type { DataFrame, Expr, LazyDataFrame } from "nodejs-polars";
import { loadPolars } from "./load-polars.js";

/** A written form of dates or times that the engine reads by its positions, several times quicker than any other. */
interface PlainForm {
  /** What the whole cell must be: beyond the format the engine would take a second 60 and ignore what follows. */
  readonly shape: string;
  readonly format: string;
  readonly isDate: boolean;
}

const date = "\\d{4}-\\d\\d-\\d\\d";
const time = "\\d\\d:\\d\\d:[0-5]\\d";
const forms: readonly PlainForm[] = [
  { shape: `^${date} ${time}$`, format: "%Y-%m-%d %H:%M:%S", isDate: false },
  { shape: `^${date}T${time}$`, format: "%Y-%m-%dT%H:%M:%S", isDate: false },
  { shape: `^${date}$`, format: "%Y-%m-%d", isDate: true },
];
const quick = "\u0000time";

/**
 * The lazy frame with the texts of the sample's columns as dates or times, when each of them is in one plain ISO form in the sample;
 * undefined when one is not. Later cells may be times of another ISO form; one that is none is refused by the engine when it is reached.
 */
export function withPlainTimes(texts: LazyDataFrame, sample: DataFrame): LazyDataFrame | undefined {
  let times = texts;
  for (const name of sample.columns) {
    const form = forms.find((candidate) => isWritten(sample, name, candidate));
    if (form === undefined) return undefined;
    times = readTimes(times, name, form);
  }
  return times;
}

function isWritten(sample: DataFrame, name: string, form: PlainForm): boolean {
  const read = readPlain(sample.lazy(), name, form).collectSync().getColumn(quick);
  return read.nullCount() < read.length && read.nullCount() === sample.getColumn(name).nullCount();
}

/** The times of the cells in the form, beside the texts. */
function readPlain(texts: LazyDataFrame, name: string, { shape, format, isDate }: PlainForm): LazyDataFrame {
  const pl = loadPolars();
  const text = onlyWhere(pl.col(name).str.contains(shape), pl.col(name));
  const time = pl.col(quick);
  const early = onlyWhere(isCertain(time).not(), time).dt.strftime(format);
  return texts
    .withColumns((isDate ? text.str.strptime(pl.Date, format) : text.str.strptime(pl.Datetime, format)).alias(quick))
    .withColumns(onlyWhere(isCertain(time).or(early.eq(pl.col(name))), time));
}

/** Where the engine finds no time it tries the rest of the text without its first letters: 2018-02-29 would be a day of the year 8. */
function isCertain(time: Expr): Expr {
  const pl = loadPolars();
  return time.dt.year().gtEq(pl.lit(1000));
}

function readTimes(texts: LazyDataFrame, name: string, form: PlainForm): LazyDataFrame {
  const pl = loadPolars();
  const isOther = pl
    .col(quick)
    .isNull()
    .and(pl.col(name).neq(pl.lit("")));
  const others = onlyWhere(isOther, pl.col(name));
  // Only a strict cast refuses in the midst of a query; no time begins with these words.
  const refused = others.str.replace("^", "not a time: ").cast(form.isDate ? pl.Date : pl.Datetime("us"), true);
  return readPlain(texts, name, form)
    .withColumns(pl.col(quick).fillNull(otherForms(others, form)))
    .withColumns(pl.col(quick).fillNull(refused).alias(name))
    .drop(quick);
}

/** Cells with one digit for a month or day, without seconds or clock time, with parts of a second, or with the other of blank and T. */
function otherForms(text: Expr, { isDate }: PlainForm): Expr {
  const pl = loadPolars();
  const day = "\\d{4}-\\d\\d?-\\d\\d?";
  if (isDate) return certain(onlyWhere(text.str.contains(`^${day}$`), text).str.strptime(pl.Date, "%Y-%m-%d"));
  const whole = text.str
    .replace(`^(${day})T`, "$1 ")
    .str.replace(`^(${day})$`, "$1 00:00:00")
    .str.replace(`^(${day} \\d\\d:\\d\\d)$`, "$1:00");
  const isTime = whole.str.contains(`^${day} ${time}(\\.\\d{1,9})?$`);
  return certain(onlyWhere(isTime, whole).str.strptime(pl.Datetime, "%Y-%m-%d %H:%M:%S%.f"));
}

function certain(time: Expr): Expr {
  return onlyWhere(isCertain(time), time);
}

function onlyWhere(condition: Expr, value: Expr): Expr {
  const pl = loadPolars();
  return pl.when(condition).then(value).otherwise(pl.lit(null));
}
