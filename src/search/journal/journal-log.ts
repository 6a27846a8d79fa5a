/**
 * An append-only log of lines, shared by several processes. Only one process writes at a time, and it has read all
 * previous lines.
 */
export interface JournalLog {
  /** Its path, for errors. */
  readonly path: string;
  /** A unique name of this writer. */
  readonly writer: string;
  /**
   * Passes the complete lines added since the last call to `decide`, under the lock, and durably appends the lines that
   * it returns. Appends nothing when it throws.
   */
  append(decide: (added: string) => string): Promise<void>;
  /** Whether the writer is known to have exited; false when unknown. */
  hasExited(writer: string): boolean;
}
