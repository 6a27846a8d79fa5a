import { type ComponentChild, h } from "preact";
import type { HistoryReply, RunReply } from "../page-data.js";
import { type Address, goTo, toHash, withSettings } from "./address.js";
import { ArtifactList } from "./artifact-list.js";
import { CurveChart } from "./curve-chart.js";
import { CurveTools, readCurveSettings } from "./curve-tools.js";
import { formatDuration, formatTime, formatValue, runDuration, toRunName } from "./format-value.js";
import { useLoaded, useSame } from "./hooks.js";
import { loadingText } from "./loading-text.js";
import { nestedRuns } from "./nested-runs.js";
import { type PageSource, toPoints, toRecord } from "./page-source.js";
import { lineage, tagTable } from "./run-lineage.js";
import { scrollTable } from "./scroll-table.js";
import { StudySection } from "./study-section.js";

/** Points of a curve. */
const curvePoints = 1_000;

/** Curves that are drawn at first. */
const maxCurves = 24;

interface RunPageData {
  readonly reply: RunReply;
  readonly history: HistoryReply;
}

/** Everything about a run. */
export function RunView({
  source,
  address,
}: {
  readonly source: PageSource;
  readonly address: Address;
}): ComponentChild {
  const same = useSame<RunPageData>();
  const { value, error } = useLoaded<RunPageData>(
    `run ${address.id}`,
    async () => {
      const reply = await source.run(address.id);
      const metrics = Object.keys(reply.run.metrics);
      return same({ reply, history: await source.history([reply.run.id], metrics, curvePoints) });
    },
    (data) => (source.offline === undefined && data?.reply.run.status === "running" ? 2_000 : undefined),
  );
  if (value === undefined) {
    return h("article", null, h("h1", null, `Run ${address.id.slice(0, 8)}`), loadingText(error));
  }
  const { reply, history } = value;
  const run = toRecord(reply.run);
  const change = (changes: Readonly<Record<string, string | undefined>>): void =>
    goTo(toHash("run", address.id, withSettings(address.query, changes)), { replace: true });
  return h(
    "article",
    { class: "run-view" },
    h("h1", null, h("bdi", null, toRunName(run)), " ", h("span", { class: `status ${run.status}` }, run.status)),
    h(
      "p",
      { class: "muted" },
      h("a", { href: toHash("runs", "", new URLSearchParams({ experiment: run.experimentId })) }, run.experiment),
      ` · ${formatTime(run.startTime)} · ${formatDuration(runDuration(run)) || (run.status === "running" ? "still running" : "no end recorded")} · ${run.tags["mlflow.user"] ?? "unknown user"} · `,
      h("code", null, run.id),
    ),
    reply.parent === undefined
      ? null
      : h("p", null, "Nested in ", h("a", { href: toHash("run", reply.parent.id) }, toRunName(reply.parent))),
    // The server makes it safe, and the policy of the page lets no script of it run.
    reply.noteHtml === undefined
      ? null
      : h("div", { class: "note", dangerouslySetInnerHTML: { __html: reply.noteHtml } }),
    run.tags["cuaderno.error"] === undefined
      ? null
      : h("pre", { class: "error", tabIndex: 0 }, run.tags["cuaderno.error"]),
    h("div", { class: "pair" }, metricTable(reply, history), paramTable(reply)),
    h(CurveSection, { reply, history, address, change }),
    h(StudySection, { reply, address, change }),
    nestedRuns(reply, { showAll: address.query.get("nested") === "all", change }),
    h(ArtifactList, { source, reply, open: address.query.get("artifact") ?? undefined, address, change }),
    lineage(reply),
    tagTable(run.tags),
  );
}

function metricTable({ run }: RunReply, history: HistoryReply): ComponentChild {
  const keys = Object.keys(run.metrics).sort();
  return h(
    "section",
    { "aria-labelledby": "metrics" },
    h("h2", { id: "metrics" }, "Metrics"),
    keys.length === 0
      ? h("p", { class: "muted" }, "No metrics.")
      : scrollTable(
          ["metric", "last", "smallest", "largest", "points"],
          keys.map((key) => {
            const series = history[run.id]?.[key];
            const numbers = [run.metrics[key], series?.min, series?.max, series?.count];
            return [key, ...numbers.map((value) => formatValue(value === undefined ? undefined : Number(value)))];
          }),
          true,
        ),
  );
}

function paramTable({ run }: RunReply): ComponentChild {
  const keys = Object.keys(run.params).sort();
  return h(
    "section",
    { "aria-labelledby": "params" },
    h("h2", { id: "params" }, "Parameters"),
    keys.length === 0
      ? h("p", { class: "muted" }, "No parameters.")
      : scrollTable(
          ["parameter", "value"],
          keys.map((key) => [key, run.params[key] ?? ""]),
        ),
  );
}

interface CurveSectionProps {
  readonly reply: RunReply;
  readonly history: HistoryReply;
  readonly address: Address;
  change(changes: Readonly<Record<string, string | undefined>>): void;
}

function CurveSection({ reply, history, address, change }: CurveSectionProps): ComponentChild {
  const { id, startTime } = reply.run;
  const series = Object.entries(history[id] ?? {}).filter(([, { count }]) => count > 1);
  if (series.length === 0) return null;
  const settings = readCurveSettings(address.query);
  const shown = address.query.get("curves") === "all" ? series : series.slice(0, maxCurves);
  return h(
    "section",
    { "aria-labelledby": "curves" },
    h("h2", { id: "curves" }, "Curves"),
    h(CurveTools, { settings, change }),
    h(
      "div",
      { class: "curves" },
      shown.map(([key, one]) =>
        h(CurveChart, {
          key,
          title: key,
          settings,
          curves: [{ label: key, color: 0, points: toPoints(one), startTime }],
        }),
      ),
    ),
    shown.length < series.length
      ? h("button", { type: "button", onClick: () => change({ curves: "all" }) }, `Show all ${series.length} curves`)
      : null,
  );
}
