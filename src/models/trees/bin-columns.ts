import { binColumn, type ColumnCuts, type ColumnToBin } from "./bin-column.js";
import type { KernelThread } from "./kernel/kernel-threads.js";

/**
 * Cuts columns into bins, each in this thread or one of the given ones; the arrays are in shared memory where there are
 * others. Columns of categories, which may be refused, stay in this thread.
 */
export function binColumns(
  caller: string,
  columns: readonly (() => ColumnToBin)[],
  threads: readonly KernelThread[],
): readonly ColumnCuts[] {
  const cuts: ColumnCuts[] = [];
  const working = new Map<KernelThread, number>();
  const takeFrom = (thread: KernelThread): void => {
    const index = working.get(thread);
    if (index === undefined) return;
    working.delete(thread);
    cuts[index] = thread.receive() as ColumnCuts;
  };
  try {
    for (const [index, create] of columns.entries()) {
      const column = create();
      const isLast = index + 1 === columns.length;
      const idle = isLast || column.category !== undefined ? undefined : threads.find((thread) => thread.isReady());
      if (idle === undefined) {
        cuts[index] = binColumn(caller, column);
        continue;
      }
      takeFrom(idle);
      working.set(idle, index);
      idle.post({ kind: "column", value: column });
    }
  } finally {
    for (const thread of threads) takeFrom(thread);
  }
  return cuts;
}
