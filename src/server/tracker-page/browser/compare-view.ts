import { type ComponentChild, h } from "preact";
import { useMemo } from "preact/hooks";
import type { ComparedRun } from "../page-data.js";
import { type Address, goTo, toHash, withSettings } from "./address.js";
import { type CompareData, Comparison, maxCurves } from "./compare-table.js";
import { CurveChart, lineColor } from "./curve-chart.js";
import { CurveTools, readCurveSettings } from "./curve-tools.js";
import { toRunName } from "./format-value.js";
import { useKeys, useLoaded, useSame } from "./hooks.js";
import { loadingText } from "./loading-text.js";
import { type PageSource, toPoints } from "./page-source.js";
import { ParallelCoordinates } from "./parallel-coordinates.js";
import { differs, getKeys, keyColumn, rankMetrics, toTableRun } from "./run-columns.js";
import { ScatterSection } from "./scatter-plot.js";

/** Chosen runs side by side: differences first, then curves, scatter and parallel coordinates. */
export function CompareView({
  source,
  address,
}: {
  readonly source: PageSource;
  readonly address: Address;
}): ComponentChild {
  const ids = [...new Set(address.query.getAll("run"))];
  const same = useSame<CompareData>();
  const { value, error } = useLoaded<CompareData>(
    `compare ${ids.join(" ")}`,
    async () => {
      const runs = await source.compare(ids);
      const metrics = [...new Set(runs.flatMap(({ run }) => Object.keys(run.metrics)))];
      const drawn = runs.slice(0, maxCurves).map(({ run }) => run.id);
      return same({ runs, history: await source.history(drawn, metrics.slice(0, 200), 1_000) });
    },
    (data) =>
      source.offline === undefined && data?.runs.some(({ run }) => run.status === "running") ? 3_000 : undefined,
  );
  const change = (changes: Parameters<typeof withSettings>[1]): void =>
    goTo(toHash("compare", "", withSettings(address.query, changes)), { replace: true });
  const all = address.query.get("all") === "1";
  useKeys((key) => {
    if (key === "d") change({ all: all ? undefined : "1" });
  });
  // While other runs are loaded, those that were shown before are not of this comparison.
  const shown = value?.runs.filter(({ run }) => ids.includes(run.id)) ?? [];
  const data = value === undefined || shown.length < ids.length ? undefined : { ...value, runs: shown };
  return h(
    "article",
    { class: "compare-view" },
    h("h1", null, ids.length < 2 ? "Compare runs" : `${ids.length} runs compared`),
    ids.length < 2
      ? h("p", { class: "empty" }, "Select two or more runs in the table, then compare them.")
      : data === undefined
        ? loadingText(error)
        : [
            h(Comparison, { key: "table", data, all, change }),
            h(OverlaidCurves, { key: "curves", data, address, change }),
            h(VaryingCharts, { key: "charts", data, address, change }),
          ],
  );
}

interface OverlaidProps {
  readonly data: CompareData;
  readonly address: Address;
  change(changes: Parameters<typeof withSettings>[1]): void;
}

function OverlaidCurves({ data: { runs, history }, address, change }: OverlaidProps): ComponentChild {
  const settings = readCurveSettings(address.query);
  const drawn = runs.slice(0, maxCurves);
  const names = toUniqueNames(drawn);
  const keys = [...new Set(drawn.flatMap(({ run }) => Object.keys(history[run.id] ?? {})))].sort();
  const curves = keys.filter((key) => drawn.some(({ run }) => (history[run.id]?.[key]?.count ?? 0) > 1));
  if (curves.length === 0) return null;
  const shown = address.query.get("curves") === "all" ? curves : curves.slice(0, 12);
  return h(
    "section",
    { "aria-labelledby": "curves" },
    h("h2", { id: "curves" }, "Curves"),
    h(CurveTools, { settings, change }),
    runs.length > maxCurves ? h("p", { class: "muted" }, `Curves of the first ${maxCurves} runs.`) : null,
    h(
      "ul",
      { class: "legend" },
      drawn.map(({ run }, index) =>
        h("li", { key: run.id }, h("span", { class: "swatch", style: { background: lineColor(index) } }), names[index]),
      ),
    ),
    h(
      "div",
      { class: "curves" },
      shown.map((key) =>
        h(CurveChart, {
          key,
          title: key,
          settings,
          height: 240,
          curves: drawn.flatMap(({ run }, index) => {
            const series = history[run.id]?.[key];
            if (series === undefined) return [];
            return [{ label: names[index] ?? "", color: index, points: toPoints(series), startTime: run.startTime }];
          }),
        }),
      ),
    ),
    shown.length < curves.length
      ? h("button", { type: "button", onClick: () => change({ curves: "all" }) }, `Show all ${curves.length} curves`)
      : null,
  );
}

/** Names of runs; those with the name of another have a part of their id. */
function toUniqueNames(runs: readonly ComparedRun[]): string[] {
  const names = runs.map(({ run }) => toRunName(run));
  return names.map((name, index) =>
    names.indexOf(name) === names.lastIndexOf(name) ? name : `${name} ${runs[index]?.run.id.slice(0, 6)}`,
  );
}

/** Scatter and parallel coordinates over the parameters and metrics that vary. */
function VaryingCharts({ data, address, change }: OverlaidProps): ComponentChild {
  const runs = useMemo(() => data.runs.map(({ run }) => toTableRun(run)), [data.runs.map(({ run }) => run.id).join()]);
  const varying = useMemo(() => {
    const of = (kind: "param" | "metric", keys: readonly string[]) =>
      keys.map((key) => keyColumn(kind, key)).filter((column) => differs(column, runs));
    const hasCurve = (key: string): boolean =>
      Object.values(data.history).some((series) => (series[key]?.count ?? 0) > 1);
    const ranked = rankMetrics(runs);
    const metrics = [...ranked.slice(0, 12).filter(hasCurve), ...ranked];
    return { params: of("param", getKeys(runs, "params")), metrics: of("metric", [...new Set(metrics)]) };
  }, [runs]);
  const columns = [...varying.params, ...varying.metrics];
  if (columns.length < 2) return null;
  return h(
    "div",
    null,
    h(ScatterSection, { runs, columns, address, change }),
    h(ParallelCoordinates, { runs, params: varying.params, metrics: varying.metrics, address, change }),
  );
}
