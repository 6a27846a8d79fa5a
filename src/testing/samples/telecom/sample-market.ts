import { monthsBetween } from "../../../core/months.js";
import { type RandomSource, randomSource } from "../../../core/random-source.js";

/** A holder of a concession in the synthetic market. */
export interface SampleHolder {
  readonly folio: number;
  readonly group: string;
  readonly groupName: string;
  readonly company: string;
  readonly companyName: string;
  readonly holder: string;
  /** First and last month, as `2013-06`. */
  readonly from: string;
  readonly until: string;
  /** Weight at points in time, joined by straight lines; the share is the weight over that of all. */
  readonly weights: readonly (readonly [month: string, weight: number])[];
  /** Share of prepaid among its lines. */
  readonly prepaid: number;
  /** Terabytes a thousand lines in 2015 and how often they double until 2024; none when it reports no traffic. */
  readonly traffic: readonly [start: number, doublings: number] | null;
  /** Lines of an unspecified kind, as small holders report them. */
  readonly small?: boolean;
}

const end = "2024-12";

/** Keys and names as at the publisher, so that notebooks and tests read the same; every number is synthetic. */
export const sampleHolders: readonly SampleHolder[] = [
  {
    ...{ folio: 100_101, group: "G006", groupName: "AMÉRICA MÓVIL", company: "C0006", companyName: "TELCEL" },
    holder: "RADIOMÓVIL MUESTRA, S.A. DE C.V.",
    ...{ from: "2010-06", until: end, prepaid: 0.8, traffic: [0.18, 5.2] },
    weights: [
      ["2010-06", 88],
      ["2013-06", 79],
      ["2015-12", 71],
      ["2019-12", 69.5],
      ["2021-06", 68],
      ["2024-12", 58.6],
    ],
  },
  {
    ...{ folio: 100_102, group: "G003", groupName: "TELEFÓNICA", company: "C0003", companyName: "MOVISTAR" },
    holder: "PÉGASO MUESTRA, S.A. DE C.V.",
    ...{ from: "2010-06", until: end, prepaid: 0.88, traffic: [0.2, 4.8] },
    weights: [
      ["2010-06", 6.2],
      ["2013-06", 9],
      ["2015-09", 18.2],
      ["2017-06", 13],
      ["2020-06", 10.6],
      ["2024-12", 6.8],
    ],
  },
  {
    ...{ folio: 100_103, group: "G005", groupName: "IUSACELL-UNEFÓN", company: "C0005", companyName: "IUSACELL" },
    holder: "IUSA MUESTRA, S.A. DE C.V.",
    ...{ from: "2010-06", until: "2015-09", prepaid: 0.7, traffic: [0.3, 4] },
    weights: [
      ["2010-06", 5.2],
      ["2013-06", 9.5],
      ["2015-09", 8],
    ],
  },
  {
    ...{ folio: 100_104, group: "C400", groupName: "NEXTEL", company: "C0400", companyName: "NEXTEL" },
    holder: "NEX MUESTRA, S. DE R.L. DE C.V.",
    ...{ from: "2012-09", until: "2015-09", prepaid: 0.3, traffic: [0.35, 4] },
    weights: [
      ["2012-09", 0.1],
      ["2014-06", 4.4],
      ["2015-09", 2.4],
    ],
  },
  {
    ...{ folio: 100_105, group: "G007", groupName: "AT&T", company: "C0007", companyName: "AT&T" },
    holder: 'AT&T "MUESTRA", S. DE R.L. DE C.V.',
    ...{ from: "2015-10", until: end, prepaid: 0.75, traffic: [0.4, 4.6] },
    weights: [
      ["2015-10", 9.6],
      ["2018-06", 14.6],
      ["2021-12", 17],
      ["2023-06", 15.5],
      ["2024-12", 15.6],
    ],
  },
  {
    ...{ folio: 100_106, group: "G007", groupName: "AT&T", company: "C0072", companyName: "AT&T DIGITAL" },
    holder: "AT&T MUESTRA DIGITAL, S. DE R.L. DE C.V.",
    ...{ from: "2016-01", until: end, prepaid: 0.2, traffic: null },
    weights: [
      ["2016-01", 0.2],
      ["2024-12", 0.3],
    ],
  },
  {
    ...{ folio: 100_107, group: "C629", groupName: "VIRGIN MOBILE", company: "C0629", companyName: "VIRGIN" },
    holder: "VIRGEN MUESTRA, S.A.P.I. DE C.V.",
    ...{ from: "2014-06", until: end, prepaid: 1, traffic: [0.05, 4], small: true },
    weights: [
      ["2014-06", 0.01],
      ["2018-01", 0.6],
      ["2022-06", 1.1],
      ["2024-12", 0.7],
    ],
  },
  {
    ...{ folio: 100_108, group: "C709", groupName: "FREEDOMPOP", company: "C0709", companyName: "FREEDOMPOP" },
    holder: "LIBERTAD MUESTRA, S.A. DE C.V.",
    ...{ from: "2017-07", until: end, prepaid: 1, traffic: null, small: true },
    weights: [
      ["2017-07", 0.01],
      ["2020-06", 0.9],
      ["2024-12", 1.6],
    ],
  },
  {
    ...{ folio: 100_109, group: "C804", groupName: "GRUPO WALMART", company: "C0804", companyName: "BAIT" },
    holder: "BODEGA MUESTRA, S.A. DE C.V.",
    ...{ from: "2022-01", until: end, prepaid: 1, traffic: [0.6, 4.4], small: true },
    weights: [
      ["2022-01", 1.9],
      ["2023-01", 5.4],
      ["2024-12", 13.6],
    ],
  },
  {
    ...{ folio: 100_110, group: "G008", groupName: "MEGACABLE-MCM", company: "C0378", companyName: "MEGACABLE" },
    holder: "MEGA MUESTRA, S.A. DE C.V.",
    ...{ from: "2019-01", until: end, prepaid: 0.4, traffic: [0.1, 4.5], small: true },
    weights: [
      ["2019-01", 0.01],
      ["2024-12", 0.42],
    ],
  },
];

