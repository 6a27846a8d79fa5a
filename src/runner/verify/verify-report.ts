import { existsSync } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { checkOptionNames } from "../../core/check-option-names.js";
import { ArgumentError, FailedError, NotFoundError } from "../../core/errors.js";
import type { Json } from "../../core/json.js";
import { makeTemporaryFolder } from "../../files/make-temporary-folder.js";
import { type ComparedRecords, compareRecords } from "../../notebook/verify/compare-records.js";
import { notebookRecord, type PageRecord, readRecord } from "../../notebook/verify/page-record.js";
import { maskedNotebook } from "../export/masked-notebook.js";
import { readNotebook } from "../run/read-notebook.js";
import { runNotebook } from "../run/run-notebook.js";

/** How a page is verified. */
export interface VerifyReportOptions {
  /** Whether the notebook runs again; otherwise only the page's integrity is checked. @default true */
  readonly run?: boolean | undefined;
  /** The notebook. @default the path in the page's record, from `cwd` */
  readonly notebook?: string | undefined;
  /** Parameters of the run; they replace those of the page, such as masked secrets. */
  readonly parameters?: { readonly [name: string]: Json } | undefined;
  /** Largest relative difference of two numbers that count as equal. @default 1e-9 */
  readonly tolerance?: number | undefined;
  /** @default process.cwd() */
  readonly cwd?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called with lines about the run. */
  readonly log?: ((line: string) => void) | undefined;
}

/** What was found about a page. */
export interface ReportVerification extends ComparedRecords {
  readonly kind: "report-verification";
  readonly page: string;
  /**
   * `same`: every number is the page's; `tolerance`: some differ within the tolerance; `differs`: code, data or numbers
   * differ; `altered`: the page is not as it was exported; `intact`: it is, and nothing was run.
   */
  readonly verdict: "same" | "tolerance" | "differs" | "altered" | "intact";
  readonly record: PageRecord;
}

const usualTolerance = 1e-9;

/**
 * Verifies an exported page: that it is as it was exported, and that its notebook, run again with the page's
 * parameters, publishes the same numbers. The hash in the page finds accidents and careless edits; it is not a
 * signature.
 *
 * @throws FormatError for a page without a record, FailedError where the notebook fails.
 * @example (await verifyReport("reports/report.html")).verdict // "same"
 */
export async function verifyReport(path: string, options: VerifyReportOptions = {}): Promise<ReportVerification> {
  checkOptionNames("verifyReport", options, ["run", "notebook", "parameters", "tolerance", "cwd", "signal", "log"]);
  const { tolerance = usualTolerance, cwd = process.cwd(), run = true } = options;
  if (!(tolerance >= 0)) throw new ArgumentError(`verifyReport: tolerance: expected a number from 0, got ${tolerance}`);
  const { record, isIntact } = readRecord(await readPage(resolve(cwd, path), path), path);
  const none = { numbers: [], differences: [], versions: [] };
  const shared = { kind: "report-verification", page: path, record } as const;
  if (!run) return { ...shared, ...none, verdict: isIntact ? "intact" : "altered" };
  const compared = compareRecords(record, await runAgain(record, path, cwd, options), tolerance);
  return { ...shared, ...compared, verdict: isIntact ? getVerdict(compared) : "altered" };
}

async function readPage(path: string, given: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    throw new NotFoundError(`verify: cannot read ${given}: ${(cause as Error).message}; check the path`, { cause });
  }
}

async function runAgain(
  record: PageRecord,
  page: string,
  cwd: string,
  { notebook: given, parameters = {}, signal, log }: VerifyReportOptions,
): Promise<Omit<PageRecord, "page">> {
  const notebook = resolve(cwd, given ?? record.notebook);
  if (!existsSync(notebook)) {
    throw new NotFoundError(
      `verify: the notebook ${given ?? record.notebook} of ${page} is not in ${cwd}; name it with --notebook`,
    );
  }
  const folder = makeTemporaryFolder(join(tmpdir(), "cuaderno-verify-"), "verify");
  try {
    const output = join(folder, "executed.ipynb");
    const declared = { ...record.parameters, ...parameters };
    const result = await runNotebook(notebook, { output, parameters: declared, signal, log });
    if (result.status !== "ok" && result.status !== record.status) {
      throw new FailedError(`verify: the notebook of ${page} does not run: ${result.error?.message ?? result.status}`);
    }
    return notebookRecord(maskedNotebook(await readNotebook(output), notebook), notebook);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function getVerdict({ numbers, differences }: ComparedRecords): "same" | "tolerance" | "differs" {
  if (differences.length > 0 || numbers.some(({ verdict }) => verdict === "differs")) return "differs";
  return numbers.some(({ verdict }) => verdict === "tolerance") ? "tolerance" : "same";
}
