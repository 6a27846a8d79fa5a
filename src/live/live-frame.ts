import { liveMime } from "../notebook/format/live-mime.js";
import type { MimeBundle } from "../notebook/format/notebook.js";
import { escapeHtml } from "../report/escape-html.js";
import { code as pageStyle } from "../report/page/page.css?bundled";
import { formatNumbers } from "../report/tables/format-numbers.js";
import { code, sha256 } from "./browser/live-script.ts?bundled";
import type { ViewResult } from "./compute/view-result.js";
import { code as liveStyle } from "./live.css?bundled";
import type { LivePage } from "./live.js";

/**
 * A live page for notebooks: a frame that runs no code but the page's script, and can reach neither the notebook nor
 * the network.
 */
export function liveBundle({ html, spec, summary, result }: LivePage): MimeBundle {
  const name = spec.title === "" ? "Live page" : spec.title;
  const policy = `default-src 'none'; script-src 'sha256-${sha256}' 'wasm-unsafe-eval'; worker-src blob:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'`;
  const document = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escapeHtml(name)}</title><style>${pageStyle}${liveStyle}body{margin:0}.live{border:0;margin:0}</style></head><body><main>${html}</main><script>${code}</script></body></html>`;
  const frame = `<iframe sandbox="allow-scripts" title="${escapeHtml(name)}" style="width: 100%; height: ${frameHeight(result.views)}px; border: 1px solid #8884; border-radius: 8px" srcdoc="${escapeHtml(document)}"></iframe>`;
  const hint = `<details><summary>${escapeHtml(summary)}</summary>Where no page is shown above, the notebook is not trusted: choose <em>Trust Notebook</em>, or <code>cuaderno export</code> it.</details>`;
  return {
    [liveMime]: { summary },
    "text/html": `${frame}\n${hint}`,
    "text/plain": [summary, ...result.views.flatMap(viewText)].join("\n"),
  };
}

/** The payload in the HTML that `liveBundle` wrote; undefined in other HTML. */
export function payloadInFrame(html: string): string | undefined {
  return /class=&quot;live-payload&quot;&gt;([A-Za-z0-9+/=]+)&lt;\/script/.exec(html)?.[1];
}

const most = 1_800;

/** Pixels that the views need, to a limit from which the frame scrolls. */
function frameHeight(views: readonly (ViewResult | undefined)[]): number {
  const heights = views.map((view): number => {
    switch (view?.kind) {
      case "figure":
        return view.chart === "map" ? 760 : 480;
      case "table":
        return 90 + 34 * view.rows.length;
      case "what-if":
        return 760;
      case "metrics":
        return view.confusion === undefined ? 200 : 360;
      default:
        return 140;
    }
  });
  return Math.min(
    most,
    heights.reduce((total, height) => total + height, 160),
  );
}

/** The numbers of a view for terminals. */
function viewText(view: ViewResult | undefined): readonly string[] {
  const numbers = view?.kind === "numbers" ? view.numbers : view?.kind === "metrics" ? view.scores : [];
  return numbers.map(({ label, value, unit, decimals }) =>
    `${label}: ${formatNumbers([value], { decimals })[0] ?? ""} ${unit}`.trim(),
  );
}
