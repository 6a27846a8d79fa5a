import type { Project, ProjectResults, ProjectSettings } from "cuaderno/notebook";
import { telecomSource } from "./data-source.js";
import { openTelecomFolder } from "./load.js";
import { readFindings } from "./record.js";

/** The telecom project: who has Mexico's mobile internet, how concentrated the market is, and what a forecast of shares is worth. */
export const telecomProject: Project = {
  name: "telecom",
  title: "Mobile internet in Mexico: who has it, and what comes?",
  source: telecomSource(),
  notebooks: ["01-ingest.ipynb", "02-explore.ipynb", "03-model.ipynb", "04-dashboard.ipynb"],
  results,
};

async function results({ dataFolder, origin }: ProjectSettings): Promise<ProjectResults> {
  const { refined } = await openTelecomFolder(dataFolder);
  const findings = await readFindings(refined, origin.data);
  if (findings === undefined) {
    return { metrics: {}, table: { columns: ["forecast"], rows: [] }, remarks: ["nothing was recorded"], pages: [] };
  }
  const { metrics, byOperator, settings, yearAhead, months, restated, runId, versions } = findings;
  const of = (name: string): number => metrics[name] ?? Number.NaN;
  const [all, naive] = [of("model.rmse"), of("naive.rmse")];
  const better = (100 * (1 - all / naive)).toFixed(0);
  const share = settings.part === 1 ? "the" : `${100 * settings.part} % of the`;
  return {
    metrics,
    table: {
      caption: `RMSE of shares one month ahead, in percentage points, on the last fifth of the months (${origin.label})`,
      columns: [
        "operator",
        { name: "months", decimals: 0 },
        { name: "last month's share", decimals: 3 },
        { name: "typical step", decimals: 3 },
      ],
      rows: [
        ...byOperator.map((one) => [one.operator, one.months, one.naive.rmse, one.model.rmse]),
        ["all together", byOperator.reduce((total, one) => total + one.months, 0), naive, all],
      ],
    },
    remarks: [
      `Months ${months.join(" to ")}; versions of the tables: ${Object.entries(versions)
        .map(([name, version]) => `${name} ${version}`)
        .join(", ")}`,
      `The tables agree: index within ${of("ihh.max_gap").toFixed(2)} points, shares within ${of("share.max_gap").toFixed(4)}${restated.length === 0 ? "" : `, the greatest gaps in ${restated.join(", ")}`}`,
      `The original linear model in the order of time: R2 ${of("linear_time.r2").toFixed(1)}, where last month's share has ${of("last_month.r2").toFixed(3)}`,
      `Last share plus ${share} typical change of ${settings.window} months: ${better} % less error than last month's share; a year ahead ${yearAhead.model.toFixed(2)} against ${yearAhead.naive.toFixed(2)}`,
      `Run ${runId} in experiment telecom`,
    ],
    pages: [
      { file: "market.html", title: "Market dashboard" },
      { file: "dictionary.html", title: "Data dictionary" },
    ],
  };
}
