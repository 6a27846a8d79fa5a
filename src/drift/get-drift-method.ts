import { didYouMean } from "../core/did-you-mean.js";
import { ArgumentError } from "../core/errors.js";
import { chiSquareMethod } from "./chi-square-method.js";
import type { DriftMethod, DriftMethodName } from "./drift-method.js";
import { jensenShannonMethod } from "./jensen-shannon-method.js";
import { kolmogorovSmirnovMethod } from "./kolmogorov-smirnov-method.js";
import { kullbackLeiblerMethod } from "./kullback-leibler-method.js";
import { populationStabilityIndexMethod } from "./population-stability-index-method.js";
import { proportionZMethod } from "./proportion-z-method.js";
import { wassersteinMethod } from "./wasserstein-method.js";

const methods: Readonly<Record<DriftMethodName, DriftMethod>> = {
  "kolmogorov-smirnov": kolmogorovSmirnovMethod,
  wasserstein: wassersteinMethod,
  "population-stability-index": populationStabilityIndexMethod,
  "jensen-shannon": jensenShannonMethod,
  "kullback-leibler": kullbackLeiblerMethod,
  "chi-square": chiSquareMethod,
  "proportion-z": proportionZMethod,
};

/**
 * The drift method of that name; a method that is already one is returned as it is.
 *
 * @example getDriftMethod("wasserstein").threshold // 0.1
 */
export function getDriftMethod(method: DriftMethodName | DriftMethod): DriftMethod {
  if (typeof method !== "string") return method;
  if (Object.hasOwn(methods, method)) return methods[method];
  const names = Object.keys(methods);
  throw new ArgumentError(
    `getDriftMethod: no method "${method}"; there are ${names.join(", ")}${didYouMean(method, names)}`,
  );
}
