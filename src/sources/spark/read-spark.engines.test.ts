import { needsSpark, sparkPython } from "../../testing/find-spark.js";
import { sparkContract } from "../../testing/spark-contract.js";
import { sparkDialect } from "../../testing/spark-dialect.js";
import { startSparkServer } from "../../testing/spark-server.js";
import { sqlContract } from "../../testing/sql-contract/sql-contract.js";

const missing = sparkPython === undefined ? needsSpark : undefined;
sqlContract(
  { name: "Spark", missing, start: () => startSparkServer("Spark", sparkPython ?? "") },
  { ...sparkDialect, planningMs: 5_000 },
);
sparkContract("Spark", sparkPython ?? "", missing);
