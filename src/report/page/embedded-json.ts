/**
 * JSON for a `<script type="application/json">` element: nothing in it can end the element.
 *
 * @example embeddedJson({ a: "</script>" }) // '{"a":"\\u003c/script>"}'
 */
export function embeddedJson(value: unknown): string {
  return JSON.stringify(value)
    .replace(/</g, "\\u003c")
    .replace(/\u2028/g, "\\u2028")
    .replace(/\u2029/g, "\\u2029");
}
