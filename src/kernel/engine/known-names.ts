import type { CellName, KnownNames } from "../code/cell-code.js";

/** The names of the cells so far. */
export class CellNames implements KnownNames {
  readonly constants: Set<string> = new Set();
  readonly shadowing: Set<string> = new Set();
  readonly globals: ReadonlySet<string>;

  constructor(globals: readonly string[]) {
    this.globals = new Set(globals);
  }

  /** Adds what a cell declares. */
  add(declared: readonly CellName[]): void {
    for (const { name, isConstant } of declared) {
      if (isConstant) this.constants.add(name);
      else this.constants.delete(name);
      if (this.globals.has(name)) this.shadowing.add(name);
    }
  }
}
