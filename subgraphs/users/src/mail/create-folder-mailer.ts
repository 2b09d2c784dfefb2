import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Mailer } from './mailer.ts'
import { prepareMessage } from './prepare-message.ts'
import type { Sender } from './sender.ts'

/**
 * "Sends" mail by writing each as a readable file `<time>-<id>.eml` (RFC 5322 in UTF-8) into a folder, which is made
 * when it is needed. The file is readable by this process's user alone: links in it open accounts.
 */
export function createFolderMailer(config: {
  readonly folder: string
  readonly from: Sender
  readonly nowMs: () => number
}): Mailer {
  const { folder, from } = config
  const domain = from.address.slice(from.address.lastIndexOf('@') + 1)
  return {
    async send(given) {
      const message = prepareMessage(given)
      if (message === null) return { outcome: 'REFUSED', reason: 'the recipient is not an address' }
      const now = new Date(config.nowMs())
      const text = [
        `From: ${from.name === '' ? from.address : `${from.name} <${from.address}>`}`,
        `To: ${message.recipient}`,
        `Subject: ${message.subject}`,
        `Date: ${now.toUTCString().replace('GMT', '+0000')}`,
        `Message-ID: <${message.id}@${domain}>`,
        'MIME-Version: 1.0',
        'Content-Type: text/plain; charset=utf-8',
        'Content-Transfer-Encoding: 8bit',
        '',
        message.text,
        '',
      ].join('\n')
      const path = join(folder, `${now.toISOString().replace(/[:.]/g, '-')}-${message.id}.eml`)
      try {
        await mkdir(folder, { recursive: true })
        // Under another name until it is whole: whoever watches the folder never reads half a mail.
        await writeFile(`${path}.part`, text, { mode: 0o600 })
        await rename(`${path}.part`, path)
        return { outcome: 'SENT' }
      } catch (error) {
        const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
        return { outcome: 'AWAY', reason: `the mail folder cannot be written: ${code}` }
      }
    },
  }
}
