import { setTimeout as wait } from "node:timers/promises";
import type { DataFrame } from "nodejs-polars";
import { FormatError } from "../../core/errors.js";
import { loadPolars } from "../../table/load-polars.js";
import { validateFrame } from "../../table/schema/validate-frame.js";
import type { SourceFetchOptions, TableSource } from "../connectors/table-source.js";
import { mayReadAgain } from "./sql-failure.js";
import { type SqlReadOptions, sqlFrames, sqlName } from "./sql-frames.js";

/** A table of a database as a source. */
export interface SqlTableOptions extends SqlReadOptions {
  /** A column that only grows (a number or time): the next call brings only rows above its greatest value. */
  readonly watermarkField?: string;
  /** Columns that the schema does not name: "refuse" (default) names them, "ignore" leaves them out. */
  readonly extra?: "refuse" | "ignore";
}

/**
 * A table, view or query of MySQL, MariaDB, PostgreSQL or SQLite as a source. The session only reads, so a connection that breaks is made
 * again and the whole is read anew.
 *
 * Types: whole numbers are Int64 and exact; decimals are numbers up to 15 digits; `date`, `datetime` and `timestamp` stand as they are
 * written, and types that know a zone (MySQL's TIMESTAMP, PostgreSQL's timestamptz) come in UTC; enum, set, time, json and the rest are
 * texts, an empty text is a value and only NULL is missing; bytes are refused unless asked for as base64.
 */
export function sqlTable(options: SqlTableOptions): TableSource {
  const { schema, watermarkField, extra = "refuse", retries = 2, retryDelayMs = 500 } = options;
  const name = sqlName(options);
  return {
    name,
    fetch: async (asked = {}) => {
      const { watermark = null, onReport, signal } = asked;
      for (let attempt = 0; ; attempt++) {
        try {
          const newer = watermarkField === undefined ? undefined : { column: watermarkField, value: watermark };
          const raw = await collect(options, { ...asked, newer });
          if (raw.height === 0 && watermarkField !== undefined && watermark !== null) {
            return { kind: "unchanged", watermark, requests: attempt + 1 };
          }
          const mark = watermarkField === undefined ? null : greatest(raw, watermarkField, name);
          const frame =
            schema === undefined
              ? raw
              : validateFrame(raw, schema, { place: name, extra, ...(onReport && { onReport }) });
          return { kind: "rows", frame, watermark: mark, requests: attempt + 1 };
        } catch (thrown) {
          if (!mayReadAgain(thrown, attempt) || attempt >= retries) throw thrown;
          asked.log?.(`${name}: the connection broke; reading again`);
          await wait(retryDelayMs * 2 ** attempt, undefined, signal === undefined ? {} : { signal }).catch(
            () => undefined,
          );
        }
      }
    },
  };
}

async function collect(
  options: SqlTableOptions,
  { newer, log, signal }: SourceFetchOptions & { readonly newer: { column: string; value: string | null } | undefined },
): Promise<DataFrame> {
  const frames: DataFrame[] = [];
  let rows = 0;
  let told = 0;
  for await (const frame of sqlFrames(options, { newer, signal })) {
    if (frame.height > 0 || frames.length === 0) frames.push(frame);
    rows += frame.height;
    if (rows < 2 * told || frames.length < 2) continue;
    told = rows;
    log?.(`${sqlName(options)}: ${rows} rows so far`);
  }
  const [first, ...rest] = frames;
  if (first === undefined) throw new FormatError(`sqlTable: ${sqlName(options)} gave no columns`);
  const parts = first.height === 0 && rest.length > 0 ? rest : frames;
  return parts.length === 1 ? (parts[0] ?? first) : loadPolars().concat(parts);
}

function greatest(frame: DataFrame, field: string, name: string): string | null {
  const pl = loadPolars();
  if (!frame.columns.includes(field)) {
    throw new FormatError(
      `sqlTable: ${name} has no column "${field}" for a watermark; it has ${frame.columns.join(", ")}`,
    );
  }
  if (frame.height === 0) return null;
  const value: unknown = frame.select(pl.col(field).max().cast(pl.Utf8)).getColumn(field).get(0);
  return value === null ? null : String(value);
}
