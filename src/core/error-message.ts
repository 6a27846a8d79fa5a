/**
 * The message of any thrown value, on one line.
 *
 * @example errorMessage(new Error("no such file")) // "no such file"
 */
export function errorMessage(thrown: unknown): string {
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  return text.replace(/\s*\n\s*/g, "; ");
}
