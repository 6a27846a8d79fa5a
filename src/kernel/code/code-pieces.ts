/** Text of a script, and the offset in the code that it was taken from, if it was. */
export interface CodePiece {
  readonly text: string;
  readonly from?: number | undefined;
}

/** Code with parts replaced or moved. Replacements do not overlap; a moved range may contain replacements. */
export class EditedCode {
  readonly #edits: { readonly start: number; readonly end: number; readonly pieces: readonly CodePiece[] }[] = [];

  constructor(readonly code: string) {}

  replace(start: number, end: number, text: string): void {
    this.#edits.push({ start, end, pieces: [{ text }] });
  }

  /** The pieces of a range with the replacements inside it, which are removed from the rest of the code. */
  take(start: number, end: number): readonly CodePiece[] {
    const pieces = this.pieces(start, end);
    for (let index = this.#edits.length - 1; index >= 0; index--) {
      const edit = this.#edits[index];
      if (edit !== undefined && edit.start >= start && edit.end <= end) this.#edits.splice(index, 1);
    }
    this.replace(start, end, "");
    return pieces;
  }

  /** The pieces of a range, replacements applied. */
  pieces(start = 0, end: number = this.code.length): readonly CodePiece[] {
    const inside = this.#edits
      .filter((edit) => edit.start >= start && edit.end <= end)
      .sort((a, b) => a.start - b.start || a.end - b.end);
    const pieces: CodePiece[] = [];
    let at = start;
    for (const edit of inside) {
      pieces.push({ text: this.code.slice(at, edit.start), from: at }, ...edit.pieces);
      at = edit.end;
    }
    pieces.push({ text: this.code.slice(at, end), from: at });
    return pieces.filter(({ text }) => text !== "");
  }
}

/** The offset in the code of an offset in the joined pieces; of inserted text, the offset of what follows it. */
export function offsetBefore(pieces: readonly CodePiece[], offset: number): number {
  let start = 0;
  let last = 0;
  for (const { text, from } of pieces) {
    if (from !== undefined) {
      if (offset < start) return from;
      if (offset < start + text.length) return from + offset - start;
      last = from + text.length;
    }
    start += text.length;
  }
  return last;
}
