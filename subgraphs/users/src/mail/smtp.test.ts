import { connect } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { type Catcher, startCatcher } from '../testing/start-catcher.ts'
import { createSmtpMailer } from './create-smtp-mailer.ts'
import { readSmtpUrl } from './read-smtp-url.ts'

const from = { name: 'REE AI', address: 'no-reply@ree.example' }
const message = { id: '0190-abc', recipient: 'ada@example.com', subject: 'Grüße', text: 'Hello,\n\n.\nXin chào' }

let catcher: Catcher | null = null
afterEach(() => catcher?.close())

async function start(options: Parameters<typeof startCatcher>[0] = {}, timeoutMs = 5_000) {
  catcher = await startCatcher(options)
  const server = readSmtpUrl(`smtp://${options.hasLogin ? 'ree:s%40cret@' : ''}127.0.0.1:${catcher.port}`)
  if (server === null) throw new Error('the address is not one')
  return { mailer: createSmtpMailer({ server, from, timeoutMs }), server, catcher }
}

describe('mail by SMTP', () => {
  test('arrives whole: sender, one recipient, subject, text in any script, an id of its own', async () => {
    const { mailer, catcher } = await start()
    expect(await mailer.send(message)).toEqual({ outcome: 'SENT' })
    const [mail] = catcher.mails
    expect(mail).toMatchObject({ from: 'no-reply@ree.example', to: ['ada@example.com'] })
    expect(mail?.headers).toMatchObject({
      from: 'REE AI <no-reply@ree.example>',
      to: 'ada@example.com',
      'message-id': '<0190-abc@ree.example>',
      'auto-submitted': 'auto-generated',
    })
    expect(mail?.headers.subject).toBe('=?UTF-8?Q?Gr=C3=BC=C3=9Fe?=')
    expect(mail?.text).toBe('Hello,\r\n\r\n.\r\nXin chào')
  })

  test('signs in with the name and password of the address', async () => {
    const { mailer, catcher } = await start({ hasLogin: true })
    expect(await mailer.send(message)).toEqual({ outcome: 'SENT' })
    expect(catcher.logins).toEqual(['ree:s@cret'])
  })

  test.each([
    ['subject', { subject: 'Hi\r\nBcc: eve@example.com\r\n\r\nHello' }],
    ['subject with a line separator', { subject: 'Hi\u2028Bcc: eve@example.com' }],
    ['text', { text: 'Hi\r\n.\r\nMAIL FROM:<eve@example.com>\r\n' }],
    ['text with a lone carriage return', { text: 'Hi\r.\rRCPT TO:<eve@example.com>\n.\n' }],
    ['id', { id: 'x>\r\nBcc: eve@example.com' }],
  ])('has no second recipient, header or mail through its %s', async (_where, changes) => {
    const { mailer, catcher } = await start()
    await mailer.send({ ...message, ...changes })
    expect(catcher.mails.map(({ to }) => to)).toEqual([['ada@example.com']])
    expect(catcher.mails[0]?.headers).not.toHaveProperty('bcc')
  })

  test.each([
    'ada@example.com, eve@example.com',
    'ada@example.com\r\nRCPT TO:<eve@example.com>',
    'Eve <eve@example.com>',
    '',
  ])('goes nowhere to the recipient %j', async (recipient) => {
    const { mailer, catcher } = await start()
    expect(await mailer.send({ ...message, recipient })).toMatchObject({ outcome: 'REFUSED' })
    expect(catcher.mails).toEqual([])
  })

  test.each([
    ['recipient', 550, 'REFUSED'],
    ['recipient', 450, 'DELAYED'],
    ['recipient', 421, 'AWAY'],
    ['message', 554, 'REFUSED'],
    ['message', 452, 'DELAYED'],
    ['login', 535, 'AWAY'],
  ] as const)('a %s answered with %i is %s, and the reason tells no whole address', async (stage, status, outcome) => {
    const { mailer } = await start({ refuse: { stage, status }, hasLogin: true })
    const result = await mailer.send(message)
    expect(result).toMatchObject({ outcome, reason: expect.stringContaining(String(status)) })
    expect(JSON.stringify(result)).not.toContain('ada@example.com')
  })

  test('a server that is not there is AWAY', async () => {
    const { mailer, catcher } = await start()
    await catcher.close()
    expect(await mailer.send(message)).toMatchObject({
      outcome: 'AWAY',
      reason: expect.stringContaining('ECONNREFUSED'),
    })
  })

  test.each([
    'greeting',
    'message',
  ] as const)('a server that hangs at the %s is AWAY after the deadline', async (hangsAt) => {
    const { mailer } = await start({ hangsAt }, 300)
    expect(await mailer.send(message)).toEqual({ outcome: 'AWAY', reason: 'the mail server took more than 300 ms' })
  })

  test('waiting for a server that hangs ends when the process stops', async () => {
    const { mailer } = await start({ hangsAt: 'greeting' }, 30_000)
    expect(await mailer.send(message, AbortSignal.timeout(50))).toMatchObject({ outcome: 'AWAY' })
  })

  test('goes nowhere when the server’s certificate is not one that is trusted', async () => {
    const { server, catcher } = await start({ hasTls: true })
    const mailer = createSmtpMailer({ server, from, timeoutMs: 5_000 })
    expect(await mailer.send(message)).toMatchObject({
      outcome: 'AWAY',
      reason: expect.stringMatching(/certificate|TLS/i),
    })
    expect(catcher.mails).toEqual([])
  })

  test('goes nowhere without TLS, unless the server is on this machine or the address says so', async () => {
    const { server, catcher } = await start()
    const mailer = createSmtpMailer({ server: { ...server, tls: 'STARTTLS' }, from, timeoutMs: 5_000 })
    expect(await mailer.send(message)).toMatchObject({ outcome: 'AWAY' })
    expect(catcher.mails).toEqual([])
    expect(readSmtpUrl('smtp://mail.example.com')?.tls).toBe('STARTTLS')
    expect(readSmtpUrl('smtp://mailpit:1025?tls=off')?.tls).toBe('IF_OFFERED')
    expect(readSmtpUrl('smtps://mail.example.com')).toMatchObject({ tls: 'FROM_START', port: 465 })
  })

  test.each([
    'http://x',
    'smtp://',
    'smtp://x?tls.rejectUnauthorized=false',
    'smtps://x?tls=off',
    'smtp://a:%zz@x',
    'x',
  ])('the setting %j is refused', (text) => expect(readSmtpUrl(text)).toBeNull())

  test('leaves no connection open', async () => {
    const { mailer, catcher } = await start()
    await mailer.send(message)
    await catcher.close()
    const socket = connect(catcher.port, '127.0.0.1')
    await new Promise((resolve) => socket.once('error', resolve))
  })
})
