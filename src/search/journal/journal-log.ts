/**
 * A text of lines to which several processes add, and in which no line ever changes. Writing is a matter for one at a time: whoever adds
 * lines knows all those before them.
 */
export interface JournalLog {
  /** What it is called in errors: its path. */
  readonly path: string;
  /** Who writes: a name that no other writer has. */
  readonly writer: string;
  /**
   * Gives `decide` the whole lines that came since its last call, while no one else can add any, and then adds the lines that it gives,
   * so that they outlast a crash. Nothing is added when it throws.
   */
  append(decide: (added: string) => string): Promise<void>;
  /** Whether the writer of that name is known to have ended; false when nothing is known. */
  hasExited(writer: string): boolean;
}
