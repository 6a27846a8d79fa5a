import { checkOptionNames } from "../../core/check-option-names.js";
import { contentHash } from "../../core/content-hash.js";
import { FormatError } from "../../core/errors.js";
import { fetchJson, toRecords } from "../../http/fetch-json.js";
import { getHost } from "../../http/get-host.js";
import { parseRecords } from "../../table/formats/parse-records.js";
import type { TableSchema } from "../../table/schema/schema.js";
import { retryOptionNames, type SourceRetryOptions, type TableSource, toRequestOptions } from "./table-source.js";

/** A table of World Bank Data360. */
export interface DataBankOptions extends SourceRetryOptions {
  /** For example `WB_WDI`. */
  readonly database: string;
  /** For example `WB_WDI_SP_DYN_LE00_IN`. @default the full database */
  readonly indicator?: string | undefined;
  readonly schema: TableSchema;
  /** Other filters, for example `{ REF_AREA: "MEX" }`. */
  readonly filters?: Readonly<Record<string, string>> | undefined;
  /** Base URL of the service. @default "https://data360api.worldbank.org" */
  readonly base?: string | undefined;
}

/**
 * A table of World Bank Data360 in long form, with all its pages: a response has at most 1,000 rows and the total
 * number of rows. Numbers are strings, missing ones null.
 *
 * The service has no date of the last change and restates old years: every call reads the full table, and the hash of
 * its records is the watermark. Request only recent years with `filters: { timePeriodFrom: "2020" }`.
 *
 * @throws ArgumentError for an unknown option.
 * @example dataBank({ database: "WB_WDI", indicator: "WB_WDI_SP_DYN_LE00_IN", schema: observations })
 */
export function dataBank(options: DataBankOptions): TableSource {
  checkOptionNames("dataBank", options, [
    ...["database", "indicator", "schema", "filters", "base"],
    ...retryOptionNames,
  ]);
  const { database, indicator, schema, filters = {}, base = "https://data360api.worldbank.org" } = options;
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
        const page = await fetchJson(
          `${url}?${new URLSearchParams({ ...query, skip: String(records.length) })}`,
          toRequestOptions(options, signal, "dataBank"),
        );
        requests += page.requests;
        const body = page.value as { readonly count?: unknown; readonly value?: unknown } | null;
        const rows = toRecords(body?.value, url, "dataBank");
        count = Number(body?.count);
        if (!Number.isInteger(count)) {
          throw new FormatError(
            `dataBank: ${url}: expected the number of rows of ${name} as count, got ${body?.count}; try again later`,
          );
        }
        if (rows.length === 0 && records.length < count) {
          throw new FormatError(
            `dataBank: ${name} at ${url} has ${count} rows, but its pages end after ${records.length}; try again`,
          );
        }
        records.push(...rows);
        log?.(`${name}: ${records.length} of ${count} rows`);
      }
      if (records.length === 0) {
        throw new FormatError(`dataBank: no rows of ${name} at ${url}; check database and indicator`);
      }
      const mark = `sha256:${contentHash(new TextEncoder().encode(JSON.stringify(records)))}`;
      if (mark === watermark) return { kind: "unchanged", watermark, requests };
      const frame = parseRecords(records, schema, {
        uri: `${url} ${name}`,
        extra: "ignore",
        onReport,
      });
      return { kind: "rows", frame, watermark: mark, requests };
    },
  };
}
