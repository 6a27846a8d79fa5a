/** A program for the browser or a style sheet, bundled and minified into a string by `.config/bundled.mjs`. */
declare module "*?bundled" {
  export const code: string;
  /** SHA-256 of `code` in base64, as a content security policy names a script. */
  export const sha256: string;
}
