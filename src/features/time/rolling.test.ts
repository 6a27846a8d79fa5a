import { pastContract } from "../../testing/past-contract.js";
import { rolling } from "./rolling.js";

pastContract(
  "rolling",
  rolling({
    columns: ["level"],
    window: 3,
    statistics: ["mean", "deviation", "minimum", "maximum"],
    minimumCount: 1,
    orderBy: "month",
  }),
);
