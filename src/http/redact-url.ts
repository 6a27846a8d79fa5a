/**
 * A place as it may be shown: an address without user and password, one on the web also without its query, where keys, tokens and
 * signatures stand. Other places as they are.
 *
 * @example shownAddress("https://me:secret@host/a.csv?X-Amz-Signature=1f") // "https://host/a.csv"
 */
export function redactUrl(url: string): string {
  const shown = url.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/]*@/i, "$1");
  return /^https?:/i.test(shown) ? shown.replace(/[?#].*$/s, "") : shown;
}
