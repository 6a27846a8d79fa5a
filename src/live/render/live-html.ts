import { escapeHtml } from "../../report/escape-html.js";
import { checkLive } from "../check-live.js";
import { hasThreshold } from "../compute/compute-metrics.js";
import type { LiveResult } from "../compute/view-result.js";
import { type LiveEngine, liveEngine } from "../live-engine.js";
import type { LiveView } from "../live-spec.js";
import { initialState, startInputs } from "../live-state.js";
import { fromPayload } from "../pack/live-payload.js";
import { formFields } from "../what-if/form-fields.js";
import { controlsHtml } from "./controls-html.js";
import { statusText } from "./status-text.js";
import { viewHtml } from "./view-html.js";

/** Width of figures until the page measures its own. */
const usualWidth = 760;

/** A live page as a section of a document, with what it shows at first: also for readers without JavaScript. */
export interface LiveHtml {
  readonly html: string;
  readonly result: LiveResult;
}

/**
 * The section of a payload, which may come from a notebook of others.
 *
 * @param id of the section, by which addresses hold its state
 * @param options `isStill` leaves out the data by which filters and forms would work
 */
export function liveHtml(
  payload: string,
  id: string,
  { isStill = false }: { readonly isStill?: boolean } = {},
): LiveHtml {
  const content = fromPayload(payload);
  const engine = liveEngine(content);
  const spec = checkLive(content.spec, {
    columns: new Map([...engine.columns.byName].map(([name, { kind }]) => [name, kind])),
    hasModel: engine.model !== undefined,
  });
  const result = engine.compute(initialState(spec, engine.columns));
  const views = spec.views.map((view, position) => {
    const found = result.views[position];
    const title = view.title === undefined || view.title === "" ? "" : `<h4>${escapeHtml(view.title)}</h4>`;
    const body = found === undefined ? "" : viewHtml(found, usualWidth);
    return `<section class="live-view live-${view.kind}" data-view="${position}">${title}${isStill ? "" : ownControl(view, position, engine, id)}<div class="live-result"${view.kind === "what-if" ? ' aria-live="polite"' : ""}>${body}</div></section>`;
  });
  const title = spec.title === "" ? "" : `<h3>${escapeHtml(spec.title)}</h3>`;
  const status = `<p class="live-status" role="status">${statusText(result)}</p>`;
  const label = escapeHtml(spec.title === "" ? "Live page" : spec.title);
  const shown = `${status}<div class="live-views">${views.join("\n")}</div>`;
  const html = isStill
    ? `<section class="live" aria-label="${label}">${title}${shown}<p>Filters and forms work in the page that <code>cuaderno export</code> makes of the notebook.</p></section>`
    : `<section class="live" id="${escapeHtml(id)}" data-live aria-label="${label}">${title}${controlsHtml(spec, engine.columns, id)}${shown}
<script type="text/plain" class="live-payload">${payload}</script></section>`;
  return { html, result };
}

function ownControl(view: LiveView, position: number, { model }: LiveEngine, id: string): string {
  const name = `${id}-view-${position}`;
  if (view.kind === "metrics" && hasThreshold(view)) {
    const value = view.threshold ?? 0.5;
    return `<p class="live-threshold" hidden><label for="${name}">threshold of the probability</label><input id="${name}" type="range" min="0" max="1" step="0.01" value="${value}"><output for="${name}">${value}</output></p>`;
  }
  if (view.kind !== "what-if" || model === undefined) return "";
  return `<div class="live-form" role="group" aria-label="${escapeHtml(view.title ?? "Inputs of the model")}" hidden>${formFields(model, startInputs(view), [], name)}</div>`;
}
