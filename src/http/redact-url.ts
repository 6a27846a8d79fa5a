/**
 * A URL as it may be shown in messages and logs: without user and password, and for http(s) also without its query,
 * which may hold keys and signatures. Paths are returned unchanged.
 *
 * @example redactUrl("https://me:secret@host/a.csv?X-Amz-Signature=1f") // "https://host/a.csv"
 */
export function redactUrl(url: string): string {
  const shown = url.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/]*@/i, "$1");
  return /^https?:/i.test(shown) ? shown.replace(/[?#].*$/s, "") : shown;
}
