const everyMs = 100;

/** Calls `onLimit` with a sentence when the process uses more memory than the limit, in bytes. */
export function memoryWatch(limit: number, onLimit: (message: string) => void): void {
  const timer = setInterval(() => {
    const used = process.memoryUsage.rss();
    if (used <= limit) return;
    clearInterval(timer);
    onLimit(`the kernel ran out of memory: it uses ${toMegabytes(used)} MB of ${toMegabytes(limit)} MB`);
  }, everyMs);
  timer.unref();
}

function toMegabytes(bytes: number): number {
  return Math.round(bytes / 2 ** 20);
}
