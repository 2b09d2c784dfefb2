import type { Db } from '../db.ts'

/**
 * The leases of jobs. A lease is known by its end: a later one always ends later, so that whoever lost one cannot
 * prolong or end another's.
 */
export interface JobLeaseStore {
  /** Takes the lease when nobody holds it. Whether it was taken, and until when it is held by whoever holds it now. */
  readonly take: (name: string, now: Date, until: Date) => Promise<{ readonly isTaken: boolean; readonly until: Date }>
  /** Moves the end of a lease that is still one's own. False when another replica has it. */
  readonly move: (name: string, held: Date, until: Date, doneAt?: Date) => Promise<boolean>
}

export function createJobLeaseStore(client: Db): JobLeaseStore {
  return {
    async take(name, now, until) {
      const taken = await client.$executeRaw`
        INSERT INTO "properties"."JobLease" AS l ("name", "leasedUntil") VALUES (${name}, ${until}::timestamptz)
        ON CONFLICT ("name") DO UPDATE SET "leasedUntil" = EXCLUDED."leasedUntil"
        WHERE l."leasedUntil" <= ${now}::timestamptz`
      if (taken === 1) return { isTaken: true, until }
      const lease = await client.jobLease.findUnique({ where: { name } })
      return { isTaken: false, until: lease?.leasedUntil ?? now }
    },
    async move(name, held, until, doneAt) {
      const { count } = await client.jobLease.updateMany({
        where: { name, leasedUntil: held },
        data: { leasedUntil: until, ...(doneAt && { doneAt }) },
      })
      return count === 1
    },
  }
}
