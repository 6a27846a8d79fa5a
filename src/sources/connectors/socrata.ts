import { ArgumentError, FormatError } from "../../core/errors.js";
import { getHost } from "../../http/fetch-bytes.js";
import { fetchJson, toRecords } from "../../http/fetch-json.js";
import { redactUrl } from "../../http/redact-url.js";
import { parseRecords } from "../../table/formats/parse-records.js";
import { sourceNames, type TableSchema } from "../../table/schema/schema.js";
import type { SourceRetryOptions, TableSource } from "./table-source.js";

/** A data set of a Socrata portal. */
export interface SocrataOptions extends SourceRetryOptions {
  /** Host of the portal, for example `data.cityofchicago.org`. */
  readonly domain: string;
  /** Identifier of the data set, for example `ijzp-q8t2`. */
  readonly dataset: string;
  readonly schema: TableSchema;
  /** Rows wanted, in SoQL: `date >= '2024-01-01T00:00:00'`. */
  readonly where?: string;
  /** Columns asked for, by their names in the portal; default all that the schema names. */
  readonly select?: readonly string[];
  /** Application token; it is sent as a header and never shown. */
  readonly token?: string;
  /** Field that grows with every change, such as `updated_on`; later calls fetch only what is newer. */
  readonly watermarkField?: string;
  /** Rows a request; default 10,000. */
  readonly pageSize?: number;
}

/**
 * A table of a Socrata portal, every page of it. The number of rows is asked first, so that a server which gives shorter pages than asked,
 * or stops in between, cannot cut the table short.
 */
export function socrata(options: SocrataOptions): TableSource {
  const { domain, dataset, schema, where, select, token, watermarkField, pageSize = 10_000, ...patience } = options;
  if (!/^[a-z0-9]{4}-[a-z0-9]{4}$/.test(dataset)) {
    throw new ArgumentError(`socrata: dataset ${JSON.stringify(dataset)} is no identifier like ijzp-q8t2`);
  }
  const base = `${/^https?:\/\//.test(domain) ? domain : `https://${domain}`}/resource/${dataset}.json`;
  const headers = token === undefined ? {} : { "X-App-Token": token };
  const named = Object.entries(schema.columns).flatMap(([name, spec]) =>
    spec.optional === true || (spec.otherSources ?? []).length > 0 ? [] : [sourceNames(name, spec)[0] ?? name],
  );
  const isWhole = named.length === Object.keys(schema.columns).length;
  const fields =
    select ?? (isWhole ? [...new Set([...named, ...(watermarkField === undefined ? [] : [watermarkField])])] : []);
  return {
    name: `${domain}/${dataset}`,
    host: getHost(base),
    fetch: async ({ watermark, log, onReport, signal } = {}) => {
      const asking = { ...patience, headers, ...(signal && { signal }) };
      const newer =
        watermarkField !== undefined && watermark ? [`${watermarkField} > '${watermark.replaceAll("'", "''")}'`] : [];
      const wanted = [...(where === undefined ? [] : [where]), ...newer].map((rule) => `(${rule})`).join(" AND ");
      const urlOf = (query: Readonly<Record<string, string>>): string =>
        `${base}?${new URLSearchParams({ ...query, ...(wanted !== "" && { $where: wanted }) })}`;
      const counted = await fetchJson(urlOf({ $select: "count(*) as count" }), asking);
      const count = Number(toRecords(counted.value, base)[0]?.count);
      if (!Number.isInteger(count)) {
        throw new FormatError(
          `socrata: ${redactUrl(base)} does not say how many rows it has: ${JSON.stringify(counted.value).slice(0, 80)}`,
        );
      }
      let { requests } = counted;
      if (count === 0 && newer.length > 0) return { kind: "unchanged", watermark: watermark ?? null, requests };
      const records: Record<string, unknown>[] = [];
      while (records.length < count) {
        const $select = fields.length === 0 ? {} : { $select: fields.join(",") };
        const page = await fetchJson(
          urlOf({ ...$select, $order: ":id", $limit: String(pageSize), $offset: String(records.length) }),
          asking,
        );
        requests += page.requests;
        const rows = toRecords(page.value, base);
        if (rows.length === 0) {
          throw new FormatError(
            `socrata: ${redactUrl(base)} has ${count} rows and stops after ${records.length}; ask again`,
          );
        }
        withAbsentFields(rows, page.headers.get("x-soda2-fields"));
        records.push(...rows);
        log?.(`${domain}/${dataset}: ${records.length} of ${count} rows`);
      }
      const frame = parseRecords(records, schema, {
        uri: redactUrl(base),
        extra: "ignore",
        ...(onReport && { onReport }),
      });
      return { kind: "rows", frame, requests, watermark: newest(records, watermarkField) ?? watermark ?? null };
    },
  };
}

/** The portal leaves empty fields out of its records; its header says which fields there are. */
function withAbsentFields(rows: Record<string, unknown>[], header: string | null): void {
  const first = rows[0];
  if (first === undefined || header === null) return;
  let fields: unknown;
  try {
    fields = JSON.parse(header);
  } catch {
    return;
  }
  if (!Array.isArray(fields)) return;
  for (const field of fields) if (typeof field === "string" && !(field in first)) first[field] = null;
}

function newest(records: readonly Record<string, unknown>[], field: string | undefined): string | undefined {
  if (field === undefined) return undefined;
  let last: string | undefined;
  for (const record of records) {
    const value = record[field];
    if (typeof value === "string" && (last === undefined || value > last)) last = value;
  }
  return last;
}