/** What a holder reports of a month. */
export interface SampleMonth {
  readonly month: string;
  readonly holder: SampleHolder;
  readonly lines: number;
}

/**
 * Lines of every holder, quarterly from June 2010, monthly from June 2013: weights that wander a little, over a
 * growing market.
 */
export function sampleMonths(seed: number): readonly SampleMonth[] {
  const random = randomSource(seed);
  const moods = new Map(sampleHolders.map((holder) => [holder, walk(random.fork())]));
  const months = [...monthsBetween("2010-06", "2013-03", 3), ...monthsBetween("2013-06", end)];
  return months.flatMap((month) => {
    const at = monthNumber(month);
    const present = sampleHolders.filter(({ from, until }) => month >= from && month <= until);
    const weights = present.map((holder) => weightAt(holder, at) * Math.exp(moods.get(holder)?.(at) ?? 0));
    const all = weights.reduce((total, weight) => total + weight, 0);
    const market = 8e6 + 127e6 / (1 + Math.exp(-(at - monthNumber("2016-03")) / 26));
    return present.map((holder, index) => ({
      month,
      holder,
      lines: Math.round((market * (weights[index] ?? 0)) / all),
    }));
  });
}

/** A month counted from the year 0. */
export function monthNumber(month: string): number {
  return Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1;
}

function weightAt({ weights }: SampleHolder, at: number): number {
  const points = weights.map(([month, weight]) => [monthNumber(month), weight] as const);
  const after = points.findIndex(([time]) => time >= at);
  const [right, left] = [points[after] ?? points.at(-1), points[after - 1]];
  if (right === undefined) return 0;
  if (left === undefined || after < 0) return right[1];
  return left[1] + ((right[1] - left[1]) * (at - left[0])) / (right[0] - left[0]);
}

/** A slow walk round zero, whose steps last for some months: shares have momentum. */
function walk(random: RandomSource): (at: number) => number {
  const steps: number[] = [0];
  let pace = 0;
  for (let month = 1; month <= 200; month++) {
    pace = 0.7 * pace + 0.003 * random.normal();
    steps.push(0.985 * (steps[month - 1] ?? 0) + pace + 0.005 * random.normal());
  }
  return (at) => steps[at - monthNumber("2010-06")] ?? 0;
}
