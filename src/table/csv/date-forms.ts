/** A way to write dates and times that `inferSchema` knows. */
export interface DateForm {
  /** Format as in strftime; undefined for ISO 8601 without a zone, which a datetime column takes by default. */
  readonly format: string | undefined;
  /** The format that exchanges day and month, which the same strings may be in. */
  readonly twin?: string | undefined;
  /** Whether a string is a time in the format, on a day that the calendar has. */
  matches(text: string): boolean;
}

/** ISO 8601 without a zone: the forms that a date column without a format takes. */
export const isoFormats: readonly [string, ...string[]] = [
  "%Y-%m-%d %H:%M:%S",
  "%Y-%m-%d",
  "%Y-%m-%dT%H:%M:%S",
  "%Y-%m-%d %H:%M:%S%.3f",
  "%Y-%m-%dT%H:%M:%S%.3f",
];

const monthNames = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec".split("|");
const parts: Readonly<Record<string, string>> = {
  Y: "(?<Y>\\d{4})",
  y: "(?<y>\\d\\d)",
  m: "(?<m>\\d\\d)",
  d: "(?<d>\\d\\d)",
  b: "(?<b>[A-Za-z]{3})",
  H: "(?:[01]\\d|2[0-3])",
  I: "(?:0[1-9]|1[0-2])",
  M: "[0-5]\\d",
  S: "[0-5]\\d",
  p: "[AaPp][Mm]",
  z: "(?:Z|[+-]\\d\\d(?::?\\d\\d)?)",
};
const clocks = ["", " %H:%M", " %H:%M:%S", " %I:%M %p", " %I:%M:%S %p"];

function toForm(format: string, twin?: string): DateForm {
  return { format, twin, matches: matcher([format]) };
}

/** The formats in the order in which they are tried. */
export const dateForms: readonly DateForm[] = [
  { format: undefined, matches: matcher(isoFormats) },
  ...["%Y-%m", "%Y/%m/%d", "%d-%b-%y", "%d-%b-%Y", "%d%b%Y", "%Y-%m-%d %H:%M:%S UTC"].map((format) => toForm(format)),
  ...[" ", "T"].flatMap((t) => [`%Y-%m-%d${t}%H:%M`, `%Y-%m-%d${t}%H:%M:%S%z`].map((format) => toForm(format))),
  ...clocks.flatMap((clock) => [
    toForm(`%d.%m.%Y${clock}`),
    ...(clock === "" ? [] : [toForm(`%Y/%m/%d${clock}`)]),
    ...["/", "-"].flatMap((mark) => {
      const [dayFirst, monthFirst] = [`%d${mark}%m${mark}%Y${clock}`, `%m${mark}%d${mark}%Y${clock}`];
      return [toForm(dayFirst, monthFirst), toForm(monthFirst, dayFirst)];
    }),
  ]),
];

function matcher(formats: readonly string[]): (text: string) => boolean {
  const patterns = formats.map((format) => {
    const source = format
      .replaceAll(/[.*+?^$(){}|[\]\\]/g, "\\$&")
      .replaceAll("%\\.3f", "\\.\\d{3}")
      .replaceAll(/%([A-Za-z])/g, (_, part: string) => parts[part] ?? part);
    return new RegExp(`^${source}$`);
  });
  return (text) => patterns.some((pattern) => isDay(pattern.exec(text)?.groups));
}

function isDay(groups: Readonly<Record<string, string | undefined>> | undefined): boolean {
  if (groups === undefined) return false;
  const { Y, y, m, b, d = "01" } = groups;
  const year = Number(Y ?? (Number(y) < 70 ? `20${y}` : `19${y}`));
  const month = m === undefined ? monthNames.indexOf((b ?? "").toLowerCase()) : Number(m) - 1;
  const day = Number(d);
  const date = new Date(Date.UTC(2000, month, day));
  date.setUTCFullYear(year, month, day);
  return month >= 0 && month < 12 && day >= 1 && date.getUTCMonth() === month && date.getUTCDate() === day;
}

const isoMatchers = isoFormats.map((format) => ({ format, matches: matcher([format]) }));

/** The ISO format of a time without a zone; undefined for other strings. */
export function getTimeFormat(text: string): string | undefined {
  return isoMatchers.find(({ matches }) => matches(text))?.format;
}
