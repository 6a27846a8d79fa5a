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
