import { FormatError } from "../../core/errors.js";
import { getHost } from "../../http/fetch-bytes.js";
import { fetchJson, toRecords } from "../../http/fetch-json.js";
import { redactUrl } from "../../http/redact-url.js";
import { parseRecords } from "../../table/formats/parse-records.js";
import type { TableSchema } from "../../table/schema/schema.js";
import type { SourceRetryOptions, TableSource } from "./table-source.js";

/** An indicator of the classic World Bank API. */
export interface WorldBankOptions extends SourceRetryOptions {
  /** For example `SP.DYN.LE00.IN`. */
  readonly indicator: string;
  /** Inner fields go by `country.id`, `country.value`, `indicator.id`; the others are `countryiso3code`, `date`, `value`. */
  readonly schema: TableSchema;
  /** Default `all`, which holds groups of countries too. */
  readonly country?: string;
  /** Years, for example `1990:2020`. */
  readonly date?: string;
  /** Default `https://api.worldbank.org`. */
  readonly base?: string;
  /** Rows a request; default 1,000. */
  readonly pageSize?: number;
}

/**
 * An indicator from the classic World Bank API, every page of it; its refusals, which come as good answers, are errors here.
 *
 * The day of its last update and the number of observations are the watermark: asked again, one page tells that nothing has changed.
 */
export function worldBank(options: WorldBankOptions): TableSource {
  const {
    indicator,
    schema,
    country = "all",
    date,
    base = "https://api.worldbank.org",
    pageSize = 1_000,
    ...patience
  } = options;
  const url = `${base}/v2/country/${encodeURIComponent(country)}/indicator/${encodeURIComponent(indicator)}`;
  return {
    name: indicator,
    host: getHost(url),
    fetch: async ({ watermark, log, onReport, signal } = {}) => {
      const records: Record<string, unknown>[] = [];
      let requests = 0;
      let pages = 1;
      let total = 0;
      let updated: string | null = null;
      for (let number = 1; number <= pages; number++) {
        const query = {
          format: "json",
          per_page: String(pageSize),
          page: String(number),
          ...(date !== undefined && { date }),
        };
        const page = await fetchJson(`${url}?${new URLSearchParams(query)}`, {
          ...patience,
          ...(signal && { signal }),
        });
        requests += page.requests;
        const [head, rows] = Array.isArray(page.value) ? (page.value as readonly unknown[]) : [];
        const {
          pages: last,
          total: all,
          lastupdated,
          message,
        } = (head ?? {}) as { pages?: unknown; total?: unknown; lastupdated?: unknown; message?: unknown };
        if (message !== undefined || !Number.isInteger(Number(last))) {
          throw new FormatError(
            `worldBank: ${redactUrl(url)} refuses: ${JSON.stringify(message ?? page.value).slice(0, 160)}`,
          );
        }
        const mark = typeof lastupdated === "string" ? `${lastupdated} ${all}` : null;
        if (number === 1 && mark !== null && mark === watermark) return { kind: "unchanged", watermark, requests };
        if (number > 1 && mark !== updated) {
          throw new FormatError(`worldBank: ${redactUrl(url)} was updated while it was read; ask again`);
        }
        updated = mark;
        pages = Number(last);
        total = Number(all);
        records.push(...toRecords(rows ?? [], url).map(flattened));
        log?.(`${indicator}: page ${number} of ${pages}`);
      }
      if (records.length !== total || total === 0) {
        throw new FormatError(`worldBank: ${redactUrl(url)} has ${total} rows and gave ${records.length}; ask again`);
      }
      const frame = parseRecords(records, schema, {
        uri: redactUrl(url),
        extra: "ignore",
        ...(onReport && { onReport }),
      });
      return { kind: "rows", frame, watermark: updated, requests };
    },
  };
}

function flattened(record: Record<string, unknown>): Record<string, unknown> {
  const flat: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(record)) {
    if (typeof value !== "object" || value === null) flat[name] = value;
    else for (const [inner, cell] of Object.entries(value)) flat[`${name}.${inner}`] = cell;
  }
  return flat;
}
