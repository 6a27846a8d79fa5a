import type { Authenticator } from "./authenticate.js";
import type { PredictionLog } from "./prediction-log.js";
import type { RateLimit } from "./rate-limit.js";
import type { RequestLimits } from "./request-rows.js";
import type { ModelSource } from "./served-model.js";
import type { Route } from "./service-request.js";

/** What a service serves, and how. */
export interface ServiceOptions {
  readonly models: readonly ModelSource[];
  /** Further routes, such as those of tables; they come before the others. @default none */
  readonly routes?: readonly Route[] | undefined;
  /** @default 5 MB and 10,000 rows */
  readonly limits?: Partial<RequestLimits> | undefined;
  /** @default every request is accepted */
  readonly authenticator?: Authenticator | undefined;
  /** Origins whose pages may send requests. @default none */
  readonly corsOrigins?: readonly string[] | undefined;
  /** @default none */
  readonly rateLimit?: RateLimit | undefined;
  /** Whether the header `x-forwarded-for` names the client. @default false */
  readonly trustProxy?: boolean | undefined;
  /** Called with one line of JSON for every request. */
  readonly log?: ((line: string) => void) | undefined;
  readonly predictionLog?: PredictionLog | undefined;
  /** Name of the process, which responses carry as `x-instance`. @default none */
  readonly instance?: string | undefined;
  /** Version that documents carry. @default "0" */
  readonly version?: string | undefined;
}
