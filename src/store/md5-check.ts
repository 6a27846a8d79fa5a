import { createHash } from "node:crypto";

/** Above this size an object is not checked: it would take longer than the transfer from a near service. */
const maxBytes = 64 * 1024 * 1024;

/** Size of the parts in which this library uploads an object of up to 8 GB. */
export const uploadPartBytes: number = 8 * 1024 * 1024;

/** Compares bytes, in order, with the MD5 that a service reports for a complete object. */
export class Md5Check {
  readonly #expected: string;
  #hash = createHash("md5");
  #partBytes: number;
  #left: number;
  readonly #parts: Buffer[] = [];

  /**
   * A check for an object of `size` bytes whose `md5` is that of its bytes, or `<md5 of the parts' md5s>-<parts>`.
   * Undefined where there is none: without an MD5, and above 64 MiB.
   */
  static of(md5: string | undefined, size: number): Md5Check | undefined {
    return md5 === undefined || size > maxBytes ? undefined : new Md5Check(md5);
  }

  private constructor(expected: string) {
    this.#expected = expected;
    this.#partBytes = expected.includes("-") ? uploadPartBytes : Number.POSITIVE_INFINITY;
    this.#left = this.#partBytes;
  }

  update(bytes: Uint8Array): void {
    for (let start = 0; start < bytes.length; ) {
      if (this.#left === 0) this.#endPart();
      const piece = bytes.subarray(start, start + Math.min(this.#left, bytes.length));
      this.#hash.update(piece);
      this.#left -= piece.length;
      start += piece.length;
    }
  }

  /** Undefined when the bytes are right; call it once. */
  findMismatch(): string | undefined {
    const actual = this.#digest();
    return actual === this.#expected ? undefined : `MD5 is ${actual}, expected ${this.#expected}`;
  }

  #digest(): string {
    if (this.#partBytes === Number.POSITIVE_INFINITY) return this.#hash.digest("hex");
    this.#endPart();
    return `${createHash("md5").update(Buffer.concat(this.#parts)).digest("hex")}-${this.#parts.length}`;
  }

  #endPart(): void {
    this.#parts.push(this.#hash.digest());
    this.#hash = createHash("md5");
    this.#left = this.#partBytes;
  }
}
