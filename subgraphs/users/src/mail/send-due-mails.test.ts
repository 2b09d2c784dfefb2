import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Logger } from '@ree-ai/kit/logging/logger'
import { Registry } from 'prom-client'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { startUsers, type TestUsers } from '../testing/start-users.ts'
import { createFolderMailer } from './create-folder-mailer.ts'
import { createMailMetrics } from './create-mail-metrics.ts'
import type { MailMessage, MailOutcome } from './mailer.ts'
import { keepSendingMails, readRetryMs, sendDueMails } from './send-due-mails.ts'

let users: TestUsers
beforeAll(async () => {
  users = await startUsers()
})
afterAll(() => users.close())

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const recipient = 'ada.lovelace@example.com'

/** What the mailer does from now on, what it was given, and what was logged and counted. */
let outcome: MailOutcome
let given: MailMessage[]
let log: string
let registry: Registry
beforeEach(async () => {
  await users.database.client.mail.deleteMany()
  outcome = { outcome: 'SENT' }
  given = []
  log = ''
  registry = new Registry()
})

function createDeps() {
  const write = (details: object, message: string) => {
    log += `${JSON.stringify(details)} ${message}\n`
  }
  const logger: Logger = { debug: write, info: write, warn: write, error: write }
  const mailer = {
    send: async (message: MailMessage) => {
      given.push(message)
      return outcome
    },
  }
  const { mails } = users.services.store
  return { mails, mailer, metrics: createMailMetrics(registry), logger, nowMs: () => users.clock.nowMs }
}

const queue = (subject: string) =>
  users.services.store.mails.add(
    { key: null, userId: '00000000-0000-7000-8000-000000000001', recipient, subject, text: 'a secret link' },
    new Date(users.clock.nowMs),
  )
const readRows = () => users.database.client.mail.findMany({ orderBy: { createdAt: 'asc' } })
const readMetric = async (name: string) => (await registry.getSingleMetric(name)?.get())?.values[0]?.value ?? 0

test('every mail goes out once, however many replicas send at a time, and its text is forgotten', async () => {
  for (let index = 0; index < 12; index += 1) await queue(`Mail ${index}`)
  const deps = createDeps()
  await Promise.all([sendDueMails(deps), sendDueMails(deps), sendDueMails(deps)])
  expect(given.map(({ subject }) => subject).toSorted()).toHaveLength(12)
  expect(new Set(given.map(({ id }) => id)).size).toBe(12)
  const rows = await readRows()
  expect(rows.every(({ sentAt, text }) => sentAt !== null && text === '')).toBe(true)
  expect(await readMetric('mails_sent_total')).toBe(12)
  expect(await readMetric('mail_queue_age_seconds')).toBe(0)
})

test('while the server is away mails wait, longer each time, and go out when it is back', async () => {
  await queue('Patience')
  const deps = createDeps()
  outcome = { outcome: 'AWAY', reason: 'ECONNREFUSED' }
  await sendDueMails(deps)
  await sendDueMails(deps)
  expect(given).toHaveLength(1)
  users.clock.nowMs += readRetryMs(1)
  await sendDueMails(deps)
  users.clock.nowMs += readRetryMs(2) - 1
  await sendDueMails(deps)
  expect(given).toHaveLength(2)
  expect(await readMetric('mail_queue_age_seconds')).toBeGreaterThan(80)
  users.clock.nowMs += 1
  outcome = { outcome: 'SENT' }
  await sendDueMails(deps)
  expect((await readRows())[0]).toMatchObject({ attempts: 3, failure: null, sentAt: new Date(users.clock.nowMs) })
})

test('after a day a mail is given up with the reason, and one that is refused for good at once', async () => {
  await queue('Never taken')
  const deps = createDeps()
  outcome = { outcome: 'DELAYED', reason: '450 try again' }
  const startedMs = users.clock.nowMs
  while ((await readRows())[0]?.failure === null) {
    await sendDueMails(deps)
    users.clock.nowMs = (await readRows())[0]?.attemptAt.getTime() ?? 0
    if (users.clock.nowMs - startedMs > 48 * hourMs) throw new Error('it is never given up')
  }
  expect(users.clock.nowMs - startedMs).toBeGreaterThan(22 * hourMs)
  expect(users.clock.nowMs - startedMs).toBeLessThanOrEqual(24 * hourMs)
  expect((await readRows())[0]).toMatchObject({ failure: '450 try again', text: '', sentAt: null })

  await queue('Unknown mailbox')
  outcome = { outcome: 'REFUSED', reason: '550 no such user' }
  await sendDueMails(deps)
  expect((await readRows())[1]).toMatchObject({ failure: '550 no such user', attempts: 1 })
})

test('the log has no whole address and no text', async () => {
  await queue('Private')
  outcome = { outcome: 'DELAYED', reason: 'no' }
  await sendDueMails(createDeps())
  expect(log).toContain('a***@example.com')
  expect(log).not.toMatch(/ada\.lovelace|secret link/)
})

test('the mail of a replica that crashed while sending is sent by another a minute later', async () => {
  await queue('Orphan')
  const { store } = users.services
  await store.mails.lease(new Date(users.clock.nowMs), new Date(users.clock.nowMs + minuteMs))
  const deps = createDeps()
  await sendDueMails(deps)
  expect(given).toEqual([])
  users.clock.nowMs += minuteMs
  await sendDueMails(deps)
  expect(given.map(({ subject }) => subject)).toEqual(['Orphan'])
})

test('a mail that is put into the queue goes out at once, and stopping ends the waiting', async () => {
  const stop = new AbortController()
  const { store, mailNews } = users.services
  const work = keepSendingMails({ ...createDeps(), waitForMail: mailNews.wait }, stop.signal)
  const startedMs = Date.now()
  await store.inTransaction(async ({ mails }) => {
    const mail = { key: null, userId: null, recipient, subject: 'At once', text: 'Hi' }
    await mails.add(mail, new Date(users.clock.nowMs))
  })
  await expect.poll(() => given.length, { interval: 10, timeout: 4_000 }).toBe(1)
  // The queue is looked at every five seconds anyway.
  expect(Date.now() - startedMs).toBeLessThan(4_500)
  stop.abort()
  await work
  expect(await readRows()).toEqual([])
})

test('without a mail server each mail is a file that only its owner can read', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ree-mail-'))
  try {
    const from = { name: 'REE AI', address: 'no-reply@ree.example' }
    const mailer = createFolderMailer({ folder: join(folder, 'mail'), from, nowMs: () => users.clock.nowMs })
    const message = { id: '../0190', recipient, subject: 'Grüße\r\nBcc: eve@example.com', text: 'Chào\r\nbạn' }
    expect(await mailer.send(message)).toEqual({ outcome: 'SENT' })
    const [file = '', ...others] = readdirSync(join(folder, 'mail'))
    expect(others).toEqual([])
    expect(file).toMatch(/^2026-.*-0190\.eml$/)
    const path = join(folder, 'mail', file)
    expect(statSync(path).mode & 0o077).toBe(0)
    const text = readFileSync(path, 'utf8')
    expect(text).toContain(`To: ${recipient}\nSubject: Grüße Bcc: eve@example.com\nDate: `)
    expect(text).toMatch(/\n\nChào\nbạn\n$/)
    expect(await mailer.send({ ...message, recipient: 'a, b' })).toMatchObject({ outcome: 'REFUSED' })
    const blocked = createFolderMailer({ folder: path, from, nowMs: Date.now })
    expect(await blocked.send(message)).toMatchObject({ outcome: 'AWAY' })
  } finally {
    rmSync(folder, { recursive: true })
  }
})
