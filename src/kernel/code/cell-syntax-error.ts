import type { SourcePosition } from "./source-position.js";

/** Code that cannot be run as it is written, with the position of the reason, counted from 0. */
export class CellSyntaxError extends SyntaxError {
  override readonly name: string = "SyntaxError";

  constructor(
    message: string,
    readonly position: SourcePosition,
    /** Whether the code ends too early, so that more of it may make it complete. */
    readonly incomplete: boolean = false,
  ) {
    super(message);
  }
}
