/** A cell of a notebook while it runs. */
export interface RunningCell {
  /** The number in `[3]:` next to it. */
  readonly count: number;
  /** Its id in the notebook, where the front end sends it. */
  readonly id?: string | undefined;
}

/** Key of `globalThis` under which the kernel has the running cell. */
export const runningCellKey: unique symbol = Symbol.for("cuaderno.cell");

/** The cell that the kernel of this process runs; undefined outside a notebook. */
export function runningCell(): RunningCell | undefined {
  const cell = (globalThis as { [runningCellKey]?: unknown })[runningCellKey] as Partial<RunningCell> | undefined;
  if (typeof cell?.count !== "number") return undefined;
  return { count: cell.count, id: typeof cell.id === "string" ? cell.id : undefined };
}
