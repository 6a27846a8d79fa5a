import { ArgumentError, type Columns, columnsFromEntries } from "cuaderno";
import type { FittedPipeline } from "cuaderno/pipeline";

/** A report as it comes in. */
export interface CrimeReport {
  /** An instant, with its distance from Greenwich: `2018-01-06T05:30:00Z` or `2018-01-05T23:30:00-06:00`. */
  readonly at: string;
  readonly latitude: number;
  readonly longitude: number;
  /** East and north in feet, Illinois East state plane. */
  readonly x: number;
  readonly y: number;
  /** Illinois crime code with leading zeros, such as `0486`. */
  readonly iucr: string;
  readonly primaryType: string;
  readonly location?: string;
  /** Three digits, such as `018`. */
  readonly district: string;
  readonly domestic: boolean;
}

/**
 * The probability of an arrest for each report. Season, weekday and part of the day are those of the wall clock in `zone`, which must be
 * named: half past eleven at night in Chicago is the next morning in Greenwich.
 */
export function predictArrests(
  model: FittedPipeline,
  reports: readonly CrimeReport[],
  { zone }: { readonly zone: string },
): Float64Array {
  return model.probability(reportColumns(reports, zone));
}

/**
 * The wall-clock time of an instant in a time zone, in milliseconds as time columns hold it. Of an instant without its distance from
 * Greenwich nobody knows when it was, so it is refused.
 *
 * @example wallClock("2018-01-06T05:30:00Z", "America/Chicago") // 1515195000000
 */
export function wallClock(at: string, zone: string): number {
  const instant = /(Z|[+-]\d{2}:\d{2})$/.test(at) ? Date.parse(at) : Number.NaN;
  if (Number.isNaN(instant)) {
    throw new ArgumentError(
      `predictArrests: ${JSON.stringify(at)} is no instant; write it with its distance from Greenwich, like 2018-01-05T23:30:00-06:00`,
    );
  }
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  }).formatToParts(instant);
  const of = (type: string): number => Number(parts.find((part) => part.type === type)?.value);
  return Date.UTC(of("year"), of("month") - 1, of("day"), of("hour"), of("minute"), of("second"));
}

function reportColumns(reports: readonly CrimeReport[], zone: string): Columns {
  const numbers = (of: (report: CrimeReport) => number) =>
    ({ kind: "number", values: Float64Array.from(reports, of) }) as const;
  const texts = (of: (report: CrimeReport) => string | undefined) =>
    ({ kind: "string", values: reports.map((report) => of(report) ?? null) }) as const;
  return columnsFromEntries([
    ["time", { kind: "time", values: Float64Array.from(reports, ({ at }) => wallClock(at, zone)) }],
    ["latitude", numbers(({ latitude }) => latitude)],
    ["longitude", numbers(({ longitude }) => longitude)],
    ["x", numbers(({ x }) => x)],
    ["y", numbers(({ y }) => y)],
    ["iucr", texts(({ iucr }) => iucr)],
    ["primaryType", texts(({ primaryType }) => primaryType)],
    ["location", texts(({ location }) => location)],
    ["district", texts(({ district }) => district)],
    ["domestic", numbers(({ domestic }) => (domestic ? 1 : 0))],
  ]);
}
