import { type ComponentChild, h } from "preact";
import type { CurveSettings } from "./curve-chart.js";

/** The settings of curves in an address. */
export function readCurveSettings(query: URLSearchParams): CurveSettings {
  const x = query.get("x");
  const smoothing = Number(query.get("smooth"));
  return {
    x: x === "time" || x === "clock" ? x : "step",
    log: query.get("log") === "1",
    smoothing: smoothing > 0 && smoothing <= 0.99 ? smoothing : 0,
  };
}

export interface CurveToolsProps {
  readonly settings: CurveSettings;
  change(changes: Readonly<Record<string, string | undefined>>): void;
}

/** Choice of the horizontal axis, the scale and the smoothing. */
export function CurveTools({ settings: { x, log, smoothing }, change }: CurveToolsProps): ComponentChild {
  return h(
    "div",
    { class: "tools", role: "group", "aria-label": "Curves" },
    h(
      "label",
      { class: "choice" },
      "Over ",
      h(
        "select",
        { value: x, onChange: (event: Event) => change({ x: (event.target as HTMLSelectElement).value }) },
        h("option", { value: "step" }, "step"),
        h("option", { value: "time" }, "time since start"),
        h("option", { value: "clock" }, "date and time"),
      ),
    ),
    h(
      "button",
      { type: "button", "aria-pressed": log, onClick: () => change({ log: log ? undefined : "1" }) },
      "Log scale",
    ),
    h(
      "label",
      { class: "choice" },
      "Smoothing ",
      h("input", {
        type: "range",
        min: 0,
        max: 0.98,
        step: 0.02,
        value: smoothing,
        onChange: (event: Event) => {
          const { value } = event.target as HTMLInputElement;
          change({ smooth: value === "0" ? undefined : value });
        },
      }),
      h("output", null, smoothing.toFixed(2)),
    ),
  );
}
