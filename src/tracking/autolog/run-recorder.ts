import { errorMessage } from "../../core/error-message.js";
import type { ReportedInput, WorkReport } from "../../core/report-work.js";
import type { Page } from "../../report/page/page.js";
import type { ParamValue, Run, RunInput } from "../tracker.js";

/** Reports of one function that a run records; a loop of hundreds would hide what the program logs itself. */
const maxReports = 10;

/** Inputs wait for the program, which may log the same ones with its names. */
const inputDelayMs = 1_000;

/**
 * Writes reports of the library's functions to a run, one after the other. An error in it is passed to `onError` and
 * never ends the work; values that the program logs itself are not replaced.
 */
export class RunRecorder {
  readonly #run: Run;
  readonly #onError: (message: string) => void;
  readonly #counts = new Map<string, number>();
  readonly #claimed = new Set<string>();
  readonly #logged: RunInput[] = [];
  #inputs: ReportedInput[] = [];
  #pending: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;

  constructor(run: Run, onError: (message: string) => void) {
    this.#run = run;
    this.#onError = onError;
  }

  /** The run, with a record of the inputs that the program logs. */
  watched(): Run {
    return {
      ...this.#run,
      logInput: async (input) => {
        this.#logged.push(input);
        await this.#run.logInput(input);
      },
    };
  }

  /** The run, whose errors are passed to `onError` instead of thrown. */
  lenient(run: Run): Run {
    const attempt = async (write: Promise<void>): Promise<void> => {
      await write.catch((thrown) => this.#onError(errorMessage(thrown)));
    };
    return {
      ...run,
      logParams: (params) => attempt(run.logParams(params)),
      logMetrics: (metrics, options) => attempt(run.logMetrics(metrics, options)),
      logMetricHistory: (key, points) => attempt(run.logMetricHistory(key, points)),
      setTags: (tags) => attempt(run.setTags(tags)),
      logArtifact: (path, content) => attempt(run.logArtifact(path, content)),
    };
  }

  record(report: WorkReport): void {
    if (report.input !== undefined) {
      this.#inputs.push(report.input);
      this.#timer ??= setTimeout(() => this.#logInputs(), inputDelayMs).unref();
      return;
    }
    const count = (this.#counts.get(report.caller) ?? 0) + 1;
    this.#counts.set(report.caller, count);
    if (count > maxReports) return;
    const prefix = count === 1 ? report.prefix : `${report.prefix}_${count}`;
    this.add(() => logReport(this.#run, prefix, report));
  }

  /** Whether no search or monitoring of this kind was recorded in the run before. */
  claim(caller: string): boolean {
    if (this.#claimed.has(caller)) return false;
    this.#claimed.add(caller);
    return true;
  }

  /** Writes after what is being written. */
  add(write: () => Promise<void>): void {
    this.#pending = this.#pending.then(write).catch((thrown) => this.#onError(errorMessage(thrown)));
  }

  /** Everything is written afterwards. */
  async flush(): Promise<void> {
    this.#logInputs();
    const dropped = [...this.#counts].filter(([, count]) => count > maxReports);
    if (dropped.length > 0) {
      const text = dropped.map(([caller, count]) => `${caller}: ${count - maxReports} of ${count}`).join(", ");
      this.add(() => this.#run.setTags({ "cuaderno.autolog.left_out": text }));
    }
    await this.#pending;
  }

  #logInputs(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const inputs = new Map(this.#inputs.map((input) => [`${input.source} ${input.digest}`, input]));
    this.#inputs = [];
    for (const input of inputs.values()) {
      this.add(async () => {
        if (!this.#logged.some((other) => isSameInput(other, input))) await this.watched().logInput(toRunInput(input));
      });
    }
  }
}

function isSameInput(logged: RunInput, { source, digest }: ReportedInput): boolean {
  return logged.source === source || logged.digest.startsWith(digest) || digest.startsWith(logged.digest);
}

async function logReport(run: Run, prefix: string, { params, metrics, series, page }: WorkReport): Promise<void> {
  const known = Object.entries(params ?? {}).flatMap(([name, value]) =>
    value === undefined ? [] : [[`${prefix}.${name}`, shorten(value)] as const],
  );
  await run.logParams(Object.fromEntries(known));
  await run.logMetrics(
    Object.fromEntries(Object.entries(metrics ?? {}).map(([name, value]) => [`${prefix}.${toKey(name)}`, value])),
  );
  for (const [name, values] of Object.entries(series ?? {})) {
    await run.logMetricHistory(`${prefix}.${toKey(name)}`, values);
  }
  if (page === undefined) return;
  const { renderPage } = await import("../../report/page/render-page.js");
  await run.logArtifact(`${prefix}.html`, renderPage(page as Page));
}

function shorten(value: ParamValue): ParamValue {
  return typeof value === "string" ? value.slice(0, 500) : value;
}

/** Names of models and columns may have any characters. */
function toKey(name: string): string {
  return name.replace(/[^\w.\- /]/g, "_").replaceAll(" ", "_");
}

const mlflowTypes: Readonly<Record<string, string>> = { number: "double", integer: "long", datetime: "datetime" };

/** The input with its schema in the form of MLflow's page. */
function toRunInput({ name, source, digest, rowCount, bytes, columns }: ReportedInput): RunInput {
  const schema = Object.entries(columns).map(([column, { kind, nullable }]) => ({
    type: kind === "boolean" ? "boolean" : (mlflowTypes[kind] ?? "string"),
    name: column,
    required: !nullable,
  }));
  return {
    ...{ name, source, digest },
    context: "input",
    schema: JSON.stringify({ mlflow_colspec: schema }),
    profile: JSON.stringify({ num_rows: rowCount, bytes }),
  };
}
