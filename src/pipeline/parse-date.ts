const isoFormats = ["%Y-%m-%d", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S"];

const parts: Readonly<Record<string, string>> = {
  Y: "(?<Y>\\d{4})",
  m: "(?<m>\\d{1,2})",
  d: "(?<d>\\d{1,2})",
  H: "(?<H>\\d{1,2})",
  I: "(?<H>\\d{1,2})",
  M: "(?<M>\\d{1,2})",
  S: "(?<S>\\d{1,2})",
  p: "(?<p>[AaPp][Mm])",
  y: "(?<y>\\d{2})",
  b: "(?<b>[A-Za-z]{3})",
  B: "(?<b>[A-Za-z]{3,9})",
};

const months = "janfebmaraprmayjunjulaugsepoctnovdec";

/**
 * The milliseconds since 1970 of a wall-clock date in one of some formats as in strftime, or in ISO 8601 without a
 * zone; undefined where it fits none, or does not exist.
 *
 * @example parseDate("28.02.2016", ["%d.%m.%Y"]) // 1456617600000
 */
export function parseDate(date: string, formats: readonly string[] = []): number | undefined {
  // A date with T is ISO 8601 in every table, whatever the format of its files.
  const isIso = formats.length === 0 || /^\d{4}-\d{2}-\d{2}T\d/.test(date);
  const plain = isIso ? date.replace("T", " ") : date;
  for (const format of isIso ? [...formats, ...isoFormats] : formats) {
    const found = getPattern(format).exec(plain)?.groups;
    if (found === undefined) continue;
    const part = (name: string, usual: number): number => (found[name] === undefined ? usual : Number(found[name]));
    const year = found.y === undefined ? part("Y", 1970) : part("y", 0) + (part("y", 0) < 70 ? 2000 : 1900);
    const half = found.p === undefined ? 0 : /p/i.test(found.p) ? 12 : 0;
    const hour = found.p === undefined ? part("H", 0) : (part("H", 0) % 12) + half;
    const named = months.indexOf((found.b ?? "").slice(0, 3).toLowerCase()) / 3 + 1;
    const month = found.b === undefined ? part("m", 1) : named;
    const [day, minute, second] = [part("d", 1), part("M", 0), part("S", 0)];
    const time = Date.UTC(year, month - 1, day, hour, minute, second) + 1_000 * Number(found.f ?? 0);
    const made = new Date(time);
    const exists =
      made.getUTCMonth() === month - 1 && made.getUTCDate() === day && hour < 24 && minute < 60 && second < 60;
    if (exists) return time;
  }
  return undefined;
}

/** Formats are parsed once for all rows. */
const patterns = new Map<string, RegExp>();

function getPattern(format: string): RegExp {
  const pattern = patterns.get(format) ?? toPattern(format);
  patterns.set(format, pattern);
  return pattern;
}

function toPattern(format: string): RegExp {
  const long = format.replaceAll("%F", "%Y-%m-%d").replaceAll("%T", "%H:%M:%S").replaceAll("%R", "%H:%M");
  const source = long
    .replace(/[.*+?^${}()|[\]\\]/g, "\\$&")
    .replace(/%[-_0]?([YmdHIMSpybB])/g, (_, part: string) => parts[part] ?? "");
  return new RegExp(`^${source}${/%S$|%T$/.test(format) ? "(?<f>\\.\\d+)?" : ""}$`);
}
