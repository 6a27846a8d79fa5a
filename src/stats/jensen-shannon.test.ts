import { divergenceContract } from "../testing/divergence-contract.js";
import { jensenShannon } from "./jensen-shannon.js";

divergenceContract("jensenShannon", jensenShannon, { symmetric: true });
