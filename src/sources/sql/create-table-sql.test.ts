import { expect, it } from "vitest";
import { column } from "../../table/schema/column.js";
import { schema } from "../../table/schema/schema.js";
import { createTableSql } from "./create-table-sql.js";

const sales = schema("sales", {
  year: column.integer(),
  price: column.number({ unit: "EUR", description: "the seller's price" }),
});

it("declares columns with comments, and partitions apart", () => {
  expect(createTableSql(sales, { location: "s3://b/sales/", partitionBy: ["year"] }).split("\n")).toEqual([
    "CREATE EXTERNAL TABLE IF NOT EXISTS `sales` (",
    "  `price` double COMMENT 'the seller''s price [EUR]'",
    ")",
    "PARTITIONED BY (",
    "  `year` bigint",
    ")",
    "STORED AS PARQUET",
    "LOCATION 's3://b/sales/';",
    "MSCK REPAIR TABLE `sales`;",
    "",
  ]);
});

it("refuses names that differ by case alone", () => {
  const twins = schema("t", { a: column.number(), A: column.number() });
  expect(() => createTableSql(twins, { location: "s3://b/" })).toThrow('"A" differs from another column only by case');
});
