import { checkOptionNames } from "../../core/check-option-names.js";
import { FormatError } from "../../core/errors.js";
import type { FetchBytesOptions } from "../../http/fetch-bytes.js";
import { fetchJson, toRecords } from "../../http/fetch-json.js";
import { getHost } from "../../http/get-host.js";
import { redactUrl } from "../../http/redact-url.js";
import { parseRecords } from "../../table/formats/parse-records.js";
import type { TableSchema } from "../../table/schema/schema.js";
import { retryOptionNames, type SourceRetryOptions, type TableSource, toRequestOptions } from "./table-source.js";

/** An indicator of the classic World Bank API. */
export interface WorldBankOptions extends SourceRetryOptions {
  /** For example `SP.DYN.LE00.IN`. */
  readonly indicator: string;
  /**
   * Names of nested fields are `country.id`, `country.value`, `indicator.id`; the others are `countryiso3code`, `date`,
   * `value`.
   */
  readonly schema: TableSchema;
  /** Country code; `all` includes groups of countries. @default "all" */
  readonly country?: string | undefined;
  /** Years, for example `1990:2020`. */
  readonly date?: string | undefined;
  /** Base URL of the service. @default "https://api.worldbank.org" */
  readonly base?: string | undefined;
  /** Number of rows of a request. @default 1,000 */
  readonly pageSize?: number | undefined;
}

/**
 * An indicator of the classic World Bank API, with all its pages. The API reports errors with status 200; they are
 * errors here.
 *
 * The date of the last update and the number of observations are the watermark: for an unchanged indicator, one page is
 * requested.
 *
 * @throws ArgumentError for an unknown option.
 * @example worldBank({ indicator: "SP.DYN.LE00.IN", schema: observations, date: "1990:2020" })
 */
export function worldBank(options: WorldBankOptions): TableSource {
  checkOptionNames("worldBank", options, [
    ...["indicator", "schema", "country", "date", "base", "pageSize"],
    ...retryOptionNames,
  ]);
  const { indicator, schema, country = "all", date, base = "https://api.worldbank.org", pageSize = 1_000 } = options;
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
        const query = { format: "json", per_page: String(pageSize), page: String(number), ...(date && { date }) };
        const page = await fetchPage(
          `${url}?${new URLSearchParams(query)}`,
          url,
          toRequestOptions(options, signal, "worldBank"),
        );
        requests += page.requests;
        if (number === 1 && page.mark !== null && page.mark === watermark) {
          return { kind: "unchanged", watermark, requests };
        }
        if (number > 1 && page.mark !== updated) {
          throw new FormatError(`worldBank: ${redactUrl(url)} was updated between two pages; try again`);
        }
        updated = page.mark;
        ({ pages, total } = page);
        records.push(...page.records);
        log?.(`${indicator}: page ${number} of ${pages}`);
      }
      if (records.length !== total || total === 0) {
        throw new FormatError(`worldBank: ${redactUrl(url)}: expected ${total} rows, got ${records.length}; try again`);
      }
      const frame = parseRecords(records, schema, {
        uri: redactUrl(url),
        extra: "ignore",
        onReport,
      });
      return { kind: "rows", frame, watermark: updated, requests };
    },
  };
}

interface Page {
  readonly records: readonly Record<string, unknown>[];
  readonly pages: number;
  readonly total: number;
  /** Date of the last update and number of rows; null when the API has no date. */
  readonly mark: string | null;
  readonly requests: number;
}

async function fetchPage(pageUrl: string, url: string, options: FetchBytesOptions): Promise<Page> {
  const { value, requests } = await fetchJson(pageUrl, options);
  const [head, rows] = Array.isArray(value) ? (value as readonly unknown[]) : [];
  const { pages, total, lastupdated, message } = (head ?? {}) as Readonly<Record<string, unknown>>;
  if (message !== undefined || !Number.isInteger(Number(pages))) {
    throw new FormatError(
      `worldBank: ${redactUrl(url)} reports an error: ${JSON.stringify(message ?? value).slice(0, 160)}; check the indicators and countries`,
    );
  }
  return {
    records: toRecords(rows ?? [], url, "worldBank").map(flatten),
    pages: Number(pages),
    total: Number(total),
    mark: typeof lastupdated === "string" ? `${lastupdated} ${total}` : null,
    requests,
  };
}

function flatten(record: Record<string, unknown>): Record<string, unknown> {
  const flat: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(record)) {
    if (typeof value !== "object" || value === null) flat[name] = value;
    else for (const [inner, cell] of Object.entries(value)) flat[`${name}.${inner}`] = cell;
  }
  return flat;
}
