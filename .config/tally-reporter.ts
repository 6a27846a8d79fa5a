import type { Reporter, TestModule } from "vitest/node";

/**
 * Closes a run with one plain line, "N passed, N failed, N skipped", for machines that read the end of a log; before it
 * the tests that passed only when they ran again.
 */
export default class TallyReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const tally = { passed: 0, failed: 0, skipped: 0 };
    const again: string[] = [];
    for (const module of modules) {
      let ran = 0;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state !== "pending") tally[state] += 1;
        if (test.diagnostic()?.flaky) again.push(`${module.relativeModuleId} > ${test.fullName}`);
        ran += 1;
      }
      if (ran === 0 || module.errors().length > 0) tally.failed += module.state() === "failed" ? 1 : 0;
    }
    setImmediate(() => {
      for (const name of again) console.log(`passed only when run again: ${name}`);
      console.log(`${tally.passed} passed, ${tally.failed} failed, ${tally.skipped} skipped`);
    });
  }
}
