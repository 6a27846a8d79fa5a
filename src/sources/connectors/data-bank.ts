import { contentHash } from "../../core/content-hash.js";
import { FormatError } from "../../core/errors.js";
import { getHost } from "../../http/fetch-bytes.js";
import { fetchJson, toRecords } from "../../http/fetch-json.js";
import { parseRecords } from "../../table/formats/parse-records.js";
import type { TableSchema } from "../../table/schema/schema.js";
import type { SourceRetryOptions, TableSource } from "./table-source.js";

/** A table of World Bank Data360. */
export interface DataBankOptions extends SourceRetryOptions {
  /** For example `WB_WDI`. */
  readonly database: string;
  /** For example `WB_WDI_SP_DYN_LE00_IN`; without it, the whole database. */
  readonly indicator?: string;
  readonly schema: TableSchema;
  /** Further filters, for example `{ REF_AREA: "MEX" }`. */
  readonly filters?: Readonly<Record<string, string>>;
  /** Default `https://data360api.worldbank.org`. */
  readonly base?: string;
}

/**
 * A table of World Bank Data360 in long form, every page of it: one answer holds at most 1,000 rows and says how many there are. Numbers
 * come as text and missing ones as null.
 *
 * The service does not say when a table was changed, and restates old years: every call reads the whole table, and the hash over its
 * records is the watermark by which an unchanged one is known. Ask for the recent years only with `filters: { timePeriodFrom: "2020" }`.
 */
export function dataBank(options: DataBankOptions): TableSource {
  const { database, indicator, schema, filters = {}, base = "https://data360api.worldbank.org", ...patience } = options;
  const url = `${base}/data360/data`;
  const name = indicator ?? database;
  return {
    name,
    host: getHost(url),
    fetch: async ({ watermark, log, onReport, signal } = {}) => {
      const records: Record<string, unknown>[] = [];
      let requests = 0;
      let count = Number.POSITIVE_INFINITY;
      while (records.length < count) {
        const query = { DATABASE_ID: database, ...(indicator !== undefined && { INDICATOR: indicator }), ...filters };
        const page = await fetchJson(`${url}?${new URLSearchParams({ ...query, skip: String(records.length) })}`, {
          ...patience,
          ...(signal && { signal }),
        });
        requests += page.requests;
        const answer = page.value as { readonly count?: unknown; readonly value?: unknown } | null;
        const rows = toRecords(answer?.value, url);
        count = Number(answer?.count);
        if (!Number.isInteger(count)) throw new FormatError(`dataBank: ${url} does not say how many rows ${name} has`);
        if (rows.length === 0 && records.length < count) {
          throw new FormatError(
            `dataBank: ${name} has ${count} rows and ${url} stops after ${records.length}; ask again`,
          );
        }
        records.push(...rows);
        log?.(`${name}: ${records.length} of ${count} rows`);
      }
      if (records.length === 0)
        throw new FormatError(`dataBank: ${url} has no rows for ${name}; check database and indicator`);
      const mark = `sha256:${contentHash(new TextEncoder().encode(JSON.stringify(records)))}`;
      if (mark === watermark) return { kind: "unchanged", watermark, requests };
      const frame = parseRecords(records, schema, {
        uri: `${url} ${name}`,
        extra: "ignore",
        ...(onReport && { onReport }),
      });
      return { kind: "rows", frame, watermark: mark, requests };
    },
  };
}
