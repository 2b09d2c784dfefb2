import { expect, test } from 'vitest'
import { z } from 'zod'
import { hasSender, mailSettings, readAccountConfig, senderFault } from './mail-settings.ts'

const schema = z.object(mailSettings).refine(hasSender, senderFault)
const read = (environment: Record<string, string>) => readAccountConfig(schema.parse(environment))
const findFaults = (environment: Record<string, string>) =>
  schema.safeParse(environment).error?.issues.map(({ path }) => path[0]) ?? []
const smtp = { SMTP_URL: 'smtps://user:secret@smtp.example.com', MAIL_FROM: 'REE AI <no-reply@example.com>' }

test('addresses have to be confirmed where there is a mail server, unless the settings say otherwise', () => {
  expect(read({}).isVerificationRequired).toBe(false)
  expect(read(smtp).isVerificationRequired).toBe(true)
  expect(read({ ...smtp, EMAIL_VERIFICATION: 'optional' }).isVerificationRequired).toBe(false)
  expect(read({ EMAIL_VERIFICATION: 'required' }).isVerificationRequired).toBe(true)
})

test('reports every setting that cannot be used', () => {
  const wrong = { SMTP_URL: 'http://x', MAIL_FROM: 'A <b>', EMAIL_VERIFICATION: 'maybe', APP_URL: 'https://x/{token}' }
  expect(findFaults({ ...wrong, ERASURE_DAYS: '31' })).toEqual([
    'SMTP_URL',
    'MAIL_FROM',
    'EMAIL_VERIFICATION',
    'APP_URL',
    'ERASURE_DAYS',
  ])
  expect(findFaults({ SMTP_URL: smtp.SMTP_URL })).toEqual(['MAIL_FROM'])
  expect(findFaults({ ...smtp, MAIL_FROM: 'no-reply@example.com\r\nBcc: eve@example.com' })).toEqual(['MAIL_FROM'])
})
