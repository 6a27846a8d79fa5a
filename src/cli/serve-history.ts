import { dirname, resolve } from "node:path";
import { errorMessage } from "../core/error-message.js";
import { ArgumentError, FormatError } from "../core/errors.js";
import type { Json } from "../core/json.js";
import { datasetSchema } from "../io/datasets/append-dataset.js";
import { openStore } from "../io/stores/open-store.js";
import { isUri } from "../runner/run/is-uri.js";
import type { HistoryOptions } from "../server/history/history-options.js";
import type { PredictionLog } from "../server/prediction-log.js";
import type { ModelSource } from "../server/served-model.js";
import type { Route } from "../server/service-request.js";

/** Options of `cuaderno serve` for a series. */
export interface HistoryFlags {
  readonly history?: string | undefined;
  readonly historyRoot?: string | undefined;
  readonly allowUpload?: boolean | undefined;
  readonly allowReset?: boolean | undefined;
  readonly log?: string | undefined;
  readonly maxUpload: number;
  readonly predictionLog: PredictionLog | undefined;
  /** Names by which browsers reach the server. */
  readonly allowedHosts: readonly string[] | "*";
}

/** The routes of `--history`; none without it. */
export async function openHistoryRoutes(
  models: readonly ModelSource[],
  { history: uri, historyRoot, allowUpload, allowReset, log, maxUpload, ...rest }: HistoryFlags,
  cwd: string,
): Promise<readonly Route[]> {
  if (uri === undefined) {
    const stray = allowUpload === true ? "--allow-upload" : allowReset === true ? "--allow-reset" : undefined;
    if (stray === undefined) return [];
    throw new ArgumentError(`serve: ${stray} needs --history, which names the datasets; add it`);
  }
  const [model, other] = models;
  if (model === undefined || other !== undefined) {
    throw new ArgumentError(`serve: --history needs one model, got ${models.length}; serve one`);
  }
  const options = await readOptions(fromFolder(uri, cwd), historyRoot && fromFolder(historyRoot, cwd));
  const { openHistory } = await import("../server/history/open-history.js");
  const { historyRoutes } = await import("../server/history/history-routes.js");
  const { historySite } = await import("../server/history/history-site.js");
  const site = {
    ...{ model, history: await openHistory(options), allowUpload, allowReset },
    ...{ maxUploadBytes: maxUpload, logFolder: log, ...rest },
  };
  await historySite(site).load();
  return historyRoutes(site);
}

/** The options in a YAML file, or those of a single dataset. */
async function readOptions(uri: string, root: string | undefined): Promise<HistoryOptions> {
  if (!/\.ya?ml$/i.test(uri)) return datasetOptions(uri);
  const { store, key } = await openStore(uri, { caller: "serve --history" });
  const { parse } = await import("yaml");
  const text = new TextDecoder().decode(await store.read(key));
  let value: Json;
  try {
    value = parse(text) as Json;
  } catch (cause) {
    throw new FormatError(`serve: ${uri}: invalid YAML: ${errorMessage(cause).split("\n")[0]}`, { cause });
  }
  const { readHistoryOptions } = await import("../server/history/history-options.js");
  const folder = isUri(uri) ? uri.slice(0, uri.lastIndexOf("/") + 1) : `${dirname(uri)}/`;
  return readHistoryOptions(value, { path: uri, folder, root });
}

/** The only column of times is the time, the model's target the real value, and a row predicts its own period. */
async function datasetOptions(uri: string): Promise<HistoryOptions> {
  const schema = await datasetSchema(uri);
  if (schema === undefined) {
    throw new ArgumentError(`serve: --history: ${uri} is not a dataset; name one, or a YAML file that names datasets`);
  }
  const times = Object.entries(schema.columns).filter(([, { kind }]) => kind === "datetime");
  const [first] = times;
  if (first === undefined || times.length > 1) {
    throw new ArgumentError(
      `serve: --history: ${uri} has ${times.length} columns of times; name one as "time" in a YAML file`,
    );
  }
  const name = uri.replace(/\/+$/, "").split("/").at(-1) ?? "rows";
  return { datasets: { [name]: { uri } }, time: first[0], horizon: 0 };
}

/** A path from the working folder; a URI is unchanged. */
function fromFolder(uri: string, cwd: string): string {
  return isUri(uri) ? uri : resolve(cwd, uri);
}
