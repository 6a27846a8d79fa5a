import { pastContract } from "../../testing/past-contract.js";
import { differences } from "./differences.js";

pastContract("differences", differences({ columns: ["level"], lags: [1, 2], orderBy: "month" }));
