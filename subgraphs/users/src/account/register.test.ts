import { decodeJwt } from 'jose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { goodPassword, readViewer, startUsers, type TestUsers } from '../testing/start-users.ts'

let users: TestUsers
beforeAll(async () => {
  users = await startUsers()
})
afterAll(() => users.close())

const registerMutation = `mutation ($input: RegisterInput!) { register(input: $input) { accessToken user { id email role isActive } } }`

test('makes an account with role USER, signed in, and shows the person their own address', async () => {
  const { user, accessToken, tokenType, expiresIn } = await users.register('Ada@Example.com')
  expect(user).toMatchObject({ email: 'Ada@Example.com', role: 'USER' })
  expect({ tokenType, expiresIn }).toEqual({ tokenType: 'Bearer', expiresIn: 3600 })
  expect(decodeJwt(accessToken)).toMatchObject({ sub: user.id, role: 'USER', scope: '' })
})

test('keeps no password, only a bcrypt hash', async () => {
  const { user } = await users.register('hash@example.com')
  const row = await users.database.client.user.findUniqueOrThrow({ where: { id: user.id } })
  expect(row.passwordHash).toMatch(/^\$2b\$04\$/)
})

test('reports every problem at once, each with its path', async () => {
  const input = { email: 'nobody', password: 'short', fullName: 'x'.repeat(201) }
  const { data, errors } = await users.ask(registerMutation, { input })
  expect(data).toBeNull()
  expect(errors?.[0]?.extensions).toEqual({
    code: 'BAD_USER_INPUT',
    problems: [
      { path: 'input.email', reason: 'must be an e-mail address such as name@example.com.' },
      { path: 'input.fullName', reason: 'must have at most 200 characters.' },
      { path: 'input.password', reason: 'must have at least 8 characters.' },
    ],
  })
  expect(await users.database.client.user.count({ where: { email: 'nobody' } })).toBe(0)
})

test.each(['role: ADMIN', 'isActive: false'])('does not let a client set %s', async (field) => {
  const query = `mutation { register(input: { email: "x@example.com", password: "${goodPassword}", ${field} }) { user { id } } }`
  const { errors } = await users.ask(query)
  expect(errors?.[0]?.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED')
})

test('signs in whoever registers again with the right password, whatever the case of the address', async () => {
  const first = await users.register('twice@example.com')
  const second = await users.register(' TWICE@example.com ')
  expect(second.user.id).toBe(first.user.id)
  expect(readViewer(second.accessToken).sessionId).not.toBe(readViewer(first.accessToken).sessionId)
})

test('answers for a taken address as for an unusable one, counts it as a failed sign-in, and locks it', async () => {
  await users.register('taken@example.com')
  const input = { email: 'Taken@example.com', password: 'a-different-one' }
  const codes: (string | undefined)[] = []
  for (let attempt = 0; attempt < 6; attempt += 1) {
    const { errors } = await users.ask(registerMutation, { input }, { clientAddress: '198.51.100.1' })
    codes.push(errors?.[0]?.extensions.code)
    if (attempt === 0)
      expect(errors?.[0]?.extensions.problems).toEqual([
        { path: 'input.email', reason: expect.stringContaining('cannot be used') },
      ])
  }
  expect(codes).toEqual([...Array<string>(5).fill('BAD_USER_INPUT'), 'ACCOUNT_LOCKED'])
})

test('makes one account when an address is registered twice at the same time', async () => {
  const [first, second] = await Promise.all([users.register('race@example.com'), users.register('RACE@example.com')])
  expect(first.user.id).toBe(second.user.id)
  expect(await users.database.client.user.count({ where: { email: 'race@example.com' } })).toBe(1)
})

test('does not open a closed account', async () => {
  const { user } = await users.register('closed@example.com')
  await users.database.client.user.update({ where: { id: user.id }, data: { isActive: false } })
  await expect(users.register('closed@example.com')).rejects.toThrow('BAD_USER_INPUT')
})

test('takes neither a common password nor the address for one', async () => {
  for (const password of ['password1', 'Qwertyuiop', 'rules@example.com']) {
    const { errors } = await users.ask(registerMutation, { input: { email: 'rules@example.com', password } })
    expect(errors?.[0]?.extensions).toMatchObject({ problems: [{ path: 'input.password' }] })
  }
  expect(await users.database.client.user.count({ where: { email: 'rules@example.com' } })).toBe(0)
})
