/** One banned word: where it is, and what to write instead. */
export interface BannedWord {
  readonly path: string;
  readonly line: number;
  readonly word: string;
  readonly instead: string;
  readonly text: string;
}

export declare function findBannedWords(paths?: readonly string[]): readonly BannedWord[];
