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
  for (const note of layout.annotations ?? []) note.font = { ...note.font, color: muted };
  for (const shape of layout.shapes ?? []) if (shape.line?.dash) shape.line.color = muted;
  layout.hoverlabel = { bgcolor: page, bordercolor: line, ...layout.hoverlabel, font: { ...layout.hoverlabel?.font, color: text } };
  layout.modebar = { bgcolor: "rgba(0,0,0,0)", color: muted, activecolor: text, ...layout.modebar };
  return layout;
}
function paint({ place, figure }) {
  const config = { responsive: true, displaylogo: false, modeBarButtonsToRemove: ["select2d", "lasso2d", "autoScale2d"], ...figure.config };
  return Plotly.react(place, figure.data, themed(figure.layout ?? {}), config);
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
  const source = document.getElementById("plotly-source");
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
let before;
addEventListener("beforeprint", () => { before = root.dataset.theme; root.dataset.theme = "light"; for (const fold of document.querySelectorAll("details.long")) fold.open = true; show(); });
addEventListener("afterprint", () => { if (before === undefined) delete root.dataset.theme; else root.dataset.theme = before; show(); });
document.addEventListener("click", async (event) => {
  const copy = event.target.closest?.("button.copy");
  if (!copy) return;
  const code = copy.closest(".code").querySelector("pre").textContent;
  try { await navigator.clipboard.writeText(code); copy.textContent = "Copied"; } catch { copy.textContent = "Select and copy by hand"; }
  setTimeout(() => { copy.textContent = "Copy"; }, 2000);
});
for (const copy of document.querySelectorAll("button.copy")) copy.hidden = false;
const wide = matchMedia("(min-width:68rem)");
const contents = document.querySelector(".contents details");
const fold = () => { if (contents) contents.open = wide.matches; };
wide.addEventListener("change", fold);
fold();
show();
draw();
})();
`.trim();
