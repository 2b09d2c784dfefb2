import { sharedSettings } from '@ree-ai/kit/config/shared-settings'
import { z } from 'zod'
import { createFolderMailer } from './create-folder-mailer.ts'
import { createSmtpMailer } from './create-smtp-mailer.ts'
import type { Mailer } from './mailer.ts'
import { readSmtpUrl } from './read-smtp-url.ts'
import { readSender } from './sender.ts'

/** Whom mail comes from that is written to files. */
const senderDefault = { name: 'REE AI', address: 'no-reply@ree-ai.example' }

/** How mail goes out, and what depends on it; the embedded platform reads these alone. */
export const mailSettings = {
  SMTP_URL: z
    .string()
    .transform((text, context) => {
      const server = readSmtpUrl(text)
      if (server === null)
        context.addIssue('must be smtps://user:password@host:465 or smtp://user:password@host:587, with %-encoding')
      return server ?? z.NEVER
    })
    .optional()
    .meta({
      description:
        'The mail server; `smtp` insists on STARTTLS unless it is on this machine or ends in `?tls=off`. Without it mails are written as files.',
      example: 'smtps://user:secret@smtp.example.com',
    }),
  MAIL_FROM: z
    .string()
    .transform((text, context) => {
      const sender = readSender(text)
      if (sender === null) context.addIssue('must be an address, or a name and an address: Name <name@example.com>')
      return sender ?? z.NEVER
    })
    .optional()
    .meta({ description: 'Whom mail comes from; needed with SMTP_URL.', example: 'REE AI <no-reply@example.com>' }),
  MAIL_FOLDER: z.string().min(1, 'must be a folder').optional().meta({
    description:
      'Where mails are written as files without SMTP_URL; DATA_DIR/logs/mail for npm start, else .data/logs/mail.',
    example: '.data/logs/mail',
  }),
  EMAIL_VERIFICATION: z.enum(['required', 'optional'], { message: 'must be required or optional' }).optional().meta({
    description:
      'Whether an account can be used before its address is confirmed by mail; required when SMTP_URL is set, optional otherwise. Required, registration does not tell whether an address has an account.',
    example: 'required',
  }),
  APP_URL: sharedSettings.APP_URL,
  ERASURE_DAYS: z.coerce
    .number({ message: 'must be a number of days' })
    .int('must be whole days')
    .min(0, 'must be 0 to 30 days')
    .max(30, 'must be 0 to 30 days')
    .default(14)
    .meta({
      description: 'For how many days somebody who asked to be erased can change their mind. The law allows a month.',
      example: '14',
    }),
}

/** Whether a mail server is told whom mail comes from. */
export function hasSender(settings: Pick<MailSettings, 'SMTP_URL' | 'MAIL_FROM'>): boolean {
  return settings.SMTP_URL === undefined || settings.MAIL_FROM !== undefined
}

/** What to say when it is not, for zod's `refine`. */
export const senderFault = { path: ['MAIL_FROM'], message: 'is needed when SMTP_URL is set' }

type MailSettings = z.output<z.ZodObject<typeof mailSettings>>

/** What accounts do by mail, and with what is asked of them by law. */
export interface AccountConfig {
  /** Whether nobody signs in before the address is confirmed. */
  readonly isVerificationRequired: boolean
  /** The page that mails lead to, with `{action}` and `{token}`; null for none. */
  readonly appUrl: string | null
  /** From the wish to be erased to the erasure, in ms. */
  readonly erasureMs: number
}

/** How accounts work, from the settings. */
export function readAccountConfig(settings: MailSettings): AccountConfig {
  return {
    isVerificationRequired:
      (settings.EMAIL_VERIFICATION ?? (settings.SMTP_URL ? 'required' : 'optional')) === 'required',
    appUrl: settings.APP_URL ?? null,
    erasureMs: settings.ERASURE_DAYS * 24 * 60 * 60_000,
  }
}

/** The way out for mail, from the settings: SMTP, or files in `MAIL_FOLDER` or else `folderDefault`. */
export function createMailer(
  { SMTP_URL, MAIL_FROM, MAIL_FOLDER }: MailSettings,
  { folderDefault, nowMs }: { readonly folderDefault: string; readonly nowMs: () => number },
): Mailer {
  const from = MAIL_FROM ?? senderDefault
  if (SMTP_URL !== undefined) return createSmtpMailer({ server: SMTP_URL, from })
  return createFolderMailer({ folder: MAIL_FOLDER ?? folderDefault, from, nowMs })
}
