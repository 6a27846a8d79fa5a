/** A cell for a message; a time at midnight as its date. */
export function cellText(value: unknown, isTime: boolean): string {
  if (value === null || value === undefined) return "missing";
  if (!isTime) return String(value);
  return new Date(Number(value)).toISOString().slice(0, 19).replace("T", " ").replace(" 00:00:00", "");
}
