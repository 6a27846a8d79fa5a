import { ArgumentError } from "cuaderno";

const names = ["ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"];

/**
 * The number, 1 to 12, of a Spanish month name, short or in full, whatever its case; undefined for any other word. The table of names
 * stands here: no locale of the machine is asked. September may also be written `set`.
 */
export function spanishMonth(name: string): number | undefined {
  const word = name.trim().toLowerCase().replace(/\.$/, "");
  const start = word.slice(0, 3) === "set" ? "sep" : word.slice(0, 3);
  const place = names.indexOf(start);
  if (place < 0 || (word.length > 4 && !fullNames.includes(word))) return undefined;
  return place + 1;
}

const fullNames = [
  "enero",
  "febrero",
  "marzo",
  "abril",
  "mayo",
  "junio",
  "julio",
  "agosto",
  "septiembre",
  "setiembre",
  "octubre",
  "noviembre",
  "diciembre",
];

/** The month, `2020-03`, of a time in milliseconds. */
export function monthOf(time: number): string {
  return new Date(time).toISOString().slice(0, 7);
}

/** The first moment of a month written `2020-03`, in milliseconds; refuses what is no month. */
export function monthStart(month: string, place = "monthStart"): number {
  const time = /^\d{4}-(0[1-9]|1[0-2])$/.test(month) ? Date.parse(`${month}-01T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(time)) throw new ArgumentError(`${place}: "${month}" is not a month; write it as 2020-03`);
  return time;
}

/** The month so many months later, or earlier for a number below 0. */
export function monthAfter(month: string, count: number): string {
  const date = new Date(monthStart(month));
  return monthOf(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + count, 1));
}

/** Every month from one to another, both included; none when the first is the later. */
export function monthsBetween(from: string, to: string): readonly string[] {
  const months: string[] = [];
  for (let month = from; month <= to; month = monthAfter(month, 1)) months.push(month);
  return months;
}
