import { divergenceContract } from "../testing/divergence-contract.js";
import { kullbackLeibler } from "./kullback-leibler.js";

divergenceContract("kullbackLeibler", kullbackLeibler, { symmetric: false });
