import { penalised } from "./elastic-net.js";
import type { Linear } from "./linear.js";

/**
 * Linear regression that leaves weak columns out: it minimises squared errors / (2 rows) + alpha x sum of |coefficient|, as scikit-learn's
 * Lasso. It is `elasticNet` with all of the penalty on |coefficient|; what is said there holds here.
 *
 * @example lasso({ alpha: 0.1 }).kind // "lasso"
 */
export function lasso({ alpha }: { readonly alpha: number }): Linear {
  return penalised("lasso", alpha, 1);
}
