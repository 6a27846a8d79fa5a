import { checkOptionNames } from "../../core/check-option-names.js";
import { ArgumentError, FormatError } from "../../core/errors.js";
import type { FetchBytesOptions } from "../../http/fetch-bytes.js";
import { fetchJson, toRecords } from "../../http/fetch-json.js";
import { getHost } from "../../http/get-host.js";
import { redactUrl } from "../../http/redact-url.js";
import { parseRecords } from "../../table/formats/parse-records.js";
import { sourceNames, type TableSchema } from "../../table/schema/schema.js";
import {
  retryOptionNames,
  type SourceFetchOptions,
  type SourceRetryOptions,
  type TableSource,
  toRequestOptions,
} from "./table-source.js";
import { findNewRows, formatWatermark, parseWatermark } from "./watermark.js";

/** A dataset of a Socrata portal. */
export interface SocrataOptions extends SourceRetryOptions {
  /** Host of the portal, for example `data.cityofchicago.org`; also with `http://` or `https://`. */
  readonly domain: string;
  /** Identifier of the dataset, for example `ijzp-q8t2`. */
  readonly dataset: string;
  readonly schema: TableSchema;
  /** Condition in SoQL: `date >= '2024-01-01T00:00:00'`. */
  readonly where?: string | undefined;
  /** Columns by their names in the portal. @default the columns of the schema */
  readonly select?: readonly string[] | undefined;
  /** Application token; it is sent as a header and never shown. */
  readonly token?: string | undefined;
  /** Field that grows with every change, such as `updated_on`; later calls fetch only what is newer. */
  readonly watermarkField?: string | undefined;
  /** Number of rows of a request. @default 10,000 */
  readonly pageSize?: number | undefined;
}

const optionNames = ["domain", "dataset", "schema", "where", "select", "token", "watermarkField", "pageSize"];

/**
 * A table of a Socrata portal, with all its pages. The number of rows is requested first, so that a server with shorter
 * pages than requested, or one that stops early, cannot truncate the table. See `sqlTable` for the watermark.
 *
 * @throws ArgumentError for an unknown option or an invalid identifier.
 * @example socrata({ domain: "data.cityofchicago.org", dataset: "ijzp-q8t2", schema: crimes, watermarkField: "updated_on" })
 */
export function socrata(options: SocrataOptions): TableSource {
  checkOptionNames("socrata", options, [...optionNames, ...retryOptionNames]);
  const { domain, dataset } = options;
  if (!/^[a-z0-9]{4}-[a-z0-9]{4}$/.test(dataset)) {
    throw new ArgumentError(
      `socrata: dataset: expected an identifier like ijzp-q8t2, got ${JSON.stringify(dataset)}; copy it from the dataset's URL`,
    );
  }
  const url = `${/^https?:\/\//.test(domain) ? domain : `https://${domain}`}/resource/${dataset}.json`;
  const name = `${domain}/${dataset}`;
  return {
    name,
    host: getHost(url),
    fetch: async (fetchOptions = {}) => {
      const { schema, watermarkField } = options;
      const mark = watermarkField === undefined ? undefined : parseWatermark(fetchOptions.watermark);
      const { records: all, requests } = await fetchPages(url, name, options, mark?.value, fetchOptions);
      const records = mark === undefined ? all : withoutSeen(all, watermarkField ?? "", mark);
      const next = nextWatermark(all, watermarkField) ?? fetchOptions.watermark ?? null;
      if (mark !== undefined && records.length === 0) return { kind: "unchanged", watermark: next, requests };
      const { onReport } = fetchOptions;
      const frame = parseRecords(records, schema, {
        uri: redactUrl(url),
        extra: "ignore",
        onReport,
      });
      return { kind: "rows", frame, requests, watermark: next };
    },
  };
}

type PortalRecord = Record<string, unknown>;

