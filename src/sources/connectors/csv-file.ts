import { checkOptionNames } from "../../core/check-option-names.js";
import { fetchChanged } from "../../http/fetch-changed.js";
import { getHost } from "../../http/get-host.js";
import { type ParseCsvOptions, parseCsv } from "../../table/csv/parse-csv.js";
import type { TableSchema } from "../../table/schema/schema.js";
import { unzipEntry } from "../pull/unzip-entry.js";
import { retryOptionNames, type SourceRetryOptions, type TableSource, toRequestOptions } from "./table-source.js";

/** A CSV file at a URL. */
export interface CsvFileOptions extends SourceRetryOptions {
  readonly url: string;
  readonly schema: TableSchema;
  /** Name in errors and reports. @default the URL */
  readonly name?: string | undefined;
  /** End of the file's name in a zip archive, when the URL is one. */
  readonly entry?: string | undefined;
  /** Options of `parseCsv`; the encoding is detected by default, and reported. */
  readonly csv?: Pick<ParseCsvOptions, "delimiter" | "encoding" | "skipLines" | "extra" | "mode"> | undefined;
}

/**
 * A CSV file at a URL: plain, gzip, zstd or in a zip archive. Its ETag or modification date is the watermark, else the
 * hash of its bytes: a server that supports conditional requests does not send an unchanged file again.
 *
 * @throws ArgumentError for an unknown option.
 * @example csvFile({ url: "https://example.org/prices.csv.gz", schema: prices, csv: { delimiter: ";" } })
 */
export function csvFile(options: CsvFileOptions): TableSource {
  checkOptionNames("csvFile", options, ["url", "schema", "name", "entry", "csv", ...retryOptionNames]);
  const { url, schema, name = url, entry, csv = {} } = options;
  return {
    name,
    host: getHost(url),
    fetch: async ({ watermark, onReport, signal } = {}) => {
      const result = await fetchChanged(url, watermark, toRequestOptions(options, signal, "csvFile"));
      if (result.kind === "unchanged") return result;
      const { bytes, watermark: mark, requests } = result;
      const plain = entry === undefined ? bytes : await unzipEntry(bytes, entry, url);
      const frame = parseCsv(plain, schema, { ...csv, encoding: csv.encoding ?? "auto", uri: url, onReport });
      return { kind: "rows", frame, watermark: mark, requests };
    },
  };
}
