import { describe, expect, it } from "vitest";
import { driftMethodContract } from "../testing/drift-method-contract.js";
import type { DriftMethodName } from "./drift-method.js";
import { getDriftMethod } from "./get-drift-method.js";

driftMethodContract(getDriftMethod("kolmogorov-smirnov"));
driftMethodContract(getDriftMethod("wasserstein"));
driftMethodContract(getDriftMethod("population-stability-index"));
driftMethodContract(getDriftMethod("jensen-shannon"));
driftMethodContract(getDriftMethod("kullback-leibler"));
driftMethodContract(getDriftMethod("chi-square"));
driftMethodContract(getDriftMethod("proportion-z"), { highest: 1 });

describe("getDriftMethod", () => {
  it("lists the methods when the name is unknown", () => {
    expect(() => getDriftMethod("wassertein" as DriftMethodName)).toThrow('did you mean "wasserstein"?');
  });
});
