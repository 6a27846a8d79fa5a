import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type * as Yaml from "yaml";
import { didYouMean } from "../core/did-you-mean.js";
import { errorMessage } from "../core/error-message.js";
import { FormatError, NotFoundError } from "../core/errors.js";
import type { CalibratedColumn } from "../drift/calibrate-drift.js";
import type { ColumnDriftOptions } from "../drift/column-drift.js";
import type { WindowUnit } from "../drift/time-windows.js";
import { writeFileAtomically } from "../files/write-file-atomically.js";

/** What `drift.yaml` says. */
export interface DriftConfig {
  readonly by?: WindowUnit | undefined;
  readonly time?: string | undefined;
  readonly season?: "year" | undefined;
  readonly alpha?: number | undefined;
  readonly columns: Readonly<Record<string, ColumnDriftOptions>>;
  readonly accept: readonly AcceptedDrift[];
}

/** Drift of a column that does not fail the gate until a day. */
export interface AcceptedDrift {
  readonly column: string;
  /** The last day, as 2026-12-31. */
  readonly until: string;
  readonly because: string;
}

export const windowUnits: readonly WindowUnit[] = ["day", "week", "month", "quarter", "year"];
const keys = ["version", "by", "time", "season", "alpha", "columns", "accept"];
const limitKeys = ["warn", "fail", "method", "threshold", "minimumRows"];

/** The settings of a `drift.yaml`; none without a path. */
export async function readDriftConfig(path: string | undefined): Promise<DriftConfig> {
  if (path === undefined) return { columns: {}, accept: [] };
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    throw new NotFoundError(`drift: --config: cannot read ${path} (${errorMessage(cause)}); check the path`, { cause });
  });
  return parseDriftConfig(text, path);
}

/** The settings in the text of a `drift.yaml`. */
export function parseDriftConfig(text: string, path: string): DriftConfig {
  let found: unknown;
  try {
    found = loadYaml().parse(text) ?? {};
  } catch (cause) {
    throw new FormatError(
      `drift: ${path}: invalid YAML: ${errorMessage(cause).split("\n")[0]}; fix the line and run it again`,
      { cause },
    );
  }
  const refuse = (where: string, problem: string): never => {
    throw new FormatError(`drift: ${path}: ${where}: ${problem}${problem.includes("; ") ? "" : "; fix the line"}`);
  };
  const root = record(found, () => refuse("the file", "expected keys and values"));
  checkKeys(root, keys, (key, hint) => refuse(key, `unknown key${hint}`));
  if (root.version !== undefined && root.version !== 1) refuse("version", `expected 1, got ${String(root.version)}`);
  const { by, time, season, alpha } = root;
  if (by !== undefined && !windowUnits.includes(by as WindowUnit))
    refuse("by", `expected ${windowUnits.join(", ")}, got ${String(by)}`);
  if (time !== undefined && typeof time !== "string") refuse("time", "expected the name of a column");
  if (season !== undefined && season !== "year") refuse("season", `expected year, got ${String(season)}`);
  if (alpha !== undefined && typeof alpha !== "number") refuse("alpha", "expected a number");
  const columns = Object.entries(record(root.columns ?? {}, () => refuse("columns", "expected columns"))).map(
    ([name, own]) => {
      const where = `columns.${name}`;
      const limits = record(own, () => refuse(where, "expected { warn: 0.08, fail: 0.2 }"));
      checkKeys(limits, limitKeys, (key, hint) => refuse(`${where}.${key}`, `unknown key${hint}`));
      for (const [key, value] of Object.entries(limits))
        if (typeof value !== (key === "method" ? "string" : "number"))
          refuse(`${where}.${key}`, `expected a ${key === "method" ? "name" : "number"}, got ${JSON.stringify(value)}`);
      return [name, limits as ColumnDriftOptions] as const;
    },
  );
  return {
    by: by as WindowUnit | undefined,
    time: time as string | undefined,
    season: season as "year" | undefined,
    alpha: alpha as number | undefined,
    columns: Object.fromEntries(columns),
    accept: readAccepted(root.accept ?? [], refuse),
  };
}

/**
 * Writes an acceptance to a `drift.yaml`, which is made where it does not exist; comments stay, and an acceptance of
 * the same column is replaced.
 */
export async function acceptDrift(path: string, accepted: AcceptedDrift): Promise<void> {
  const text = await readFile(path, "utf8").catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === "ENOENT") return "version: 1\naccept: []\n";
    throw new NotFoundError(`drift accept: cannot read ${path} (${errorMessage(cause)}); check the path`, { cause });
  });
  const { accept } = parseDriftConfig(text, path);
  const document = loadYaml().parseDocument(text);
  document.set("accept", [...accept.filter(({ column }) => column !== accepted.column), accepted]);
  const next = document.toString();
  parseDriftConfig(next, path);
  await writeFileAtomically(path, next, { caller: "drift accept", fix: "choose another --config" });
}

function readAccepted(found: unknown, refuse: (where: string, problem: string) => never): readonly AcceptedDrift[] {
  if (!Array.isArray(found)) return refuse("accept", "expected a list of { column, until, because }");
  return found.map((entry: unknown, index) => {
    const where = `accept.${index}`;
    const { column, until, because, ...rest } = record(entry, () =>
      refuse(where, "expected { column, until, because }"),
    );
    const [unknown] = Object.keys(rest);
    if (unknown !== undefined) refuse(`${where}.${unknown}`, "unknown key; expected column, until and because");
    if (typeof column !== "string") refuse(`${where}.column`, "expected the name of a column");
    if (typeof until !== "string" || !isDay(until)) refuse(`${where}.until`, `expected a day such as 2026-12-31`);
    if (typeof because !== "string" || because === "") refuse(`${where}.because`, "expected a reason");
    return { column, until, because } as AcceptedDrift;
  });
}

/** The text of a `drift.yaml` with limits learned from a reference. */
export function formatDriftConfig(
  columns: readonly CalibratedColumn[],
  { by, time, season, reference }: { by: WindowUnit; time: string; season?: "year" | undefined; reference: string },
): string {
  const limits = Object.fromEntries(columns.map(({ column, warn, fail }) => [column, { warn, fail }]));
  const head = [
    `# Limits of cuaderno drift, learned from ${reference}: each ${by} against the others.`,
    "# warn: the largest change found, at least 0.08; fail: 1.5 times as much, at least 0.2 (shares of rows).",
    "# accept: drift that does not fail the gate, such as { column: clouds, until: 2026-12-31, because: new sensor }",
  ];
  const text = loadYaml().stringify({ version: 1, by, time, season, columns: limits, accept: [] });
  return `${head.join("\n")}\n${text}`;
}

function isDay(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text));
}

function record(value: unknown, refuse: () => never): Readonly<Record<string, unknown>> {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return refuse();
  return value as Readonly<Record<string, unknown>>;
}

function checkKeys(found: object, known: readonly string[], refuse: (key: string, hint: string) => never): void {
  for (const key of Object.keys(found))
    if (!known.includes(key)) refuse(key, didYouMean(key, known) || `; expected ${known.join(", ")}`);
}

function loadYaml(): typeof Yaml {
  return createRequire(import.meta.url)("yaml") as typeof Yaml;
}
