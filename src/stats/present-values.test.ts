import { expect, it } from "vitest";
import { correlation } from "./correlation.js";
import { jensenShannon } from "./jensen-shannon.js";
import { mean } from "./mean.js";
import { quantile } from "./quantile.js";
import { standardDeviation } from "./standard-deviation.js";
import { summarize } from "./summarize.js";

it("takes the null of Polars for a missing value, not for 0", () => {
  const values = [null, 1, 3] as unknown as number[];
  expect([mean(values), standardDeviation(values, { of: "population" }), quantile(values, 0)]).toEqual([2, 1, 1]);
  expect(summarize(values)).toMatchObject({ rowCount: 3, count: 2, missing: 1, mean: 2, minimum: 1 });
  expect(correlation(values, [1, 2, 3])).toBeNaN();
});

it("refuses a count that is infinite", () => {
  expect(() => jensenShannon([Number.POSITIVE_INFINITY, 1], [1, 2])).toThrow(
    "jensenShannon: reference bin 0 is Infinity; expected a share or count >= 0",
  );
});
