import { describe, test } from 'vitest'
import { describePlatform } from './describe-platform.ts'
import { startDistributed } from './start-distributed.ts'
import { findPostgres } from './start-postgres.ts'

const postgres = findPostgres()
if (postgres === null) {
  describe('distributed, a process per service', () => {
    test.skip('needs PostgreSQL, which is not installed here (apt-get install postgresql)', () => {})
  })
} else {
  describePlatform('distributed, a process per service', () => startDistributed(postgres))
}
