import { errorMessage } from "../../core/error-message.js";
import { InterruptedError } from "../../core/errors.js";
import { getHost } from "../../http/fetch-bytes.js";
import { fetchChanged } from "../../http/fetch-changed.js";
import type { SourceRetryOptions } from "../connectors/table-source.js";
import type { FetchOptions, FileOutcome } from "./pull-data.js";
import { type WorkLimits, workByHost } from "./work-by-host.js";

/**
 * Files from their addresses, by name, for a publisher's `fetch`: only those that have changed since they were pulled are sent, one after
 * the other or some at once, and a file that fails does not stop the others.
 */
export async function fetchFiles(
  addresses: Readonly<Record<string, string>>,
  { known, log, quick, signal, concurrency: wanted }: FetchOptions,
  { concurrency = 4, perHost, ...patience }: WorkLimits & SourceRetryOptions = {},
): Promise<ReadonlyMap<string, FileOutcome>> {
  const found = new Map<string, FileOutcome>();
  const asking = { ...(quick && { retries: 0, timeoutMs: 10_000 }), ...patience, ...(signal && { signal }) };
  const fetchOne = async ([name, url]: readonly [string, string]): Promise<void> => {
    if (signal?.aborted) return;
    log(`${name}: asking ${getHost(url) ?? url}`);
    try {
      const answer = await fetchChanged(url, known.get(name)?.mark, asking);
      if (answer.kind === "unchanged") found.set(name, { state: "unchanged" });
      else found.set(name, { state: "loaded", bytes: answer.bytes, mark: answer.watermark });
    } catch (error) {
      found.set(name, { state: "failed", reason: errorMessage(error) });
    }
    log(line(name, found.get(name)));
  };
  // Who says how many at once means it of one host too.
  const limits = { concurrency: wanted ?? concurrency, perHost: wanted ?? perHost ?? 2 };
  await workByHost(Object.entries(addresses), ([, url]) => getHost(url), fetchOne, "fetchFiles", limits);
  if (signal?.aborted) throw new InterruptedError("fetchFiles: stopped");
  return new Map(
    Object.keys(addresses).flatMap((name) => {
      const outcome = found.get(name);
      return outcome === undefined ? [] : [[name, outcome] as const];
    }),
  );
}

function line(name: string, outcome: FileOutcome | undefined): string {
  if (outcome?.state === "loaded") return `${name}: ${Math.ceil(outcome.bytes.length / 1000)} kB`;
  return outcome?.state === "failed" ? `${name}: failed: ${outcome.reason}` : `${name}: unchanged`;
}