async function fetchPages(
  url: string,
  name: string,
  options: SocrataOptions,
  since: string | undefined,
  { log, signal }: SourceFetchOptions,
): Promise<{ readonly records: readonly PortalRecord[]; readonly requests: number }> {
  const { where, watermarkField, token, pageSize = 10_000 } = options;
  const request: FetchBytesOptions = {
    ...toRequestOptions(options, signal, "socrata"),
    headers: token === undefined ? {} : { "X-App-Token": token },
  };
  const conditions = [
    ...(where === undefined ? [] : [where]),
    ...(since === undefined ? [] : [`${watermarkField} >= '${since.replaceAll("'", "''")}'`]),
  ];
  const $where = conditions.map((condition) => `(${condition})`).join(" AND ");
  const toUrl = (query: Readonly<Record<string, string>>): string =>
    `${url}?${new URLSearchParams({ ...query, ...($where !== "" && { $where }) })}`;
  const counted = await fetchJson(toUrl({ $select: "count(*) as count" }), request);
  const count = Number(toRecords(counted.value, url, "socrata")[0]?.count);
  if (!Number.isInteger(count)) {
    throw new FormatError(
      `socrata: ${redactUrl(url)}: expected the number of rows, got ${JSON.stringify(counted.value).slice(0, 80)}; try again later`,
    );
  }
  const fields = selectedFields(options);
  const records: PortalRecord[] = [];
  let { requests } = counted;
  while (records.length < count) {
    const $select = fields.length === 0 ? {} : { $select: fields.join(",") };
    const page = await fetchJson(
      toUrl({ ...$select, $order: ":id", $limit: String(pageSize), $offset: String(records.length) }),
      request,
    );
    requests += page.requests;
    const rows = toRecords(page.value, url, "socrata");
    if (rows.length === 0) {
      throw new FormatError(
        `socrata: ${redactUrl(url)} has ${count} rows, but its pages end after ${records.length}; try again`,
      );
    }
    addMissingFields(rows, page.headers.get("x-soda2-fields"));
    records.push(...rows);
    log?.(`${name}: ${records.length} of ${count} rows`);
  }
  return { records, requests };
}

/** The fields to request; none, which means all, when a column is optional or has several names. */
function selectedFields({ schema, select, watermarkField }: SocrataOptions): readonly string[] {
  if (select !== undefined) return select;
  const columns = Object.entries(schema.columns);
  const isExact = columns.every(([, spec]) => spec.optional !== true && (spec.otherSources ?? []).length === 0);
  if (!isExact) return [];
  const fields = columns.map(([name, spec]) => sourceNames(name, spec)[0] ?? name);
  return [...new Set([...fields, ...(watermarkField === undefined ? [] : [watermarkField])])];
}

/** The portal leaves empty fields out of its records; a header has the names of all fields. */
function addMissingFields(rows: PortalRecord[], header: string | null): void {
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

function withoutSeen(
  records: readonly PortalRecord[],
  field: string,
  mark: NonNullable<ReturnType<typeof parseWatermark>>,
): readonly PortalRecord[] {
  const isNew = findNewRows(recordsWith(records, field, mark.value), mark);
  let index = 0;
  return records.filter((record) => record[field] !== mark.value || isNew[index++] === true);
}

function nextWatermark(records: readonly PortalRecord[], field: string | undefined): string | undefined {
  if (field === undefined) return undefined;
  let greatest: string | undefined;
  for (const record of records) {
    const value = record[field];
    if (typeof value === "string" && (greatest === undefined || value > greatest)) greatest = value;
  }
  return greatest === undefined ? undefined : formatWatermark(greatest, recordsWith(records, field, greatest));
}

/** Records with a value, as strings that do not depend on the order of fields nor on empty ones. */
function recordsWith(records: readonly PortalRecord[], field: string, value: string): string[] {
  return records
    .filter((record) => record[field] === value)
    .map((record) =>
      JSON.stringify(
        Object.entries(record)
          .filter(([, cell]) => cell !== null)
          .sort(([one], [other]) => (one < other ? -1 : 1)),
      ),
    );
}
