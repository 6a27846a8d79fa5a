/**
 * The host of a URL; undefined for an invalid URL.
 *
 * @example getHost("https://data.example.org:8080/a.csv") // "data.example.org:8080"
 */
export function getHost(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).host : undefined;
}
