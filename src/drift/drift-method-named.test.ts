import { describe, expect, it } from "vitest";
import { driftMethodContract } from "../testing/drift-method-contract.js";
import type { DriftMethodName } from "./drift-method.js";
import { driftMethodNamed } from "./drift-method-named.js";

driftMethodContract(driftMethodNamed("kolmogorov-smirnov"));
driftMethodContract(driftMethodNamed("wasserstein"));
driftMethodContract(driftMethodNamed("population-stability-index"));
driftMethodContract(driftMethodNamed("jensen-shannon"));
driftMethodContract(driftMethodNamed("kullback-leibler"));
driftMethodContract(driftMethodNamed("chi-square"));
driftMethodContract(driftMethodNamed("proportion-z"), { highest: 1 });

describe("driftMethodNamed", () => {
  it("names the methods there are when there is no such one", () => {
    expect(() => driftMethodNamed("wassertein" as DriftMethodName)).toThrow('did you mean "wasserstein"?');
  });
});
