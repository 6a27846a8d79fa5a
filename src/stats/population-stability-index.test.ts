import { divergenceContract } from "../testing/divergence-contract.js";
import { populationStabilityIndex } from "./population-stability-index.js";

divergenceContract("populationStabilityIndex", populationStabilityIndex, { symmetric: true });
