import { monthsBetween } from "../../../core/months.js";
import { type RandomSource, randomSource } from "../../../core/random-source.js";
import { amounts, economy, regions } from "../../../projects/milk/milk-schema.js";

const names = ["Ene", "Feb", "Mar", "Abr", "May", "Jun", "Jul", "Ago", "Sep", "Oct", "Nov", "Dic"];

/** A series of a synthetic economy: smooth numbers by month, each with its size, season and growth. */
interface Curve {
  readonly name: string;
  readonly at: (month: string) => number;
}

/**
 * Synthetic stand-ins for the three tables and their three files of later months, by file name, with the columns, the
 * month spans that matter and the faults of the real ones: numbers without their point and trailing zeros, a thirteenth
 * month, repeated months, a word in a cell, rain out of order. The same seed gives the same bytes on every machine.
 */
export function milkSample({ seed = 2020 }: { readonly seed?: number } = {}): ReadonlyMap<string, string> {
  const random = randomSource(seed);
  const rain = rainCurves(random.fork());
  const bank = bankCurves(random.fork());
  const price = priceCurve(random.fork());
  const order = random.fork();
  const rainMonths = shuffled(monthsBetween("2012-01", "2020-04"), order);
  const later = monthsBetween("2020-05", "2021-03");
  return new Map([
    [
      "precipitaciones.csv",
      table(
        ["date", ...regions],
        rainMonths.map((month) => rainRow(rain, month)),
      ),
    ],
    ["banco_central.csv", table(["Periodo", ...economy], bankRows(bank))],
    [
      "precio_leche.csv",
      table(
        priceHeader,
        monthsBetween("1995-01", "2021-02").map((month) => priceRow(month, price.at(month))),
      ),
    ],
    [
      "precipitaciones_dummy.csv",
      table(
        ["date", ...regions],
        later.map((month) => [day(month), ...rainRow(rain, "2020-04").slice(1)]),
      ),
    ],
    [
      "banco_central_dummy.csv",
      table(
        ["Periodo", ...economy],
        later.map((month) => [period(month), ...bankRow(bank, "2020-04").slice(1)]),
      ),
    ],
    [
      "precio_leche_dummy.csv",
      table(
        priceHeader,
        ["2020-01", "2020-05", "2021-03"].map((month) => priceRow(month, 254.1)),
      ),
    ],
  ]);
}

const priceHeader = ["Anio", "Mes", "Precio_leche"];

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  return `${[header, ...rows].map((cells) => cells.join(",")).join("\n")}\n`;
}

const day = (month: string): string => `${month}-01`;
const period = (month: string): string => `${month}-01 00:00:00 UTC`;
const monthNumber = (month: string): number => Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1;

function rainCurves(random: RandomSource): readonly Curve[] {
  return regions.map((name, index) => ({
    name,
    at: withNoise(random.fork(), 0.6, (month) => {
      const winter = 1 + 0.9 * Math.cos((2 * Math.PI * ((monthNumber(month) % 12) - 6)) / 12);
      return (2 + 14 * index) * winter;
    }),
  }));
}

function bankCurves(random: RandomSource): readonly Curve[] {
  return economy.map((name) => {
    const own = random.fork();
    const size = amounts.includes(name) ? 10 ** (4 + own.uniform()) : 86 + 8 * own.uniform();
    const phase = own.integer(12);
    const yearly = 0.015 + 0.02 * own.uniform();
    return {
      name,
      at: withNoise(own, 0.01, (month) => {
        const years = (monthNumber(month) - monthNumber("2013-01")) / 12;
        return size * (1 + yearly) ** years * (1 + 0.03 * Math.sin((2 * Math.PI * (monthNumber(month) - phase)) / 12));
      }),
    };
  });
}

/** The price walks: a season, a slow growth, and shocks that stay for a while. */
function priceCurve(random: RandomSource): Curve {
  const months = monthsBetween("1995-01", "2021-03");
  let shock = 0;
  const prices = new Map(
    months.map((month, index) => {
      shock = 0.93 * shock + 0.022 * random.normal();
      const season = 0.03 * Math.cos((2 * Math.PI * ((monthNumber(month) % 12) - 5)) / 12);
      return [month, 95 * 1.0033 ** index * Math.exp(shock + season)] as const;
    }),
  );
  return { name: "price", at: (month) => Math.round(100 * (prices.get(month) ?? 0)) / 100 };
}

/** The curve with a relative random factor for every month. */
function withNoise(random: RandomSource, spread: number, curve: (month: string) => number): Curve["at"] {
  const factors = new Map<string, number>();
  for (const month of monthsBetween("2012-01", "2021-03")) factors.set(month, Math.exp(spread * random.normal()));
  return (month) => curve(month) * (factors.get(month) ?? 1);
}

function rainRow(curves: readonly Curve[], month: string): string[] {
  return [day(month), ...curves.map(({ at }) => at(month).toFixed(6))];
}

function bankRow(curves: readonly Curve[], month: string): string[] {
  return [period(month), ...curves.map(({ at }) => dotted(at(month)))];
}

/** Nine significant digits without their point and trailing zeros, in threes from the right: 82.846325 is `82.846.325`. */
function dotted(value: number): string {
  const digits = value.toPrecision(9).replace(".", "").replace(/0+$/, "");
  return digits.replace(/\B(?=(\d{3})+$)/g, ".");
}

/** From 2012, complete from 2014; with a month 13, two repeated months and a word where a number should be. */
function bankRows(curves: readonly Curve[]): string[][] {
  const rows = monthsBetween("2012-01", "2020-11").map((month) => {
    const cells = bankRow(curves, month);
    return month < "2014-01" ? cells.map((cell, index) => (index > 30 ? "" : cell)) : cells;
  });
  const at = (month: string): string[] => rows.find(([first]) => first === period(month)) as string[];
  at("2013-05")[3] = "a";
  const repeated = ["2018-08", "2019-08"].map((month) => [...at(month)]);
  const impossible = [period("2020-13"), ...Array.from(economy, (_, index) => (index === 5 ? "803.222.345" : ""))];
  return [...rows, ...repeated, impossible];
}

function priceRow(month: string, price: number): string[] {
  return [month.slice(0, 4), names[Number(month.slice(5)) - 1] ?? "", String(price)];
}

function shuffled(months: readonly string[], random: RandomSource): readonly string[] {
  return Array.from(random.permutation(months.length), (index) => months[index] ?? "");
}
