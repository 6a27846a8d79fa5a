import { describe } from "vitest";
import { groupMean } from "../models/baselines/group-mean.js";
import { meanModel } from "../models/baselines/mean-model.js";
import { elasticNet } from "../models/linear/elastic-net.js";
import { lasso } from "../models/linear/lasso.js";
import { linear } from "../models/linear/linear.js";
import { logistic } from "../models/linear/logistic.js";
import { ridge } from "../models/linear/ridge.js";
import type { Model } from "../models/model.js";
import { kNearest } from "../models/neighbors/k-nearest.js";
import { naiveBayes } from "../models/neighbors/naive-bayes.js";
import { gradientBoosting } from "../models/trees/gradient-boosting.js";
import { randomForest } from "../models/trees/random-forest.js";
import { serviceContract } from "../testing/service-contract.js";
import { trafficPipeline, usualRow } from "../testing/traffic-pipeline.js";

const rows = Array.from({ length: 24 }, (_, hour) => ({
  ...usualRow,
  time: `2018-01-10 ${String(hour).padStart(2, "0")}:00:00`,
  temperature: 270 + hour,
  weather: ["Clear", "Rain", "Snow"][hour % 3],
}));

const families: readonly (readonly [string, Model, "volume" | "busy" | "level"])[] = [
  ["mean", meanModel(), "volume"],
  ["group mean", groupMean({ by: ["hour"] }), "volume"],
  ["linear", linear(), "volume"],
  ["ridge", ridge({ alpha: 1 }), "volume"],
  ["lasso", lasso({ alpha: 1 }), "volume"],
  ["elastic net", elasticNet({ alpha: 1 }), "volume"],
  ["k nearest", kNearest({ neighbours: 5, target: "number" }), "volume"],
  ["boosted trees", gradientBoosting({ rounds: 10 }), "volume"],
  ["boosted trees of two classes", gradientBoosting({ rounds: 10, objective: "logistic" }), "busy"],
  ["boosted trees of labels", gradientBoosting({ rounds: 10, objective: "softmax" }), "level"],
  ["random forest", randomForest({ trees: 5 }), "volume"],
  ["logistic", logistic(), "busy"],
  ["logistic of labels", logistic(), "level"],
  ["naive Bayes", naiveBayes(), "level"],
];

describe("every model behind HTTP", () => {
  for (const [name, model, target] of families) serviceContract(name, trafficPipeline({ model, target }), rows);
});
