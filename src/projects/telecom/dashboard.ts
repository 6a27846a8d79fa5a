import { createHash } from "node:crypto";
import { escapeHtml } from "cuaderno/report";
import type { DataOrigin } from "cuaderno/sources";
import { type MarketChecks, monthName } from "./check-market.js";
import { telecomCredit } from "./credit.js";
import { dashboardScript } from "./dashboard-script.js";
import { dashboardStyle } from "./dashboard-style.js";
import type { ShareForecast } from "./forecast.js";
import type { Market, Operator } from "./market.js";

/** What a dashboard is made of. */
export interface DashboardOptions {
  readonly market: Market;
  readonly checks: MarketChecks;
  readonly forecast: ShareForecast;
  readonly origin: DataOrigin;
}

/** Groups that had at least this share at some time have a line of their own; the others are added up. */
const ownLine = 0.5;
/** Groups shown at first. */
const shownAtFirst = 5;

/**
 * The market as one HTML file: share by operator with its forecast, concentration, lines and traffic, with a choice of operators and
 * period. It works by double click, without a network, by mouse, touch and keyboard, light and dark; without script it shows the last month.
 */
export function telecomDashboard({ market, checks, forecast, origin }: DashboardOptions): string {
  const operators = shownOperators(market);
  const data = {
    months: market.months.map(monthName),
    operators,
    index: market.concentration.map(cell),
    recomputed: checks.recomputed.map((value) => cell(Math.round(value))),
    totals: { lines: totals(market, "lines"), traffic: totals(market, "traffic") },
    coming: Object.fromEntries(
      forecast.coming.map(({ key, share, band }) => [key, { share: share.map(cell), band: band.map(cell) }]),
    ),
  };
  const hash = createHash("sha256").update(dashboardScript).digest("base64");
  const policy = `default-src 'none'; script-src 'sha256-${hash}'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'`;
  const last = data.months.at(-1) ?? "";
  const isSample = origin.data === "sample";
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="cuaderno">
<link rel="icon" href="data:,">
<title>Mobile internet in Mexico: the market to ${escapeHtml(last)}${isSample ? " (made-up sample)" : ""}</title>
<style>${dashboardStyle}</style>
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
<header>
<div><h1>Who has the mobile internet of Mexico?</h1>
<p class="sub">${escapeHtml(answerOf(market, checks))}</p></div>
<button type="button" id="theme" class="needs-script">Dark theme</button>
</header>
<main id="content" tabindex="-1">
${isSample ? `<p class="sample"><strong>Made-up data.</strong> These numbers come from the sample, not from the regulator.</p>\n` : ""}<form class="choices needs-script" aria-label="Choices" autocomplete="off">
<fieldset><legend>Operators</legend>
${operators.map(operatorBox).join("\n")}
<button type="button" data-choose="first">Greatest</button><button type="button" data-choose="all">All</button><button type="button" data-choose="none">None</button>
</fieldset>
<fieldset><legend>Period</legend>
<label>from <select id="from" name="from"></select></label><label>to <select id="to" name="to"></select></label>
<button type="button" data-years="2">2 years</button><button type="button" data-years="5">5 years</button><button type="button" data-years="0">All years</button>
<label><input type="checkbox" id="forecast" name="forecast" checked> forecast of shares</label>
</fieldset>
</form>
<p id="status" class="small" role="status"></p>
<noscript><p class="sample">Choices and figures need JavaScript; the table below shows the last month.</p></noscript>
<section class="needs-script" aria-labelledby="tiles-of"><h2 id="tiles-of">The market</h2>
<dl class="tiles" id="tiles"></dl></section>
${chartSection("share", "Share of lines by operator", "Percent of all lines with mobile internet. Dotted: the forecast for the next twelve months; its band held nine in ten errors of the past.")}
${chartSection("index", "Concentration of the market", "Herfindahl-Hirschman index: shares in percent, squared and added up. One operator alone makes 10,000. The axis does not begin at zero.")}
${chartSection("lines", "Lines with mobile internet", "Published by holder of a concession from June 2013, added up by group.")}
${chartSection("traffic", "Data traffic", "In petabytes (PB, a thousand terabytes) a month, published from January 2015; some groups report none.")}
<section aria-labelledby="table-title"><h2 id="table-title">The same in numbers</h2>
<div class="scroll" tabindex="0" role="region" aria-label="Numbers by operator"><table>
<caption>At the end of the period <span id="period">${escapeHtml(last)}</span></caption>
<thead><tr><th scope="col">operator</th><th scope="col">share <small>(%)</small></th><th scope="col">change <small>(points)</small></th><th scope="col">lines <small>(M)</small></th><th scope="col">traffic <small>(PB)</small></th><th scope="col">a line <small>(GB)</small></th></tr></thead>
<tbody id="rows">
${operators.map((operator) => staticRow(operator)).join("\n")}
</tbody></table></div></section>
<section aria-labelledby="limits"><h2 id="limits">How far it can be trusted</h2>
${limits(checks, forecast)
  .map((text) => `<p>${escapeHtml(text)}</p>`)
  .join("\n")}
</section>
<footer>${escapeHtml(telecomCredit(origin))}. Made by Cuaderno, notebook 04-dashboard; run <code>npm start -- telecom</code> to make it again. Nothing in this page asks the network.</footer>
</main>
<script type="application/json" id="market">${JSON.stringify(data).replaceAll("<", "\\u003c")}</script>
<script>${dashboardScript}</script>
</body>
</html>
`;
}

interface ShownOperator {
  readonly key: string;
  readonly name: string;
  /** Class of its colour. */
  readonly color: string;
  readonly dash: string;
  readonly first: boolean;
  readonly share: readonly (number | null)[];
  readonly lines: readonly (number | null)[];
  readonly traffic: readonly (number | null)[];
}

function shownOperators({ months, operators }: Market): readonly ShownOperator[] {
  const own = operators.filter(({ share }) => share.some((value) => value >= ownLine));
  const rest = operators.filter((operator) => !own.includes(operator));
  const added = (kind: "share" | "lines" | "traffic"): (number | null)[] =>
    months.map((_, at) => {
      const values = rest.map((operator) => operator[kind][at] ?? Number.NaN).filter((value) => !Number.isNaN(value));
      return values.length === 0 ? null : (cell(values.reduce((total, value) => total + value, 0)) ?? null);
    });
  const shown = own.map((operator, place): ShownOperator => {
    const { key, name } = operator;
    const [share, lines, traffic] = [operator.share.map(cell), operator.lines.map(cell), operator.traffic.map(cell)];
    // Eight colours; from the ninth on they come again, dashed.
    const dash = place < 8 ? "" : place < 16 ? "7 4" : "3 3";
    return { key, name, color: `c${place % 8}`, dash, first: place < shownAtFirst, share, lines, traffic };
  });
  if (rest.length === 0) return shown;
  const others = { key: "others", name: `${rest.length} others`, color: "c8", dash: "", first: false };
  return [...shown, { ...others, share: added("share"), lines: added("lines"), traffic: added("traffic") }];
}

function operatorBox({ key, name, color, dash, first }: ShownOperator): string {
  return `<label><input type="checkbox" name="operator" value="${escapeHtml(key)}"${first ? " checked" : ""}><i class="swatch ${color}${dash === "" ? "" : " dashed"}"></i>${escapeHtml(name)}</label>`;
}

function chartSection(name: string, heading: string, note: string): string {
  return `<section class="needs-script" aria-labelledby="title-${name}"><h2 id="title-${name}">${escapeHtml(heading)}</h2>
<p class="tell" id="tell-${name}"></p>
<figure><div class="chart" id="chart-${name}" tabindex="0" role="group" aria-roledescription="chart" aria-labelledby="title-${name}" aria-describedby="tell-${name}" aria-keyshortcuts="ArrowLeft ArrowRight"><div class="tip" hidden></div></div>
<figcaption>${escapeHtml(note)} Arrow keys go from month to month.</figcaption></figure></section>`;
}

function staticRow({ name, share, lines, traffic }: ShownOperator): string {
  const last = <T>(values: readonly (T | null)[]): T | null => values.at(-1) ?? null;
  const text = (value: number | null, by: number): string => (value === null ? "" : (value / by).toFixed(2));
  const cells = [text(last(share), 1), "", text(last(lines), 1e6), text(last(traffic), 1e3), ""];
  return `<tr><th scope="row">${escapeHtml(name)}</th>${cells.map((value) => `<td>${value}</td>`).join("")}</tr>`;
}

function totals({ months, operators }: Market, kind: "lines" | "traffic"): (number | null)[] {
  return months.map((_, at) => {
    const values = operators
      .map((operator: Operator) => operator[kind][at] ?? Number.NaN)
      .filter((value) => !Number.isNaN(value));
    return values.length === 0 ? null : cell(values.reduce((total, value) => total + value, 0));
  });
}

/** As it stands in the page: no more digits than are shown, null for what is not published. */
function cell(value: number): number | null {
  return Number.isNaN(value) ? null : Number(value.toPrecision(7));
}

function answerOf({ months, operators }: Market, { recomputed }: MarketChecks): string {
  const [lead, second] = operators;
  const share = (operator: Operator | undefined): string => (operator?.share.at(-1) ?? Number.NaN).toFixed(1);
  const [before = 0, now = 0] = [recomputed[0], recomputed.at(-1)];
  const thousands = (value: number): string => String(Math.round(value)).replace(/(\d)(?=\d{3}$)/, "$1,");
  const told = `${lead?.name} has ${share(lead)} % of the lines in ${longMonth(months.at(-1))}, ${second?.name} ${share(second)} %`;
  return `${told}. Concentration ${now < before ? "fell" : "rose"} from ${thousands(before)} points in ${longMonth(months[0])} to ${thousands(now)}.`;
}

function longMonth(month: number | undefined): string {
  return new Date(month ?? 0).toLocaleDateString("en-GB", { month: "long", year: "numeric", timeZone: "UTC" });
}

function limits(
  { concentration, share, restated }: MarketChecks,
  { total, yearAhead, settings }: ShareForecast,
): string[] {
  const restatement =
    restated.length === 0 ? "" : `, most in ${restated.join(" and ")}, whose lines were restated later`;
  return [
    `The tables agree: the published index differs from the squared shares by ${concentration.max.toFixed(1)} points at most, published shares from those recomputed from lines by ${share.max.toFixed(3)} percentage points at most${restatement}.`,
    `The forecast goes on with ${settings.part === 1 ? "" : `${100 * settings.part} % of `}the typical change of the last ${settings.window} months, which did best before the test. One month ahead its error is ${total.model.rmse.toFixed(3)} points, against ${total.naive.rmse.toFixed(3)} for last month's share; a year ahead ${yearAhead.model.toFixed(2)} against ${yearAhead.naive.toFixed(2)}. It knows nothing of mergers, prices or new operators.`,
    "A share counts lines, not people or money. Groups change: AT&T took over Iusacell and Nextel in 2015, whose lines end there and begin under its name.",
  ];
}
