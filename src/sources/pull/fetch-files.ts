import { errorMessage } from "../../core/error-message.js";
import { InterruptedError } from "../../core/errors.js";
import { fetchChanged } from "../../http/fetch-changed.js";
import { getHost } from "../../http/get-host.js";
import { type SourceRetryOptions, toRequestOptions } from "../connectors/table-source.js";
import type { FetchOptions, FileOutcome } from "./pull-data.js";
import { type WorkLimits, workByHost } from "./work-by-host.js";

/**
 * Files from URLs, by name, for a publisher's `fetch`: only those that changed since they were pulled are sent, and a
 * file that fails does not stop the others.
 *
 * @example fetch: (options) => fetchFiles({ "prices.csv": "https://example.org/prices.csv" }, options)
 */
export async function fetchFiles(
  urls: Readonly<Record<string, string>>,
  { known, log, quick, signal, concurrency: chosen }: FetchOptions,
  { concurrency = 4, perHost, ...retries }: WorkLimits & SourceRetryOptions = {},
): Promise<ReadonlyMap<string, FileOutcome>> {
  const found = new Map<string, FileOutcome>();
  const request = toRequestOptions(
    { ...(quick && { retries: 0, timeoutMs: 10_000 }), ...retries },
    signal,
    "fetchFiles",
  );
  const fetchOne = async ([name, url]: readonly [string, string]): Promise<void> => {
    if (signal?.aborted) return;
    log(`${name}: requesting from ${getHost(url) ?? url}`);
    try {
      const result = await fetchChanged(url, known.get(name)?.mark, request);
      if (result.kind === "unchanged") found.set(name, { state: "unchanged" });
      else found.set(name, { state: "loaded", bytes: result.bytes, mark: result.watermark });
    } catch (error) {
      found.set(name, { state: "failed", reason: errorMessage(error) });
    }
    log(formatOutcome(name, found.get(name)));
  };
  // The user's number applies to a single host too.
  const limits = { concurrency: chosen ?? concurrency, perHost: chosen ?? perHost ?? 2 };
  await workByHost(Object.entries(urls), ([, url]) => getHost(url), fetchOne, "fetchFiles", limits);
  if (signal?.aborted) throw new InterruptedError("fetchFiles: stopped; start it again");
  return new Map(
    Object.keys(urls).flatMap((name) => {
      const outcome = found.get(name);
      return outcome === undefined ? [] : [[name, outcome] as const];
    }),
  );
}

function formatOutcome(name: string, outcome: FileOutcome | undefined): string {
  if (outcome?.state === "loaded") return `${name}: ${Math.ceil(outcome.bytes.length / 1000)} kB`;
  return outcome?.state === "failed" ? `${name}: failed: ${outcome.reason}` : `${name}: unchanged`;
}
