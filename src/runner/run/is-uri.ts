/**
 * Whether a string is a URI, such as `s3://bucket/key`, and not a plain path.
 *
 * @example isUri("s3://lake/a.ipynb") // true
 */
export function isUri(path: string): boolean {
  return /^[a-z][a-z0-9+.-]+:\/\//i.test(path);
}
