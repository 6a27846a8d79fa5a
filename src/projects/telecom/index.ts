// What the telecom notebooks use, and any program that wants the project's parts.
export { analyseTelecom, type TelecomAnalysis, telecomMetrics } from "./analyse.js";
export { checkMarket, type Gap, type MarketChecks, monthName } from "./check-market.js";
export { telecomCredit } from "./credit.js";
export { type DashboardOptions, telecomDashboard } from "./dashboard.js";
export { telecomSource, telecomTableNames, telecomTables } from "./data-source.js";
export { telecomDictionary } from "./dictionary.js";
export {
  type ComingShares,
  type ForecastError,
  type ForecastOptions,
  forecastShares,
  type ShareForecast,
} from "./forecast.js";
export { type IftTableName, iftFileNames, iftSchemas, iftUrl } from "./ift-schemas.js";
export { leadingSeries, type ShareSeries } from "./leading-series.js";
export {
  type LoadOptions,
  openTelecomFolder,
  readTelecom,
  refreshTelecom,
  type TelecomRefresh,
  type TelecomTables,
} from "./load.js";
export { type Market, marketOf, type Operator } from "./market.js";
export { marketFrame } from "./market-frame.js";
export { type OriginalModel, originalFeatures, originalModel, originalRows } from "./original-model.js";
export { parseIft } from "./parse-ift.js";
export { type RecordOptions, readFindings, recordTelecom, type TelecomFindings, writeReport } from "./record.js";
export { telecomSample } from "./sample.js";
export { type TableChange, tableChanges } from "./table-changes.js";
export { type TypicalStepOptions, typicalStep } from "./typical-step.js";
