import type { Viewer } from '@ree-ai/kit/identity/viewer'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ana, ben, reviewer, startProperties, type TestProperties } from '../testing/start-properties.ts'
import type { StandardStatus } from './listing.ts'

/**
 * Who may move a listing from the status of the row to that of the column: o its owner, r a reviewer, s nobody but the service
 * itself, - nobody. Written out here a second time on purpose: a cell of the table that is changed by mistake is seen.
 */
const table = `
                  DRAFT PENDING_REVIEW ACTIVE UNDER_CONTRACT CLOSED EXPIRED WITHDRAWN REJECTED
  DRAFT             -         o          o          -          -       -        -         -
  PENDING_REVIEW    r         -          r          -          -       -        -         r
  ACTIVE            -         s          -          o          o       s        o         r
  UNDER_CONTRACT    -         s          o          -          o       -        o         -
  CLOSED            -         -          -          -          -       -        -         -
  EXPIRED           -         s          o          -          o       -        o         -
  WITHDRAWN         o         s          o          -          -       -        -         -
  REJECTED          -         o          -          -          -       -        -         -
`
const [columns = [], ...rows] = table
  .trim()
  .split('\n')
  .map((line) => line.trim().split(/\s+/)) as [StandardStatus[], ...string[][]]
const actors = { o: 'owner', r: 'reviewer', s: 'service', '-': 'nobody' } as const
const cells = rows.flatMap(([from = '', ...marks]) =>
  marks.map((mark, index) => ({
    from: from as StandardStatus,
    to: columns[index] as StandardStatus,
    who: actors[mark as keyof typeof actors],
  })),
)

/** What a stranger may know of: listings that the public sees. */
const isPublic = (status: StandardStatus) => status === 'ACTIVE'

describe('of every two statuses', () => {
  let properties: TestProperties
  let id: string
  beforeAll(async () => {
    properties = await startProperties()
    id = (await properties.offer({}, { isDraft: true })).id
  })
  afterAll(() => properties.close())

  async function tryMove(from: StandardStatus, to: StandardStatus, viewer: Viewer) {
    const { property, statusChange } = properties.database.client
    const { version } = await property.update({ where: { id }, data: { standardStatus: from } })
    const before = await statusChange.count()
    const { data, errors } = await properties.ask(
      'mutation ($input: ChangePropertyStatusInput!) { it: changePropertyStatus(input: $input) { standardStatus version } }',
      { input: { id, version, standardStatus: to, reason: 'For the test.' } },
      viewer,
    )
    const after = await property.findUniqueOrThrow({ where: { id } })
    const written = await statusChange.findMany({
      orderBy: { id: 'desc' },
      take: (await statusChange.count()) - before,
    })
    return {
      answer: errors?.[0]?.extensions.code ?? data.it.standardStatus,
      stored: after.standardStatus,
      audit: written.map(({ fromStatus, toStatus, actorId }) => [fromStatus, toStatus, actorId]),
    }
  }

  test('the table has all 64 pairs', () => {
    expect(cells).toHaveLength(64)
    expect(rows.map(([name]) => name)).toEqual(columns)
  })

  test.each(cells)('$from to $to: $who, with one audit row; others change nothing', async ({ from, to, who }) => {
    for (const [name, viewer] of [
      ['owner', ana],
      ['reviewer', reviewer],
      ['stranger', ben],
    ] as const) {
      const isAllowed = name === who
      const refusal = who === 'nobody' ? 'INVALID_TRANSITION' : 'FORBIDDEN'
      const strangers = isPublic(from) ? 'FORBIDDEN' : 'NOT_FOUND'
      expect({ name, ...(await tryMove(from, to, viewer)) }).toEqual({
        name,
        answer: isAllowed ? to : name === 'stranger' ? strangers : refusal,
        stored: isAllowed ? to : from,
        audit: isAllowed ? [[from, to, viewer.id]] : [],
      })
    }
  })
})
