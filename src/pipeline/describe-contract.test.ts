import { expect, it } from "vitest";
import { trafficPipeline } from "../testing/traffic-pipeline.js";
import { describeContract, exampleRow } from "./describe-contract.js";
import { predictRows } from "./predict-rows.js";

it("describes every input in words, and makes a row that the contract accepts", () => {
  const model = trafficPipeline();
  expect(describeContract(model)).toEqual([
    { name: "temperature", type: "number", unit: "K", rules: "200 to 330", description: "air temperature" },
    { name: "holiday", type: "boolean", unit: "", rules: "", description: "public holiday" },
    { name: "weather", type: "string", unit: "", rules: "one of Clear, Rain, Snow, Fog", description: "" },
    {
      ...{ name: "time", type: "datetime", unit: "", description: "start of the hour" },
      rules: "training rows 2018-01-01T00:00 to 2018-01-25T23:00",
    },
  ]);
  const row = exampleRow(model);
  expect(row).toEqual({ time: "2024-01-15 08:00:00", temperature: 285, weather: "Clear", holiday: false });
  expect(predictRows(model, [row])[0]?.valid).toBe(true);
});
