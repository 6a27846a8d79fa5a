/** How a packed column holds its values; `bytes` is the length of its block. */
export interface PackedColumn {
  readonly name: string;
  readonly kind: "number" | "time" | "category";
  /**
   * `float64` and `float32` as they are; `integer`: `(value - 1 + low) * unit / scale`, where 0 is missing; `codes`:
   * position in `values` or `categories` plus 1, where 0 is missing.
   */
  readonly form: "float64" | "float32" | "integer" | "codes";
  /** Bytes of each integer or code. */
  readonly width: 1 | 2 | 4;
  readonly low: number;
  readonly unit: number;
  readonly scale: number;
  /** The distinct values of `codes` of numbers and times, each by its eight bytes in the block's beginning. */
  readonly distinct: number;
  /** The labels of a category. */
  readonly categories: readonly string[];
  readonly bytes: number;
}

/** Bytes of a column in `float32` or `float64` are ordered by position: all first bytes, then all second bytes. */
export function shuffled(bytes: Uint8Array, width: number): Uint8Array {
  const count = bytes.length / width;
  const result = new Uint8Array(bytes.length);
  for (let row = 0; row < count; row++) {
    for (let byte = 0; byte < width; byte++) result[byte * count + row] = bytes[row * width + byte] ?? 0;
  }
  return result;
}

/** Undoes `shuffled`. */
export function unshuffled(bytes: Uint8Array, width: number): Uint8Array {
  const count = bytes.length / width;
  const result = new Uint8Array(bytes.length);
  for (let row = 0; row < count; row++) {
    for (let byte = 0; byte < width; byte++) result[row * width + byte] = bytes[byte * count + row] ?? 0;
  }
  return result;
}
