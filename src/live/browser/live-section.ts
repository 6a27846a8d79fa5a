import type { ViewResult } from "../compute/view-result.js";
import { restoreLiveModel } from "../live-engine.js";
import { initialState, type LiveState, stateFromHash, stateToHash } from "../live-state.js";
import { filterText, statusText } from "../render/status-text.js";
import { viewHtml } from "../render/view-html.js";
import { readControls, startControls, writeControls } from "./live-controls.js";
import { type PageEngine, pageEngine } from "./page-engine.js";

/** Starts a live page: its controls compute its views again. */
export async function startSection(section: HTMLElement, code: string): Promise<void> {
  const status = section.querySelector<HTMLElement>(".live-status");
  try {
    const payload = section.querySelector(".live-payload")?.textContent?.trim() ?? "";
    const page = await pageEngine(payload, code);
    startViews(section, page, status);
  } catch (error) {
    // The results of the first state stay.
    if (status !== null) status.textContent = `This page cannot compute in this browser: ${(error as Error).message}`;
  }
}

function startViews(section: HTMLElement, page: PageEngine, status: HTMLElement | null): void {
  const { spec, columns } = page.content;
  const first = initialState(spec, columns);
  let state: LiveState = stateFromHash(location.hash, first, spec, columns, section.id);
  const shown = new Map<number, ViewResult>();
  let pending: Set<number> | "all" | undefined;
  let running = false;

  const compute = async (): Promise<void> => {
    running = true;
    while (pending !== undefined) {
      const only = pending === "all" ? undefined : [...pending];
      pending = undefined;
      section.setAttribute("aria-busy", "true");
      const start = performance.now();
      try {
        const requested = state;
        const result = await page.compute(requested, only);
        const ms = performance.now() - start;
        for (const [position, view] of result.views.entries()) if (view !== undefined) shown.set(position, view);
        drawViews(section, result.views);
        const time = ms < 10 ? ms.toFixed(1) : String(Math.round(ms));
        const chosen = filterText(requested, spec, columns);
        const where = chosen === "" ? "" : ` (${chosen})`;
        if (status !== null) status.textContent = `${statusText(result)}${where}, computed in ${time} ms`;
        section.dataset.computed = String(Number(section.dataset.computed ?? "0") + 1);
      } catch (error) {
        if (status !== null) status.textContent = `This selection cannot be computed: ${(error as Error).message}`;
      }
    }
    section.removeAttribute("aria-busy");
    running = false;
  };
  const update = (only: number | undefined): void => {
    if (only === undefined || pending === "all") pending = "all";
    else pending = new Set([...(pending ?? []), only]);
    if (!running) void compute();
  };

  writeControls(section, spec, columns, state, restoreLiveModel(page.content.model));
  startControls(section, (view) => {
    state = readControls(section, spec, columns, first);
    saveState(stateToHash(state, spec, columns, section.id), section.id);
    update(view);
  });
  section.querySelector(".reset")?.addEventListener("click", () => {
    state = { ...state, filters: first.filters };
    writeControls(section, spec, columns, state, restoreLiveModel(page.content.model));
    saveState(stateToHash(state, spec, columns, section.id), section.id);
    update(undefined);
  });
  onWidthChange(section, () =>
    drawViews(
      section,
      spec.views.map((_, position) => shown.get(position)),
    ),
  );
  update(undefined);
}

function drawViews(section: HTMLElement, views: readonly (ViewResult | undefined)[]): void {
  for (const [position, view] of views.entries()) {
    const target = section.querySelector<HTMLElement>(`[data-view="${position}"] .live-result`);
    if (target !== null && view !== undefined) showView(target, viewHtml(view, target.clientWidth || 640));
  }
}

/** Replaces what a view shows; the table of values stays open. */
function showView(target: HTMLElement, html: string): void {
  const isOpen = target.querySelector<HTMLDetailsElement>("details.values")?.open === true;
  target.innerHTML = html;
  const values = target.querySelector<HTMLDetailsElement>("details.values");
  if (values !== null) values.open = isOpen;
}

/** The states of all pages of the document are in its address; other parts, such as anchors of headings, give way. */
function saveState(own: string, id: string): void {
  const others = location.hash.includes("=") ? new URLSearchParams(location.hash.slice(1)) : new URLSearchParams();
  for (const key of [...others.keys()]) if (key.startsWith(`${id}.`)) others.delete(key);
  const hash = [others.toString(), own].filter((part) => part !== "").join("&");
  try {
    history.replaceState(null, "", `#${hash}`);
  } catch {
    // A page inside a notebook has no address.
  }
}

function onWidthChange(section: HTMLElement, redraw: () => void): void {
  let width = section.clientWidth;
  let timer: ReturnType<typeof setTimeout> | undefined;
  new ResizeObserver(() => {
    if (Math.abs(section.clientWidth - width) < 8) return;
    width = section.clientWidth;
    clearTimeout(timer);
    timer = setTimeout(redraw, 150);
  }).observe(section);
}
