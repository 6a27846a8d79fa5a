/**
 * An append-only log of lines, shared by several processes. A writer appends only when it has read all previous lines.
 */
export interface JournalLog {
  /** Its path, for errors. */
  readonly path: string;
  /** A unique name of this writer. */
  readonly writer: string;
  /**
   * Passes the complete lines added since the last call to `decide`, and durably appends the lines that it returns
   * directly after them. A log without a lock calls `decide` again, with the lines added since, when another writer
   * was faster. Appends nothing when `decide` throws.
   */
  append(decide: (added: string) => string): Promise<void>;
  /** Whether the writer is known to have exited; false when unknown. */
  hasExited(writer: string): boolean;
  /** Releases connections; the next `append` opens them again and reads from the first line. */
  close?(): Promise<void>;
}
