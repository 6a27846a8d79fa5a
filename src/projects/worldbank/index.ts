// What the World Bank notebooks use.
export { areaKind } from "./area-kind.js";
export { type DampedTrendSettings, dampedTrend } from "./damped-trend.js";
export { type Indicator, indicators } from "./indicators.js";
export { type IndicatorFile, parseIndicatorFile, readIndicatorFile } from "./read-indicator-file.js";
export { forecastSchema, observationSchema, type SakilaTable, sakilaSchemas } from "./worldbank-schema.js";
export { observationFiles, worldBankSource } from "./worldbank-source.js";
