import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { historyRoutes } from "../server/history/history-routes.js";
import { openHistory } from "../server/history/open-history.js";
import { type ListeningServer, listen } from "../server/listen.js";
import { makeService } from "../server/make-service.js";
import { predictionLog } from "../server/prediction-log.js";
import { modelSource } from "../server/served-model.js";
import { priceHistory, priceModel } from "./price-series.js";

/** A new folder for a prediction log. */
export function seriesLog(): string {
  return mkdtempSync(join(tmpdir(), "cuaderno-series-log-"));
}

/** A server of the price model with its data, where everything is allowed. */
export async function seriesServer(logFolder: string): Promise<ListeningServer> {
  const model = modelSource("price", priceModel());
  const onProblem = (problem: string): never => {
    throw new Error(problem);
  };
  const log = predictionLog({ folder: logFolder, instance: "a", now: () => new Date(), onProblem });
  const routes = historyRoutes({
    ...{ model, history: await openHistory(await priceHistory()), allowUpload: true, allowReset: true },
    ...{ predictionLog: log, logFolder, allowedHosts: [] },
  });
  return listen(await makeService({ models: [model], routes, predictionLog: log }), { port: 0 });
}
