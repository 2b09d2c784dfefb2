import { randomBytes } from 'node:crypto'
import { parseArgs } from 'node:util'
import { createAdministrator } from '@ree-ai/users/account/create-administrator'
import { unlockAccount } from '@ree-ai/users/account/unlock-account'
import type { Services } from '@ree-ai/users/services'

/** What `npm run admin` prints without or with wrong words. */
export const adminUsage = `npm run admin -- COMMAND

  create EMAIL      makes an administrator, and prints a new password once
    --password      takes the password from a prompt, or from standard input, instead
    --name NAME     the person's name
    --promote       makes an account that is there an administrator, and opens it when it was closed
  list              the administrators
  unlock EMAIL      forgets failed sign-ins on an address, so that its owner can sign in at once

It works on the PostgreSQL server of DATABASE_URL, else in the data folder DATA_DIR (.data), which the running platform holds.`

/** The words of a command, read; throws with the usage when they are none. */
export type AdminCommand =
  | {
      readonly name: 'create'
      readonly email: string
      readonly fullName: string | null
      readonly isPasswordGiven: boolean
      readonly isPromoting: boolean
    }
  | { readonly name: 'list' }
  | { readonly name: 'unlock'; readonly email: string }

export function readAdminCommand(args: readonly string[]): AdminCommand {
  const options = {
    password: { type: 'boolean' },
    name: { type: 'string' },
    promote: { type: 'boolean' },
  } as const
  const { values, positionals } = parse(args, options)
  const [name, email, ...rest] = positionals
  const flags = Object.keys(values)
  if (name === 'list' && email === undefined && flags.length === 0) return { name }
  if (name === 'unlock' && email !== undefined && rest.length === 0 && flags.length === 0) return { name, email }
  if (name === 'create' && email !== undefined && rest.length === 0)
    return {
      name,
      email,
      fullName: values.name ?? null,
      isPasswordGiven: values.password ?? false,
      isPromoting: values.promote ?? false,
    }
  throw new Error(adminUsage)
}

function parse<Options extends NonNullable<Parameters<typeof parseArgs>[0]>['options']>(
  args: readonly string[],
  options: Options,
) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true })
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : error}\n\n${adminUsage}`)
  }
}

/** Runs a command; returns what to print. Throws what a person can read when it cannot be done. */
export async function runAdmin(
  command: AdminCommand,
  deps: { readonly services: Services; readonly place: string; readonly readPassword: () => Promise<string> },
): Promise<string> {
  const { services, place } = deps
  if (command.name === 'list') return listAdministrators(services, place)
  if (command.name === 'unlock') {
    const { locks, hasAccount } = await unlockAccount(services, command.email)
    const lifted = locks === 0 ? 'It was not locked' : `${locks} lock${locks === 1 ? '' : 's'} lifted`
    return `${lifted}; failed sign-ins on ${command.email} are forgotten in ${place}.${hasAccount ? '' : ' Nobody has an account with this address.'}`
  }
  let password: string | null = null
  const readPassword = async () => {
    if (command.isPasswordGiven) return deps.readPassword()
    password = randomBytes(15).toString('base64url')
    return password
  }
  const { email, fullName, isPromoting } = command
  const { outcome, account } = await createAdministrator(services, { email, fullName, isPromoting, readPassword })
  switch (outcome) {
    case 'CREATED':
      return [
        `${account.email} is an administrator now, in ${place}.`,
        ...(password === null ? [] : [`Password: ${password}`, 'It is shown this once. Change it after signing in.']),
      ].join('\n')
    case 'PROMOTED':
      return [
        `${account.email} is an administrator from the next sign-in or token on, with the password it had, in ${place}.`,
        ...(account.emailVerifiedAt === null
          ? [
              'Nobody has confirmed that address: be sure that it was its owner who registered it, for they know the password.',
            ]
          : []),
      ].join('\n')
    case 'ALREADY':
      return `${account.email} is an administrator already; nothing was changed in ${place}.`
    case 'EXISTS': {
      const state = account.isActive ? `with the role ${account.role}` : 'that is closed'
      throw new Error(
        `${account.email} has an account ${state} in ${place}. Nothing was changed; --promote makes it an administrator.`,
      )
    }
  }
}

async function listAdministrators({ store }: Services, place: string): Promise<string> {
  const lines: string[] = []
  let after: { readonly createdAt: Date; readonly id: string } | null = null
  for (;;) {
    const page = await store.accounts.list({ role: 'ADMIN' }, 100, after)
    for (const { email, fullName, isActive, createdAt } of page)
      lines.push(
        `  ${email}${fullName === null ? '' : ` (${fullName})`}, since ${createdAt.toISOString().slice(0, 10)}${isActive ? '' : ', closed'}`,
      )
    after = page.at(-1) ?? null
    if (page.length < 100) break
  }
  if (lines.length === 0)
    return `There is no administrator in ${place}. Make one: npm run admin -- create you@example.com`
  return [`Administrators in ${place}, newest first:`, ...lines].join('\n')
}
