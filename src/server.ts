// cuaderno/server: predictions of files and over HTTP.

export { openModel, type OpenedModel, type OpenModelOptions } from "./io/tracker/open-model.js";
export { predictFile, type PredictFileOptions, type PredictFileResult } from "./io/predict/predict-file.js";
export type { RejectedRow } from "./io/predict/rejects-file.js";
export { type Authenticator, authenticator, type Credential, parseCredentials } from "./server/authenticate.js";
export { type FieldProblem, HttpProblem, type HttpProblemOptions } from "./server/http-problem.js";
export type { Exchange } from "./server/handle-request.js";
export type { HistoryDataset, HistoryOptions } from "./server/history/history-options.js";
export { historyRoutes } from "./server/history/history-routes.js";
export type { HistorySiteOptions } from "./server/history/history-site.js";
export {
  type SeriesHistory,
  type HistoryTable,
  type HistoryTables,
  openHistory,
} from "./server/history/open-history.js";
export type { Periods, PeriodUnit } from "./server/history/periods.js";
export { listen, type ListeningServer, type ListenOptions } from "./server/listen.js";
export { makeService, type Service } from "./server/make-service.js";
export {
  type LoggedPredictions,
  type PredictionLog,
  type PredictionLogOptions,
  predictionLog,
} from "./server/prediction-log.js";
export type { Reply } from "./server/reply.js";
export { type RateLimit, rateLimit } from "./server/rate-limit.js";
export type { RequestLimits } from "./server/request-rows.js";
export { openModelSource, type OpenModelSourceOptions } from "./server/open-model-source.js";
export { type ModelSource, modelSource, type ServedModel, type TrainedVersion } from "./server/served-model.js";
export type { ServiceOptions } from "./server/service-options.js";
export type {
  IncomingRequest,
  Operation,
  RequestFacts,
  Route,
  ServiceRequest,
} from "./server/service-request.js";
export { tableRoutes } from "./server/tables/table-routes.js";
