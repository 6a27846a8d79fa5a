import { FormatError } from "../core/errors.js";
import { parseRecords } from "../table/parse-records.js";
import type { TableSchema } from "../table/schema.js";
import { shown } from "./fetch-bytes.js";
import { fetchJson, recordsOf } from "./fetch-json.js";
import type { SourcePatience, TableSource } from "./table-source.js";

/** An indicator of the classic World Bank API. */
export interface WorldBankOptions extends SourcePatience {
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

/** An indicator from the classic World Bank API, every page of it; its refusals, which come as good answers, are errors here. */
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
    fetch: async ({ notice, onReport, signal } = {}) => {
      const records: Record<string, unknown>[] = [];
      let requests = 0;
      let pages = 1;
      let total = 0;
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
          message,
        } = (head ?? {}) as { pages?: unknown; total?: unknown; message?: unknown };
        if (message !== undefined || !Number.isInteger(Number(last))) {
          throw new FormatError(
            `worldBank: ${shown(url)} refuses: ${JSON.stringify(message ?? page.value).slice(0, 160)}`,
          );
        }
        pages = Number(last);
        total = Number(all);
        records.push(...recordsOf(rows ?? [], url).map(flattened));
        notice?.(`${indicator}: page ${number} of ${pages}`);
      }
      if (records.length !== total || total === 0) {
        throw new FormatError(`worldBank: ${shown(url)} has ${total} rows and gave ${records.length}; ask again`);
      }
      const frame = parseRecords(records, schema, {
        place: shown(url),
        extra: "ignore",
        ...(onReport && { onReport }),
      });
      return { kind: "rows", frame, watermark: null, requests };
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
