import { afterAll, beforeAll, describe } from "vitest";
import type { SqlContractKind, SqlDialect } from "./sql-dialect.js";
import { sqlFailuresContract } from "./sql-failures-contract.js";
import { sqlInterruptionsContract } from "./sql-interruptions-contract.js";
import { sqlRowsContract } from "./sql-rows-contract.js";
import { SqlSession } from "./sql-session.js";
import { sqlValuesContract } from "./sql-values-contract.js";

/** What every server's session does, through `sqlTable`, `readSql` and `sqlBatches`. */
export function sqlContract(kind: SqlContractKind, dialect: SqlDialect): void {
  describe.skipIf(kind.missing !== undefined)(
    `sqlTable on ${kind.name}${kind.missing === undefined ? "" : ` (${kind.missing})`}`,
    () => {
      const session = new SqlSession();
      beforeAll(async () => {
        session.server = await kind.start();
        await session.server.execute(...dialect.tables);
      }, 120_000);
      afterAll(() => session.stop());

      sqlValuesContract(session);
      sqlRowsContract(session, dialect);
      sqlFailuresContract(session, dialect);
      sqlInterruptionsContract(session, dialect);
    },
  );
}
