import { useEffect, useRef, useState } from "preact/hooks";
import type { HistoryReply } from "../page-data.js";
import type { PageSource } from "./page-source.js";
import type { RunColumn, TableRun } from "./run-columns.js";

/** Points of a small line. */
const trendPoints = 24;

/** Small lines of the metrics of the visible runs; those of runs that write are loaded again. */
export function useTrends(
  source: PageSource,
  runs: readonly TableRun[],
  visible: readonly string[],
  columns: readonly RunColumn[],
): HistoryReply {
  const [trends, setTrends] = useState<HistoryReply>({});
  const loadedStates = useRef(new Map<string, string>());
  const metrics = [...new Set(columns.filter(({ kind }) => kind === "metric").map(({ key }) => key))].slice(0, 12);
  useEffect(() => {
    const shown = new Set(visible);
    const byId = new Map(runs.flatMap(({ record }) => (shown.has(record.id) ? [[record.id, record] as const] : [])));
    const state = (id: string): string => `${metrics.join("\n")} ${JSON.stringify(byId.get(id)?.metrics)}`;
    const missing = visible.filter((id) => byId.has(id) && loadedStates.current.get(id) !== state(id));
    if (missing.length === 0 || metrics.length === 0) return;
    const timer = setTimeout(() => {
      for (const id of missing) loadedStates.current.set(id, state(id));
      source.history(missing, metrics, trendPoints).then(
        (reply) => setTrends((before) => ({ ...before, ...reply })),
        () => undefined,
      );
    }, 0);
    return () => clearTimeout(timer);
  }, [runs, visible.join(" "), metrics.join("\n")]);
  return trends;
}
