import { needsSail, sailPython } from "../../testing/find-spark.js";
import { sparkContract } from "../../testing/spark-contract.js";
import { sparkDialect } from "../../testing/spark-dialect.js";
import { startSparkServer } from "../../testing/spark-server.js";
import { sqlContract } from "../../testing/sql-contract/sql-contract.js";

const missing = sailPython === undefined ? needsSail : undefined;
sqlContract({ name: "Sail", missing, start: () => startSparkServer("Sail", sailPython ?? "") }, sparkDialect);
sparkContract("Sail", sailPython ?? "", missing);
