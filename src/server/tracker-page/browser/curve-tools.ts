import { type ComponentChild, h } from "preact";
import type { CurveSettings } from "./curve-chart.js";
import { choice } from "./select-field.js";

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
    choice("Over", x, [["step"], ["time", "time since start"], ["clock", "date and time"]], (value) =>
      change({ x: value }),
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
