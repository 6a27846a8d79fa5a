// cuaderno/report: figures, pages, display

export { descriptionParts } from "./display/description-parts.js";
export { type MetricOptions, metric } from "./display/metric.js";
export { setTag } from "./display/set-tag.js";
export { plotlySource } from "./display/plotly-source.js";
export { show } from "./display/show.js";
export type { ShowTableOptions } from "./display/shown-table.js";
export { validationParts } from "./display/validation-parts.js";
export { live, type LiveOptions, type LivePage } from "./live/live.js";
export type {
  LiveAggregate,
  LiveAxis,
  LiveFigureView,
  LiveFilter,
  LiveHistogramView,
  LiveMapView,
  LiveMeasure,
  LiveMetricsView,
  LiveNumbersView,
  LivePeriod,
  LiveScatterView,
  LiveScore,
  LiveSpec,
  LiveTableView,
  LiveView,
  LiveWhatIfView,
} from "./live/live-spec.js";
export { escapeHtml } from "./report/escape-html.js";
export { type BarOptions, barFigure } from "./report/figures/bar-figure.js";
export { boxFigure } from "./report/figures/box-figure.js";
export type { SampleSeries } from "./report/figures/distribution-series.js";
export { type Facet, type FacetOptions, facetFigure } from "./report/figures/facet-figure.js";
export type { Axis, FigureOptions, Guide } from "./report/figures/figure-options.js";
export type { FigureSeries } from "./report/figures/figure-series.js";
export type { FigureValues } from "./report/figures/figure-values.js";
export { type Figure, isFigure } from "./report/figures/figure.js";
export { type HeatmapCells, type HeatmapOptions, heatmapFigure } from "./report/figures/heatmap-figure.js";
export { type HistogramOptions, type HistogramSeries, histogramFigure } from "./report/figures/histogram-figure.js";
export { type ImportanceOptions, importanceFigure } from "./report/figures/importance-figure.js";
export { type LineOptions, type LineSeries, lineFigure } from "./report/figures/line-figure.js";
export { type MapOptions, type MapPoints, mapFigure } from "./report/figures/map-figure.js";
export {
  type ScatterOptions,
  type ScatterSeries,
  type ScatterTrend,
  scatterFigure,
} from "./report/figures/scatter-figure.js";
export { violinFigure } from "./report/figures/violin-figure.js";
export { formatNumbers } from "./report/tables/format-numbers.js";
export { markdownHtml } from "./report/markdown/markdown-html.js";
export { type IndexEntry, indexPage } from "./report/page/index-page.js";
export type { Callout, Card, Page, PagePart, PageSection } from "./report/page/page.js";
export { renderPage } from "./report/page/render-page.js";
export type { Table, TableCell, TableColumn } from "./report/tables/table.js";
export { tableHtml } from "./report/tables/table-html.js";
