/** A program for the browser or a style sheet, bundled and minified into a string by `.config/bundled.mjs`. */
declare module "*?bundled" {
  export const code: string;
  /** SHA-256 of `code` in base64, as a content security policy names a script. */
  export const sha256: string;
}

/** A program for Node with all its packages, as a CommonJS module in a string. */
declare module "*?bundled-node" {
  export const code: string;
  export const sha256: string;
}
