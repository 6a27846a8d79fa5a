import { fitFigure } from "./fit-figure.js";
import { loadPlotly, type PageFigure } from "./plotly.js";
import { sheet } from "./sheet.js";
import { themeLayout } from "./theme-layout.js";

/** The figures of the page. */
export interface Figures {
  /** Draws all of them for the first time, where the page carries Plotly. */
  draw(): Promise<void>;
  /** Draws again in the colours of the page. */
  repaint(): void;
  /** Draws those again whose width has changed. */
  resize(): void;
  setPrinting(printing: boolean): void;
}

interface Plot {
  readonly element: HTMLElement;
  readonly figure: PageFigure;
  width: number;
}

/** Finds the figures of the page. */
export function startFigures(): Figures {
  const plots: Plot[] = [];
  let printing = false;
  return {
    async draw() {
      const sources = [...document.querySelectorAll<HTMLElement>("script[data-figure]")];
      const plotly = document.getElementById("plotly_source");
      if (sources.length === 0 || plotly === null) return;
      try {
        await loadPlotly(plotly);
      } catch (error) {
        for (const element of document.querySelectorAll(".plot")) {
          element.textContent = `This figure could not be drawn in this browser: ${(error as Error).message}`;
        }
        return;
      }
      for (const source of sources) {
        const element = document.getElementById(source.dataset.figure ?? "");
        if (element === null) continue;
        try {
          const plot = { element, figure: JSON.parse(source.textContent ?? "") as PageFigure, width: 0 };
          await paint(plot, printing);
          element.dataset.drawn = "yes";
          plots.push(plot);
        } catch (error) {
          element.textContent = `This figure could not be drawn: ${(error as Error).message}`;
        }
      }
      document.documentElement.dataset.figures = "drawn";
    },
    repaint: () => {
      for (const plot of plots) void paint(plot, printing);
    },
    resize: () => {
      for (const plot of plots) if (plot.width !== plot.element.clientWidth) void paint(plot, printing);
    },
    setPrinting: (value) => {
      printing = value;
    },
  };
}

async function paint(plot: Plot, printing: boolean): Promise<void> {
  const { element, figure } = plot;
  element.style.width = printing ? `${sheet.width}px` : "";
  plot.width = element.clientWidth;
  const config = {
    responsive: false,
    displaylogo: false,
    ...figure.config,
    modeBarButtonsToRemove: ["select2d", "lasso2d", "autoScale2d", "sendChartToCloud"],
    showSendToCloud: false,
    plotlyServerURL: "",
  };
  const { data, layout } = fitFigure(
    { data: figure.data, layout: themeLayout(figure.layout ?? {}) },
    { width: plot.width, printing },
  );
  element.style.height = `${layout.height}px`;
  await Plotly.react(element, data, layout, config);
  for (const tool of element.querySelectorAll<HTMLElement>(".modebar button, .modebar a")) tool.tabIndex = -1;
}
