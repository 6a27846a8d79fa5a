/**
 * A web address as it may be shown: without user, password and query, where keys, tokens and signatures stand. Other places as they are.
 *
 * @example shownAddress("https://me:secret@host/a.csv?X-Amz-Signature=1f") // "https://host/a.csv"
 */
export function shownAddress(address: string): string {
  if (!/^https?:\/\//i.test(address)) return address;
  return address.replace(/[?#].*$/s, "").replace(/\/\/[^/@]*@/, "//");
}
