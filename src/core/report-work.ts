/** What a function of the library did, for the run that it happens in. Values are plain data. */
export interface WorkReport {
  /** The function, such as `crossValidate`. */
  readonly caller: string;
  /** Prefix of its parameters and metrics, such as `cross_validation`. */
  readonly prefix: string;
  readonly params?: Readonly<Record<string, string | number | boolean | undefined>> | undefined;
  readonly metrics?: Readonly<Record<string, number>> | undefined;
  /** Values by step. */
  readonly series?: Readonly<Record<string, readonly number[]>> | undefined;
  /** A page, rendered where it is recorded. */
  readonly page?: object | undefined;
  readonly input?: ReportedInput | undefined;
}

/** A table that was read. */
export interface ReportedInput {
  readonly name: string;
  readonly source: string;
  readonly digest: string;
  readonly rowCount: number;
  /** Size of the files. */
  readonly bytes?: number | undefined;
  readonly columns: Readonly<Record<string, { readonly kind: string; readonly nullable: boolean }>>;
}

/** Gets a function that makes the report, to be called only when it is recorded. */
export type WorkObserver = (make: () => WorkReport) => void;

const observers = new Set<WorkObserver>();

/**
 * Reports what a function did to the observers of this process; without an observer no report is made. Pure functions
 * report in this way, without knowing of runs.
 *
 * @example reportWork(() => ({ caller: "crossValidate", prefix: "cross_validation", metrics: { rmse: 1 } }))
 */
export function reportWork(make: () => WorkReport): void {
  for (const observer of observers) observer(make);
}

/**
 * Adds an observer of `reportWork`; the returned function removes it.
 *
 * @example const stop = observeWork((make) => reports.push(make()));
 */
export function observeWork(observer: WorkObserver): () => void {
  observers.add(observer);
  return () => void observers.delete(observer);
}

/** Whether `reportWork` has observers, for work that only a report needs. */
export function isObserved(): boolean {
  return observers.size > 0;
}
