import { penalised } from "./elastic-net.js";
import type { Linear } from "./linear.js";

/**
 * Linear regression with coefficients of 0 for weak columns: it minimises squared errors / (2 rows) + alpha x sum of
 * |coefficient|, as scikit-learn's Lasso. It is `elasticNet` with an l1Share of 1.
 *
 * @example lasso({ alpha: 0.1 }).kind // "lasso"
 */
export function lasso({ alpha }: { readonly alpha: number }): Linear {
  return penalised("lasso", alpha, 1);
}
