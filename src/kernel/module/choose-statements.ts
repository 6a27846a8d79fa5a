import { FormatError } from "../../core/errors.js";
import type { ModuleStatement } from "./module-statements.js";

/** What a notebook exports, and the statements that it needs for it. */
export interface ModuleChoice {
  /** In the order of the notebook. */
  readonly statements: readonly ModuleStatement[];
  readonly exports: readonly string[];
  /** Functions that cannot be exported, with the reason. */
  readonly leftOut: readonly LeftOut[];
}

/** A function that needs a value which is not computed when a notebook is imported. */
export interface LeftOut {
  readonly name: string;
  /** `path#cell-3:2:5`. */
  readonly location: string;
  readonly reason: string;
}

/**
 * The statements of cells tagged `export`, else those that are written with `export`, else all functions and classes,
 * with the imports, functions and constants that they need of other cells.
 *
 * @throws FormatError when a tagged cell needs a value of a cell that is not loaded.
 */
export function chooseStatements(statements: readonly ModuleStatement[], path: string): ModuleChoice {
  const isTagged = statements.some(({ cell }) => cell.isExport);
  const isMarked = !isTagged && statements.some(({ hasExport }) => hasExport);
  const roots = statements.filter(({ cell, hasExport, isFunction, kind, declared }) => {
    if (isTagged) return cell.isExport && (kind !== "import" || declared.length === 0);
    return isMarked ? hasExport : isFunction;
  });
  const taken = new Set<ModuleStatement>();
  const exports = new Set<string>();
  const leftOut: LeftOut[] = [];
  for (const root of roots) {
    const needed = new Set(taken);
    const missing = take(root, statements, needed, path);
    const isLate = root.declared.some((name) => statements.findLast((other) => other.declared.includes(name)) !== root);
    if (missing === undefined) {
      if (isLate && !isTagged && !isMarked) continue;
      for (const statement of needed) taken.add(statement);
      for (const name of root.declared) exports.add(name);
    } else if (isTagged || isMarked) {
      throw new FormatError(`import: ${missing.location}: ${missing.reason}`);
    } else for (const name of root.declared) if (!isLate) leftOut.push({ name, ...missing });
  }
  const chosen = statements.filter((statement) => taken.has(statement));
  refuseDuplicates(chosen, path);
  return { statements: chosen, exports: [...exports], leftOut };
}

/** Adds a statement and what it needs; the reason when that is not possible. */
function take(
  statement: ModuleStatement,
  statements: readonly ModuleStatement[],
  taken: Set<ModuleStatement>,
  path: string,
): Omit<LeftOut, "name"> | undefined {
  if (taken.has(statement)) return undefined;
  taken.add(statement);
  const at = statements.indexOf(statement);
  for (const [name, offset] of statement.used) {
    const isDeclared = (other: ModuleStatement): boolean => other.declared.includes(name);
    // A function sees the last value of a name, as when it is called after the notebook has run.
    const before = statement.isFunction ? statements : statements.slice(0, at);
    const found = before.findLast(isDeclared) ?? statements.slice(at).find(isDeclared);
    if (found === undefined) continue;
    const isLoaded = found.kind === "import" || found.cell.isExport || isDefinition(found, statements);
    if (!isLoaded) {
      const reason = `"${name}" is computed in cell-${found.cell.number}, which an import does not run`;
      const advice = `pass it as an argument, or tag cell-${found.cell.number} "export"`;
      return { location: locate(statement, offset, path), reason: `${reason}; ${advice}` };
    }
    const missing = take(found, statements, taken, path);
    if (missing !== undefined) return missing;
  }
  return undefined;
}

/** Whether a statement only defines its names, and no other statement assigns to them. */
function isDefinition({ kind, declared }: ModuleStatement, statements: readonly ModuleStatement[]): boolean {
  if (kind !== "definition") return false;
  return !statements.some((other) => other.kind === "code" && other.assigned.some((name) => declared.includes(name)));
}

function refuseDuplicates(chosen: readonly ModuleStatement[], path: string): void {
  const known = new Map<string, ModuleStatement>();
  for (const statement of chosen) {
    for (const name of statement.declared) {
      const before = known.get(name);
      known.set(name, statement);
      if (before === undefined || (before.kind === "import" && statement.kind === "import")) continue;
      const where = locate(statement, statement.start, path);
      throw new FormatError(
        `import: ${where}: "${name}" is declared in cell-${before.cell.number} too; a module has a name once; rename one`,
      );
    }
  }
}

function locate({ cell }: ModuleStatement, offset: number, path: string): string {
  const { line, column } = cell.toSource(offset);
  return `${path}#cell-${cell.number}:${line + 1}:${column + 1}`;
}
