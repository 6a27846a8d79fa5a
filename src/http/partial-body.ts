import { announcedLength, bodyKind, resumeHeaders, validatorOf } from "./resume-point.js";

/** A body that comes in over several tries. */
export class PartialBody {
  #pieces: Uint8Array[] = [];
  #length = 0;
  #announced: number | undefined;
  #validator: string | undefined;

  /** What to send along with the next try. */
  headers(own: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
    if (this.#length === 0 || this.#validator === undefined) return own;
    return { ...own, ...resumeHeaders({ length: this.#length, validator: this.#validator }) };
  }

  /** Hears of an answer before its body. */
  begin({ status, headers }: Response): void {
    const kind = bodyKind(status, headers, this.#length);
    if (kind !== "rest") this.clear();
    if (kind === "unfit") throw new Error(`it answers ${status} with another part than asked for`);
    this.#announced = announcedLength(status, headers);
    this.#validator = validatorOf(headers);
  }

  add(piece: Uint8Array): void {
    this.#pieces.push(piece);
    this.#length += piece.length;
  }

  refuseShort(): void {
    if (this.#announced === undefined || this.#announced === this.#length) return;
    const message = `it announced ${this.#announced} bytes and sent ${this.#length}`;
    if (this.#length > this.#announced) this.clear();
    throw new Error(message);
  }

  /** The whole body; nothing of it is kept. */
  end(): Uint8Array {
    const whole = new Uint8Array(this.#length);
    let at = 0;
    for (const piece of this.#pieces) {
      whole.set(piece, at);
      at += piece.length;
    }
    this.clear();
    return whole;
  }

  /** Begins anew. */
  clear(): void {
    this.#pieces = [];
    this.#length = 0;
    this.#announced = undefined;
    this.#validator = undefined;
  }
}
