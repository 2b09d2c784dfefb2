import type { Viewer } from '@ree-ai/kit/identity/viewer'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startUsers, type TestUsers } from '../testing/start-users.ts'

let optional: TestUsers
let required: TestUsers
beforeAll(async () => {
  optional = await startUsers()
  required = await startUsers({ isVerificationRequired: true }, optional.database)
})
afterAll(async () => {
  await required.close()
  await optional.close()
})

const createService = (name: string): Viewer => ({
  id: `service:${name}`,
  role: 'SERVICE',
  scopes: ['mail:send'],
  sessionId: null,
})
const service = createService('properties')
const mail = { key: 'digest-1', subject: 'Three new homes', text: 'Look:\n\nhttps://ree.example' }

async function send(users: TestUsers, input: object, viewer: Viewer | null = service) {
  const query = 'mutation ($input: SendMailInput!) { sendMail(input: $input) }'
  const { data, errors } = await users.ask(query, { input }, { viewer })
  return errors?.[0]?.extensions ?? (data as { readonly sendMail: boolean } | null | undefined)?.sendMail
}

test('a service mails a person by id: once a key, also when it asks twice at the same time', async () => {
  const { user } = await optional.register('ada@example.com')
  const input = { ...mail, userId: user.id }
  expect(await Promise.all([send(optional, input), send(optional, input)])).toEqual([true, true])
  expect(await send(optional, input)).toBe(true)
  const { token: _none, ...sent } = { ...(await optional.readMails())[0], token: '' }
  expect(await optional.readMails()).toHaveLength(1)
  expect(sent).toEqual({ recipient: 'ada@example.com', subject: mail.subject, text: mail.text })
  // Another service has keys of its own.
  expect(await send(optional, input, createService('rag'))).toBe(true)
  expect(await optional.readMails()).toHaveLength(2)
})

test('nobody gets a mail who has no account, a closed one, or an address that has to be confirmed', async () => {
  const { user } = await optional.register('bob@example.com')
  const input = { key: 'news', userId: user.id, subject: 'News', text: 'News' }
  expect(await send(required, input)).toBe(false)
  await optional.database.client.user.update({ where: { id: user.id }, data: { emailVerifiedAt: new Date() } })
  expect(await send(required, input)).toBe(true)
  await optional.database.client.user.update({ where: { id: user.id }, data: { isActive: false } })
  expect(await send(optional, { ...input, key: 'other' })).toBe(false)
  expect(await send(optional, { ...input, userId: 'bob@example.com' })).toBe(false)
  expect(await send(optional, { ...input, userId: '00000000-0000-4000-8000-000000000000' })).toBe(false)
})

test('reports every problem at once: a subject of two lines, an empty text, a key without end', async () => {
  const { user } = await optional.register('eve@example.com')
  const input = { key: 'k'.repeat(201), userId: user.id, subject: 'Hi\r\nBcc: all@example.com', text: ' ' }
  expect(await send(optional, input)).toMatchObject({
    code: 'BAD_USER_INPUT',
    problems: [{ path: 'input.key' }, { path: 'input.subject' }, { path: 'input.text' }],
  })
})

test('is for the scope mail:send only', async () => {
  const { user } = await optional.register('mal@example.com')
  const input = { ...mail, userId: user.id }
  expect(await send(optional, input, { ...service, scopes: [] })).toMatchObject({ code: 'FORBIDDEN' })
  expect(await send(optional, input, null)).toMatchObject({ code: 'UNAUTHENTICATED' })
})
