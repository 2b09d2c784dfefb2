import { fastify } from 'fastify'
import { expect, test } from 'vitest'
import { addInvalidationRoute } from './add-invalidation-route.ts'

function create(invalidated: number | null) {
  const got: (readonly string[])[] = []
  const server = fastify()
  addInvalidationRoute(server, {
    store: {
      getMany: async () => ({ values: [], moment: null }),
      setMany: async () => 0,
      async invalidate(tags) {
        got.push(tags)
        return invalidated
      },
    },
  })
  const post = (payload: object) => server.inject({ method: 'POST', url: '/cache/invalidate', payload })
  return { post, got }
}

test('an operator invalidates tags and hears under how many something was kept', async () => {
  const { post, got } = create(1)
  const response = await post({ tags: ['type:User', 'x'] })
  expect(response.json()).toEqual({ invalidated: 1 })
  expect(got).toEqual([['type:User', 'x']])
})

test('every problem of a body is told at once, and nothing is invalidated', async () => {
  const { post, got } = create(1)
  const response = await post({ tags: ['', 1], other: true })
  expect(response.statusCode).toBe(400)
  expect(response.json().problems.map(({ path }: { path: string }) => path)).toEqual(['tags.0', 'tags.1', ''])
  expect((await post({})).statusCode).toBe(400)
  expect((await post({ tags: new Array(1_001).fill('x') })).statusCode).toBe(400)
  expect(got).toEqual([])
})

test('while the store is away the answer says so', async () => {
  const { post } = create(null)
  expect((await post({ tags: ['x'] })).statusCode).toBe(503)
})
