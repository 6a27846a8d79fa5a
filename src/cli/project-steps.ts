import type { RestorableStep } from "../features/step.js";
import { dottedNumbers } from "../projects/milk/dotted-numbers.js";
import { typicalStep } from "../projects/telecom/typical-step.js";
import { holidaySpread } from "../projects/traffic/holiday-spread.js";
import { dampedTrend } from "../projects/worldbank/damped-trend.js";

/** The custom steps of the worked projects. */
export const projectSteps: readonly RestorableStep[] = [holidaySpread, dampedTrend, dottedNumbers, typicalStep];
