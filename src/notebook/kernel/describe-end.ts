/**
 * How a process ended, in words.
 *
 * @example describeEnd({ code: 3, signal: null }) // "exit code 3"
 */
export function describeEnd(end: { readonly code: number | null; readonly signal: string | null }): string {
  return end.signal === null ? `exit code ${end.code}` : `signal ${end.signal}`;
}
