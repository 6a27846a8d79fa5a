/** The dashboard's own script: draws SVG from the data in the page, follows the choices, and asks no network for anything. */
export const dashboardScript: string = `"use strict";
(() => {
const byId = (id) => document.getElementById(id);
const data = JSON.parse(byId("market").textContent);
const { months, operators, index, recomputed, coming } = data;
const svgSpace = "http://www.w3.org/2000/svg";
const monthNames = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
const longMonth = (month) => monthNames[Number(month.slice(5)) - 1] + " " + month.slice(0, 4);
const numberOf = (month) => 12 * Number(month.slice(0, 4)) + Number(month.slice(5)) - 1;
const monthAt = (number) => Math.floor(number / 12) + "-" + String((number % 12) + 1).padStart(2, "0");
const fixed = (value, decimals) => {
  const [whole, rest] = Math.abs(value).toFixed(decimals).split(".");
  return (value < 0 ? "\\u2212" : "") + whole.replace(/\\B(?=(\\d{3})+$)/g, ",") + (rest === undefined ? "" : "." + rest);
};
const percent = (value) => fixed(value, 2) + " %";
const points = (value) => fixed(value, 0) + " points";
const millions = (value) => fixed(value / 1e6, value < 1e6 ? 2 : 1) + " M lines";
const petabytes = (value) => fixed(value / 1000, value < 1e4 ? 2 : 1) + " PB";
const isNumber = (value) => typeof value === "number";
const state = { from: 0, to: months.length - 1, chosen: new Set(operators.filter((one) => one.first).map((one) => one.key)), forecast: true };

function element(name, attributes, text) {
  const made = name.startsWith("svg:") ? document.createElementNS(svgSpace, name.slice(4)) : document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) made.setAttribute(key, String(value));
  if (text !== undefined) made.textContent = text;
  return made;
}
function steps(low, high, count) {
  const rough = (high - low) / count || 1;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((one) => one * power).find((one) => one >= rough);
  const first = Math.floor(low / step) * step;
  const found = [];
  for (let at = first; ; at += step) { found.push(Number(at.toPrecision(12))); if (at >= high) break; }
  return found;
}
const chosen = () => operators.filter((one) => state.chosen.has(one.key));
const total = (kind, at) => data.totals[kind][at];
const charts = {
  share: { format: percent, axis: (value) => fixed(value, 0) + " %", series: () => chosen().map((one) => ({ ...one, values: one.share, ahead: coming[one.key] })) },
  index: { format: points, axis: (value) => fixed(value, 0), zero: false, series: () => [
    { key: "index", name: "recomputed", color: "g1", dash: "", values: recomputed },
    { key: "published", name: "published", color: "g2", dots: true, values: index },
  ] },
  lines: { format: millions, axis: (value) => fixed(value / 1e6, value % 1e6 === 0 ? 0 : 1) + " M", series: () => chosen().map((one) => ({ ...one, values: one.lines })) },
  traffic: { format: petabytes, axis: (value) => fixed(value / 1000, value % 1000 === 0 ? 0 : 1) + " PB", series: () => chosen().map((one) => ({ ...one, values: one.traffic })) },
};

function draw(name) {
  const chart = charts[name];
  const holder = byId("chart-" + name);
  const width = Math.max(280, holder.clientWidth), height = Math.round(Math.min(360, Math.max(230, width * 0.42)));
  const narrow = width < 560;
  const box = { left: 54, right: narrow ? 12 : 132, top: 10, bottom: 28 };
  const series = chart.series();
  const isLast = state.to === months.length - 1;
  const withAhead = name === "share" && state.forecast && isLast;
  const start = numberOf(months[state.from]);
  const end = numberOf(months[state.to]) + (withAhead ? 12 : 0);
  const x = (number) => box.left + ((number - start) / Math.max(1, end - start)) * (width - box.left - box.right);
  const inView = series.flatMap((one) => one.values.slice(state.from, state.to + 1)).filter(isNumber);
  const high = Math.max(...inView, ...(withAhead ? series.flatMap((one) => (one.ahead ? one.ahead.share.map((value, at) => value + one.ahead.band[at]) : [])) : []), 0);
  const low = chart.zero === false && inView.length > 0 ? Math.min(...inView) : 0;
  const ticks = inView.length === 0 ? [0, 1] : steps(low, high || 1, narrow ? 4 : 5);
  const [bottom, top] = [ticks[0], ticks[ticks.length - 1]];
  const y = (value) => box.top + (1 - (value - bottom) / (top - bottom)) * (height - box.top - box.bottom);
  const svg = element("svg:svg", { viewBox: "0 0 " + width + " " + height, width, height, "aria-hidden": "true", focusable: "false" });
  for (const tick of ticks) {
    svg.append(element("svg:line", { x1: box.left, x2: width - box.right, y1: y(tick), y2: y(tick), class: "grid" }));
    svg.append(element("svg:text", { x: box.left - 8, y: y(tick) + 4, class: "tick", "text-anchor": "end" }, inView.length === 0 ? "" : chart.axis(tick)));
  }
  const span = end - start;
  const every = span <= 6 ? 1 : span <= 18 ? 3 : span <= 60 ? 12 : span <= 120 ? (narrow ? 24 : 12) : narrow ? 48 : 24;
  for (let number = Math.ceil(start / every) * every; number <= end; number += every) {
    const label = every >= 12 ? monthAt(number).slice(0, 4) : monthNames[number % 12].slice(0, 3) + " " + monthAt(number).slice(2, 4);
    const place = x(number) < box.left + 14 ? "start" : x(number) > width - 18 ? "end" : "middle";
    svg.append(element("svg:text", { x: x(number), y: height - 8, class: "tick", "text-anchor": place }, label));
  }
  if (inView.length === 0) svg.append(element("svg:text", { x: width / 2, y: height / 2, class: "tick", "text-anchor": "middle" }, series.length === 0 ? "Choose an operator" : "Nothing published in this period"));
  const labels = [];
  for (const one of series) {
    let path = "", pen = false, last;
    for (let at = state.from; at <= state.to; at++) {
      const value = one.values[at];
      if (!isNumber(value)) { pen = false; continue; }
      const [px, py] = [x(numberOf(months[at])).toFixed(1), y(value).toFixed(1)];
      if (one.dots) svg.append(element("svg:circle", { cx: px, cy: py, r: narrow ? 2.2 : 3, class: "dot " + one.color }));
      else path += (pen ? "L" : "M") + px + " " + py + (pen ? "" : "h.01");
      pen = true; last = { at, value };
    }
    if (path !== "") svg.append(element("svg:path", { d: path, class: "line " + one.color, "stroke-dasharray": one.dash }));
    if (last === undefined) continue;
    labels.push({ one, y: y(last.value), x: x(numberOf(months[last.at])) });
    if (!withAhead || !one.ahead || last.at !== months.length - 1) continue;
    const at = (step) => x(numberOf(months[last.at]) + step);
    const upper = one.ahead.share.map((value, step) => at(step + 1).toFixed(1) + " " + y(value + one.ahead.band[step]).toFixed(1));
    const lower = one.ahead.share.map((value, step) => at(step + 1).toFixed(1) + " " + y(Math.max(0, value - one.ahead.band[step])).toFixed(1));
    const origin = at(0).toFixed(1) + " " + y(last.value).toFixed(1);
    svg.append(element("svg:path", { d: "M" + [origin, ...upper, ...lower.reverse()].join("L") + "Z", class: "band " + one.color }));
    svg.append(element("svg:path", { d: "M" + [origin, ...one.ahead.share.map((value, step) => at(step + 1).toFixed(1) + " " + y(value).toFixed(1))].join("L"), class: "line ahead " + one.color, "stroke-dasharray": "2 4" }));
    const end = one.ahead.share.length - 1;
    labels[labels.length - 1] = { one, y: y(one.ahead.share[end]), x: at(end + 1) };
  }
  if (!narrow) {
    labels.sort((a, b) => a.y - b.y);
    let free = box.top + 4;
    const room = labels.map((label) => { const at = Math.max(label.y + 4, free); free = at + 14; return at; });
    for (let at = room.length - 1, most = height - box.bottom + 6; at >= 0; at--) { room[at] = Math.min(room[at], most); most = room[at] - 14; }
    labels.forEach((label, at) => svg.append(element("svg:text", { x: width - box.right + 8, y: room[at], class: "name " + label.one.color }, label.one.name.length > 19 ? label.one.name.slice(0, 18) + "\\u2026" : label.one.name)));
  }
  const rule = element("svg:line", { class: "rule", y1: box.top, y2: height - box.bottom, visibility: "hidden" });
  svg.append(rule);
  const old = holder.querySelector("svg");
  if (old) old.replaceWith(svg); else holder.prepend(svg);
  holder.pointAt = (at) => {
    const place = x(numberOf(months[at]));
    rule.setAttribute("x1", place); rule.setAttribute("x2", place); rule.setAttribute("visibility", "visible");
    const rows = series.filter((one) => isNumber(one.values[at])).sort((a, b) => b.values[at] - a.values[at]);
    const tip = holder.querySelector(".tip");
    tip.replaceChildren(element("strong", {}, longMonth(months[at])), ...rows.map((one) => {
      const row = element("span", { class: "row" });
      row.append(element("i", { class: "swatch " + one.color }), element("span", {}, one.name), element("b", {}, chart.format(one.values[at])));
      return row;
    }), ...(rows.length === 0 ? [element("span", { class: "row" }, "nothing published")] : []));
    tip.hidden = false;
    const left = place + 14 + tip.offsetWidth > width ? Math.max(0, place - 14 - tip.offsetWidth) : place + 14;
    tip.style.left = left + "px"; tip.style.top = box.top + "px";
    return longMonth(months[at]) + ": " + (rows.map((one) => one.name + " " + chart.format(one.values[at])).join(", ") || "nothing published");
  };
  holder.hide = () => { rule.setAttribute("visibility", "hidden"); holder.querySelector(".tip").hidden = true; };
  holder.monthAt = (place) => {
    let best = state.from;
    for (let at = state.from; at <= state.to; at++) if (Math.abs(x(numberOf(months[at])) - place) < Math.abs(x(numberOf(months[best])) - place)) best = at;
    return best;
  };
}

/** First and last value in the period. */
function ends(values) {
  let first, last;
  for (let at = state.from; at <= state.to; at++) if (isNumber(values[at])) { first ??= at; last = at; }
  return first === undefined ? undefined : { first, last };
}
function sentence(values, format, name) {
  const found = ends(values);
  if (found === undefined) return "";
  const { first, last } = found;
  if (first === last) return name + ": " + format(values[last]) + " in " + longMonth(months[last]) + ".";
  return name + " went from " + format(values[first]) + " in " + longMonth(months[first]) + " to " + format(values[last]) + " in " + longMonth(months[last]) + ".";
}
function tell() {
  const most = chosen().map((one) => ({ one, found: ends(one.share) })).filter(({ found }) => found).map(({ one, found }) => ({ one, change: one.share[found.last] - one.share[found.first] })).sort((a, b) => Math.abs(b.change) - Math.abs(a.change))[0];
  byId("tell-share").textContent = most === undefined ? "No operator is chosen, or none has a share in this period." : "The greatest change: " + sentence(most.one.share, percent, most.one.name);
  byId("tell-index").textContent = sentence(recomputed, points, "Concentration") + " The merger guidelines of the United States call a market above 1,800 points highly concentrated.";
  byId("tell-lines").textContent = sentence(data.totals.lines, millions, "The whole market");
  byId("tell-traffic").textContent = sentence(data.totals.traffic, petabytes, "The whole market") + (ends(data.totals.traffic) ? "" : "Traffic is published from January 2015.");
  const at = state.to;
  const lead = operators.filter((one) => isNumber(one.share[at]) && one.key !== "others").sort((a, b) => b.share[at] - a.share[at])[0];
  const perLine = isNumber(total("traffic", at)) && total("lines", at) ? fixed((1000 * total("traffic", at)) / total("lines", at), 2) + " GB" : "\\u2013";
  const tiles = [
    ["greatest share", lead ? percent(lead.share[at]) : "\\u2013", lead ? lead.name : ""],
    ["concentration", isNumber(recomputed[at]) ? fixed(recomputed[at], 0) : "\\u2013", "points, from shares"],
    ["lines", isNumber(total("lines", at)) ? fixed(total("lines", at) / 1e6, 1) + " M" : "\\u2013", "with mobile internet"],
    ["traffic", isNumber(total("traffic", at)) ? fixed(total("traffic", at) / 1000, 0) + " PB" : "\\u2013", "in the month"],
    ["traffic a line", perLine, "in the month"],
  ];
  byId("tiles").replaceChildren(...tiles.map(([name, value, note]) => {
    const tile = element("div", { class: "tile" });
    tile.append(element("dt", {}, name), element("dd", {}, value), element("dd", { class: "small" }, note));
    return tile;
  }));
  byId("tiles-of").textContent = "The market in " + longMonth(months[at]);
  byId("period").textContent = longMonth(months[state.from]) + " to " + longMonth(months[at]);
  byId("rows").replaceChildren(...chosen().map((one) => {
    const row = element("tr");
    const found = ends(one.share);
    const cell = (text, head) => row.append(element(head ? "th" : "td", head ? { scope: "row" } : {}, text));
    cell(one.name, true);
    cell(found ? fixed(one.share[found.last], 2) : "");
    cell(found && found.first !== found.last ? (one.share[found.last] >= one.share[found.first] ? "+" : "") + fixed(one.share[found.last] - one.share[found.first], 2) : "");
    cell(isNumber(one.lines[at]) ? fixed(one.lines[at] / 1e6, 2) : "");
    cell(isNumber(one.traffic[at]) ? fixed(one.traffic[at] / 1000, 2) : "");
    cell(isNumber(one.traffic[at]) && one.lines[at] ? fixed((1000 * one.traffic[at]) / one.lines[at], 2) : "");
    return row;
  }));
}
function refresh() {
  for (const name of Object.keys(charts)) { draw(name); byId("chart-" + name).hide(); }
  tell();
  byId("from").value = state.from; byId("to").value = state.to;
  for (const box of document.querySelectorAll("[name=operator]")) box.checked = state.chosen.has(box.value);
  byId("status").textContent = chosen().length + " operators, " + longMonth(months[state.from]) + " to " + longMonth(months[state.to]);
}
for (const id of ["from", "to"]) {
  byId(id).append(...months.map((month, at) => element("option", { value: at }, longMonth(month))));
  byId(id).addEventListener("change", () => {
    state[id] = Number(byId(id).value);
    if (state.from > state.to) state[id === "from" ? "to" : "from"] = state[id];
    refresh();
  });
}
for (const box of document.querySelectorAll("[name=operator]")) box.addEventListener("change", () => {
  if (box.checked) state.chosen.add(box.value); else state.chosen.delete(box.value);
  refresh();
});
byId("forecast").addEventListener("change", () => { state.forecast = byId("forecast").checked; refresh(); });
for (const button of document.querySelectorAll("[data-years]")) button.addEventListener("click", () => {
  const years = Number(button.dataset.years);
  state.to = months.length - 1;
  state.from = years === 0 ? 0 : Math.max(0, months.findIndex((month) => numberOf(month) >= numberOf(months[state.to]) - 12 * years));
  refresh();
});
for (const button of document.querySelectorAll("[data-choose]")) button.addEventListener("click", () => {
  const which = button.dataset.choose;
  state.chosen = new Set(which === "none" ? [] : operators.filter((one) => which === "all" || one.first).map((one) => one.key));
  refresh();
});
for (const name of Object.keys(charts)) {
  const holder = byId("chart-" + name);
  let at;
  holder.addEventListener("pointermove", (event) => { at = holder.monthAt(event.clientX - holder.getBoundingClientRect().left); holder.pointAt(at); });
  holder.addEventListener("pointerleave", () => holder.hide());
  holder.addEventListener("blur", () => holder.hide());
  holder.addEventListener("keydown", (event) => {
    const move = { ArrowLeft: -1, ArrowRight: 1, PageUp: -12, PageDown: 12, Home: -1e4, End: 1e4 }[event.key];
    if (event.key === "Escape") holder.hide();
    if (move === undefined) return;
    event.preventDefault();
    at = Math.min(state.to, Math.max(state.from, (at ?? state.to) + (at === undefined && Math.abs(move) === 1 ? 0 : move)));
    byId("status").textContent = holder.pointAt(at);
  });
}
const root = document.documentElement;
const themeButton = byId("theme");
const isDark = () => (root.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
const showTheme = () => { themeButton.textContent = isDark() ? "Light theme" : "Dark theme"; };
themeButton.addEventListener("click", () => { root.dataset.theme = isDark() ? "light" : "dark"; showTheme(); });
showTheme();
root.classList.add("live");
new ResizeObserver(() => requestAnimationFrame(() => { for (const name of Object.keys(charts)) draw(name); })).observe(byId("content"));
refresh();
})();
`;
