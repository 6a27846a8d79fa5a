// What the World Bank notebooks use, and any program that wants the project's parts.
export { areaKind, groupCodes, wrongAreaNames } from "./area-kind.js";
export { type AreaNames, areaNames } from "./area-names.js";
export { worldBankCredit } from "./credit.js";
export { dampedTrend, type Trend } from "./damped-trend.js";
export { observationTable, sakilaTables, worldBankSource } from "./data-source.js";
export { forecastIndicator, type IndicatorForecast, type Prediction, type Score } from "./forecast.js";
export { type ImpossibleValue, impossibleValues } from "./impossible-values.js";
export { type Indicator, indicatorNamed, indicators } from "./indicators.js";
export { indicatorFiles, type LoadWorldBankOptions, loadWorldBank, type WorldBankTables } from "./load.js";
export { type OriginalFit, originalLinear, originalTrees } from "./original.js";
export { worldBankProject } from "./project.js";
export { type IndicatorFile, readIndicatorFile } from "./read-indicator-file.js";
export {
  predictionSchema,
  type Refinement,
  type RefineOptions,
  readRefinement,
  refineWorldBank,
  worldBankMetrics,
} from "./refine.js";
export { loadSakila, type SakilaLoad, type SakilaOptions } from "./sakila.js";
export { worldBankSample } from "./sample.js";
export { observationSchema, type SakilaTable, sakilaSchemas } from "./schema.js";
export { type AreaSeries, areaNamed, type IndicatorSeries, indicatorSeries } from "./series.js";
export {
  areaStatistics,
  areaStatisticsSchema,
  type EmptyChoice,
  globalStatistics,
  globalStatisticsSchema,
  withKind,
} from "./statistics.js";
export { droppedTable, fileTable, sakilaTable, scoreTable } from "./tables.js";
export { yearStarts } from "./year-starts.js";
