// Prints the line that CI reads, from Vitest's JSON report. With CI=true a skipped test is a failed one: every server
// that a test needs is there.
import { readFileSync } from 'node:fs'

const report = JSON.parse(readFileSync(process.argv[2], 'utf8'))
const skipped = report.numPendingTests + report.numTodoTests
const brokenSuites = report.testResults.filter(
  (suite) => suite.status === 'failed' && suite.assertionResults.every((test) => test.status !== 'failed'),
)
for (const suite of brokenSuites) console.error(`did not run: ${suite.name}`)
for (const suite of report.testResults) {
  for (const test of suite.assertionResults)
    if (test.status === 'pending' || test.status === 'skipped') console.error(`skipped: ${test.fullName}`)
}
const failed = report.numFailedTests + skipped + brokenSuites.length
console.log(`${report.numPassedTests} passed, ${failed} failed`)
process.exit(failed === 0 && report.numPassedTests > 0 ? 0 : 1)
