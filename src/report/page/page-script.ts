/**
 * What runs in a page: the switch of the theme, and figures. Plotly is unpacked from the page itself and started from memory; the page's rules
 * (content security policy) forbid every other script and all network use.
 */
export const pageScript: string = `
(() => {
"use strict";
const root = document.documentElement;
const remembered = { get() { try { return localStorage.getItem("cuaderno-theme"); } catch { return null; } }, set(theme) { try { localStorage.setItem("cuaderno-theme", theme); } catch {} } };
const system = matchMedia("(prefers-color-scheme: dark)");
const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : system.matches);
const button = document.querySelector("button.theme");
const plots = [];
// A sheet of paper of either common size, in pixels, and how wide tables are on it.
const sheet = { width: 660, height: 860, text: 0.97 };
let printing = false;
const show = () => { button.setAttribute("aria-pressed", String(isDark())); for (const plot of plots) paint(plot); };
const stored = remembered.get();
if (stored === "light" || stored === "dark") root.dataset.theme = stored;
button.hidden = false;
button.addEventListener("click", () => { root.dataset.theme = isDark() ? "light" : "dark"; remembered.set(root.dataset.theme); show(); });
system.addEventListener("change", show);

function themed(given) {
  const layout = structuredClone(given);
  const clear = (color) => color === undefined || color === "rgba(0,0,0,0)" || color === "transparent";
  if (!clear(layout.paper_bgcolor)) return layout;
  const style = getComputedStyle(document.querySelector(".plot"));
  const text = style.color, line = style.borderTopColor, muted = style.outlineColor, page = getComputedStyle(document.body).backgroundColor;
  layout.paper_bgcolor = "rgba(0,0,0,0)";
  if (clear(layout.plot_bgcolor)) layout.plot_bgcolor = "rgba(0,0,0,0)";
  layout.font = { ...layout.font, color: text };
  for (const name of ["xaxis", "yaxis", ...Object.keys(layout).filter((key) => /^[xy]axis\\d+$/.test(key))]) {
    layout[name] = { ...layout[name], gridcolor: line, linecolor: line, tickcolor: line, zerolinecolor: line };
  }
  for (const note of layout.annotations ?? []) Object.assign(note, { font: { ...note.font, color: muted }, bgcolor: note.bgcolor ?? page });
  for (const shape of layout.shapes ?? []) if (shape.line?.dash) shape.line.color = muted;
  layout.hoverlabel = { bgcolor: page, bordercolor: line, ...layout.hoverlabel, font: { ...layout.hoverlabel?.font, color: text } };
  layout.modebar = { bgcolor: "rgba(0,0,0,0)", color: muted, activecolor: text, ...layout.modebar };
  return layout;
}
function fitted({ data, layout }, place) {
  const width = place.clientWidth;
  let height = layout.height ?? 380;
  if (width < 560 && layout.showlegend) {
    const names = data.filter((trace) => trace.showlegend !== false).length;
    height += 20 * Math.max(0, names - 1);
    layout.legend = { ...layout.legend, maxheight: 2000 };
  }
  const narrow = width < 560 ? 17 : 1000;
  for (const [axis, key] of [["yaxis", "y"], ["xaxis", "x"]]) {
    if (layout[axis]?.type !== "category" || narrow > 100) continue;
    const values = [...new Set(data.flatMap((trace) => Array.from(trace[key] ?? [])))];
    if (values.some((value) => String(value).length > narrow)) Object.assign(layout[axis], { tickmode: "array", tickvals: values, ticktext: values.map((value) => short(String(value), narrow)) });
  }
  const traces = data.map((trace) => (trace.type === "heatmap" && trace.texttemplate && (width - 210) / Math.max(1, trace.x?.length ?? 1) < 38 ? { ...trace, texttemplate: undefined } : trace));
  if (printing) {
    layout.width = Math.min(layout.width ?? sheet.width, sheet.width);
    height = Math.min(height, sheet.height);
  } else if (width > 0) layout.width ??= width;
  layout.height = height;
  place.style.height = height + "px";
  return { traces, layout };
}
function short(text, length) {
  const letters = [...text.replace(/&lt;/g, "<").replace(/&amp;/g, "&")];
  const cut = letters.length <= length ? letters.join("") : letters.slice(0, length - 1).join("").trimEnd() + "\\u2026";
  return cut.replace(/&/g, "&amp;").replace(/</g, "&lt;");
}
function paint(plot) {
  const { place, figure } = plot;
  place.style.width = printing ? sheet.width + "px" : "";
  plot.width = place.clientWidth;
  const config = { responsive: false, displaylogo: false, ...figure.config, modeBarButtonsToRemove: ["select2d", "lasso2d", "autoScale2d", "sendChartToCloud"], showSendToCloud: false, plotlyServerURL: "" };
  const { traces, layout } = fitted({ data: figure.data, layout: themed(figure.layout ?? {}) }, place);
  const drawn = Plotly.react(place, traces, layout, config);
  return drawn.then(() => { for (const tool of place.querySelectorAll(".modebar button, .modebar a")) tool.tabIndex = -1; });
}
async function plotlyCode(source) {
  if (!source.startsWith("H4sI")) return source;
  const packed = Uint8Array.from(atob(source), (letter) => letter.charCodeAt(0));
  return new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
}
async function loadPlotly(element) {
  const address = URL.createObjectURL(new Blob([await plotlyCode(element.textContent.trim())], { type: "text/javascript" }));
  const script = document.createElement("script");
  await new Promise((done, fail) => { script.onload = done; script.onerror = () => fail(new Error("its code did not start")); script.src = address; document.head.append(script); });
  URL.revokeObjectURL(address);
}
async function draw() {
  const data = [...document.querySelectorAll("script[data-figure]")];
  const source = document.getElementById("plotly_source");
  if (data.length === 0 || source === null) return;
  try {
    await loadPlotly(source);
  } catch (error) {
    for (const place of document.querySelectorAll(".plot")) place.textContent = "This figure could not be drawn in this browser: " + error.message;
    return;
  }
  for (const element of data) {
    const place = document.getElementById(element.dataset.figure);
    const plot = { place, figure: JSON.parse(element.textContent) };
    try {
      await paint(plot);
      place.dataset.drawn = "yes";
      plots.push(plot);
    } catch (error) {
      place.textContent = "This figure could not be drawn: " + error.message;
    }
  }
  root.dataset.figures = "drawn";
}
function shrink() {
  for (const box of document.querySelectorAll(".scroll")) {
    const wide = box.scrollWidth * sheet.text;
    for (const part of box.children) part.style.zoom = printing && wide > sheet.width ? String(sheet.width / wide) : "";
  }
}
let before, waiting;
addEventListener("resize", () => { clearTimeout(waiting); waiting = setTimeout(() => { reach(); for (const plot of plots) if (plot.width !== plot.place.clientWidth) paint(plot); }, 120); });
addEventListener("beforeprint", () => { before = root.dataset.theme; root.dataset.theme = "light"; for (const fold of document.querySelectorAll("details.long")) fold.open = true; printing = true; shrink(); show(); });
addEventListener("afterprint", () => { if (before === undefined) delete root.dataset.theme; else root.dataset.theme = before; printing = false; shrink(); show(); });
document.addEventListener("click", async (event) => {
  const copy = event.target.closest?.("button.copy");
  if (!copy) return;
  const code = copy.closest(".code").querySelector("pre").textContent;
  try { await navigator.clipboard.writeText(code); copy.textContent = "Copied"; } catch { copy.textContent = "Select and copy by hand"; }
  setTimeout(() => { copy.textContent = "Copy"; }, 2000);
});
for (const copy of document.querySelectorAll("button.copy")) copy.hidden = false;
const reach = () => { for (const box of document.querySelectorAll("pre,.scroll")) { if (box.scrollWidth > box.clientWidth) box.tabIndex = 0; else box.removeAttribute("tabindex"); } };
const wide = matchMedia("(min-width:68rem)");
const contents = document.querySelector(".contents details");
const fold = () => { if (contents) contents.open = wide.matches; };
wide.addEventListener("change", fold);
fold();
reach();
document.addEventListener("toggle", reach, true);
show();
draw();
})();
`.trim();

/** The script's SHA-256 in base64, by which a page's rules know it; a test holds it true. */
export const pageScriptHash: string = "B3I76Oi6mm1IqfrQ/3ZqbnFJUriWDKdW4WXVmh+gRio=";
