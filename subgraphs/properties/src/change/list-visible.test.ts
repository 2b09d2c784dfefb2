import { afterAll, beforeAll, expect, test } from 'vitest'
import { ana, follower, reviewer, startProperties, type TestProperties } from '../testing/start-properties.ts'

let properties: TestProperties
beforeAll(async () => {
  properties = await startProperties()
})
afterAll(() => properties.close())

const ask = (ids: readonly string[], viewer: typeof ana | null = follower) =>
  properties.ask('query ($ids: [ID!]!) { visibleProperties(ids: $ids) }', { ids }, viewer)

test('tells which listings everyone may see at this moment, in one statement', async () => {
  const draft = await properties.offer({ title: 'Still a draft' }, { isDraft: true })
  const open = await properties.offer({ title: 'Seen by all' })
  const withdrawn = await properties.offer({ title: 'Soon withdrawn' })
  const deleted = await properties.offer({ title: 'Soon deleted' })
  const ids = [withdrawn.id, deleted.id, 'nothing', draft.id, open.id.toUpperCase(), open.id]
  const before = await properties.countCalls()
  expect((await ask(ids)).data.visibleProperties).toEqual([withdrawn.id, deleted.id, open.id])
  expect((await properties.countCalls()) - before).toBe(1)

  await properties.ask(
    'mutation ($input: ChangePropertyStatusInput!) { changePropertyStatus(input: $input) { id } }',
    { input: { ...withdrawn, standardStatus: 'WITHDRAWN' } },
    ana,
  )
  await properties.ask(
    'mutation ($input: DeletePropertyInput!) { deleteProperty(input: $input) }',
    { input: deleted },
    ana,
  )
  expect((await ask(ids)).data.visibleProperties).toEqual([open.id])
  // What a reviewer or the owner may see besides is not public.
  const both = { ...follower, id: ana.id, scopes: ['properties:sync', 'properties:review'] }
  expect((await ask(ids, both)).data.visibleProperties).toEqual([open.id])
})

test('is for the scope properties:sync only, and takes 100 ids', async () => {
  expect((await ask([], reviewer)).errors?.[0]?.extensions.code).toBe('FORBIDDEN')
  expect((await ask([], null)).errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED')
  expect((await ask([])).data.visibleProperties).toEqual([])
  const { errors } = await ask(Array.from({ length: 101 }, () => ana.id))
  expect(errors?.[0]?.extensions.problems?.map(({ path }) => path)).toEqual(['ids'])
})
