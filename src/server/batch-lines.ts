/** Lines that are written together. */
export interface LineBatch {
  readonly add: (line: string) => void;
  /** Writes the lines that wait. */
  readonly flush: () => void;
}

/**
 * Writes lines together after some milliseconds, since every write is a system call.
 *
 * @param write receives lines joined by line feeds, without one at the end
 */
export function batchLines(write: (lines: string) => void, delayMs = 20): LineBatch {
  let lines: string[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (lines.length > 0) write(lines.join("\n"));
    lines = [];
  };
  return {
    flush,
    add(line) {
      lines.push(line);
      timer ??= setTimeout(flush, delayMs);
    },
  };
}
