// cuaderno/stats: statistics

export { type IsotonicRegression, isotonicRegression, isotonicValue } from "./stats/isotonic-regression.js";
export { type ChiSquare, chiSquare } from "./stats/chi-square.js";
export { chiSquareHomogeneity } from "./stats/chi-square-homogeneity.js";
export { correlation } from "./stats/correlation.js";
export { chiSquareSurvival } from "./stats/distributions/chi-square-survival.js";
export { digamma } from "./stats/distributions/digamma.js";
export { fSurvival } from "./stats/distributions/f-survival.js";
export { incompleteBeta } from "./stats/distributions/incomplete-beta.js";
export { normalCumulative } from "./stats/distributions/normal-cumulative.js";
export { normalQuantile } from "./stats/distributions/normal-quantile.js";
export { fClasses } from "./stats/f-classes.js";
export { type FTest, fRegression } from "./stats/f-regression.js";
export { fisherExact } from "./stats/fisher-exact.js";
export { type Histogram, histogram } from "./stats/histogram.js";
export { jensenShannon } from "./stats/jensen-shannon.js";
export { type KolmogorovSmirnov, kolmogorovSmirnov } from "./stats/kolmogorov-smirnov.js";
export { kullbackLeibler } from "./stats/kullback-leibler.js";
export { mean } from "./stats/mean.js";
export { type MutualInformationOptions, mutualInformation } from "./stats/mutual-information.js";
export { populationStabilityIndex } from "./stats/population-stability-index.js";
export { type Proportion, type ProportionZ, proportionZ } from "./stats/proportion-z.js";
export { quantile } from "./stats/quantile.js";
export { standardDeviation } from "./stats/standard-deviation.js";
export { sturgesEdges } from "./stats/sturges-edges.js";
export { type Summary, summarize } from "./stats/summarize.js";
export { wasserstein } from "./stats/wasserstein.js";
