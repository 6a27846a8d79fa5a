import { ArgumentError } from "../core/errors.js";
import { driftPage } from "../drift/drift-page.js";
import type { DriftReportOptions } from "../drift/drift-report.js";
import { awsEnvironment } from "../host/aws-environment.js";
import { type Monitoring, type MonitorModelOptions, monitorModel } from "../pipeline/monitor-model.js";
import type { Page } from "../report/page/page.js";
import { renderPage } from "../report/page/render-page.js";
import { openStore } from "../store/open-store-with.js";
import { ambientRun, recordInAmbient, withoutRecords } from "../tracking/autolog/ambient-run.js";
import type { Run, Tracker } from "../tracking/tracker.js";
import { withinRun } from "../tracking/within-run.js";
import { logWindows, recordDrift } from "./record-drift.js";
import { toMetricKey } from "./to-metric-key.js";

/** What is watched, and where the result is recorded. */
export interface MonitorOptions
  extends MonitorModelOptions,
    Omit<DriftReportOptions, "target" | "prediction" | "referenceRmse" | "referenceScore"> {
  /**
   * Records the monitoring in a run: settings, drift and accuracy of each window, page and numbers.
   * @default that of the surrounding `withRun`, else nothing is recorded
   */
  readonly tracker?: Tracker | undefined;
  /** The run to record in; without it a run is started and ended. */
  readonly run?: Run | undefined;
  /** Experiment of that run. */
  readonly experiment?: string | undefined;
  /** Path or URI of the page, such as `reports/drift.html`. */
  readonly page?: string | undefined;
}

/** Drift and accuracy, with the page that shows them. */
export interface MonitorResult extends Monitoring {
  /** The page as data, for `show` and `renderPage`. */
  readonly report: Page;
  /** The run that it was recorded in. */
  readonly runId?: string | undefined;
}

/**
 * How the current rows differ from the reference rows, over all and window by window, against the same season too, with
 * the predictions and the accuracy of a model; recorded in the tracker and written as a page where these are given.
 *
 * @throws ArgumentError for columns that one side lacks, and without a time column.
 * @example
 * const watched = await monitor({ reference: train, current: newRows, model, tracker, page: "reports/drift.html" })
 */
export async function monitor(options: MonitorOptions): Promise<MonitorResult> {
  const { tracker, run, experiment, page } = options;
  if (run !== undefined && tracker === undefined) {
    throw new ArgumentError("monitor: run needs the tracker that it was started with; give tracker too");
  }
  const ambient = tracker === undefined ? ambientRun() : undefined;
  if (ambient !== undefined) {
    const { tracker: outer } = ambient;
    return await recordInAmbient(ambient, { caller: "monitor", name: "monitoring" }, (own) =>
      monitor({ ...options, tracker: outer, run: own }),
    );
  }
  const monitoring = withoutRecords(() => monitorModel(options));
  const report = monitoringPage(monitoring, options);
  const html = renderPage(report);
  if (page !== undefined) {
    const { store, key } = await openStore(page, { environment: awsEnvironment(), cwd: process.cwd() });
    await store.write(key, new TextEncoder().encode(html));
  }
  if (tracker === undefined) return { ...monitoring, report };
  const record = async (own: Run): Promise<string> => {
    await recordMonitoring(own, monitoring, html);
    return own.id;
  };
  const start = { name: "monitoring", experiment };
  const runId = run === undefined ? await withinRun(tracker, start, record) : await record(run);
  return { ...monitoring, report, runId };
}

function monitoringPage(monitoring: Monitoring, options: MonitorOptions): Page {
  const { title, referenceName, currentName, units, errorUnit, distributions, footer, model } = options;
  const { target, prediction, referenceScore, errors } = monitoring;
  const unit = model?.target?.unit;
  const known = Object.fromEntries(
    (model?.inputs ?? []).flatMap((input) => (input.unit ? [[input.name, input.unit]] : [])),
  );
  const ofTarget =
    unit === undefined || target === undefined ? {} : { [target]: unit, ...(errors && { prediction: unit }) };
  const compared = errors === undefined ? { referenceScore } : { referenceRmse: referenceScore };
  const names = { title, referenceName, currentName, distributions, footer, target, prediction };
  return driftPage(monitoring, {
    ...names,
    ...compared,
    units: { ...known, ...ofTarget, ...units },
    errorUnit: errorUnit ?? unit,
  });
}

async function recordMonitoring(run: Run, monitoring: Monitoring, html: string): Promise<void> {
  const { overTime, errors, scores, referenceScore } = monitoring;
  await recordDrift(run, monitoring, html);
  if (errors !== undefined) {
    await logWindows(
      run,
      overTime,
      "rmse",
      errors.windows.map(({ rmse }) => rmse),
    );
    await logWindows(
      run,
      overTime,
      "mean_absolute_error",
      errors.windows.map(({ mae }) => mae),
    );
  }
  if (scores !== undefined) await logWindows(run, overTime, scores.metric, scores.scores);
  const { change, estimated, domain } = monitoring;
  if (change !== undefined) await run.logMetrics({ mean_prediction_change: change.change });
  if (domain !== undefined) await run.logMetrics({ domain_roc_auc: domain.rocAuc });
  for (const name of Object.keys(estimated?.overall.estimated ?? {})) {
    const values = estimated?.windows.map((window) => window.estimated?.[name] ?? null) ?? [];
    await logWindows(run, overTime, `estimated.${toMetricKey(name)}`, values);
  }
  if (referenceScore !== undefined) await run.logMetrics({ reference_score: referenceScore });
  await run.logArtifact("monitoring.json", JSON.stringify({ schema: "cuaderno-monitoring/1", ...monitoring }));
}
