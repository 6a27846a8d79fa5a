/** What a cell gets when it is interrupted while it waits. */
export class Interrupted extends Error {
  override readonly name: string = "Interrupted";

  constructor() {
    super("the cell was interrupted");
    // It is made by the kernel, in none of the frames of the cell.
    this.stack = `${this.name}: ${this.message}`;
  }
}

/** What a cell gets when it calls `process.exit`. */
export class ProcessExit extends Error {
  override readonly name: string = "ProcessExit";

  constructor(readonly code: number) {
    super(
      `process.exit(${code}) would end the kernel and lose every variable; end a run with stop("reason"), a cell with throw`,
    );
    Error.captureStackTrace(this, process.exit);
  }
}
