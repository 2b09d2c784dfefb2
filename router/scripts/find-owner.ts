import type { RouterClient } from '@ree-ai/kit/router-client/create-router-client'
import { FindUserDocument } from '../generated/operations.ts'

/** The id of the account with an e-mail address. Throws when there is none. */
export async function findOwner(router: RouterClient, email: string | null): Promise<string> {
  if (email === null) throw new Error('Say with --owner EMAIL whose listings they are.')
  const { users } = await router(FindUserDocument, { text: email })
  const owner = users.edges.find(({ node }) => node.email?.toLowerCase() === email.toLowerCase())
  if (owner === undefined)
    throw new Error(`There is no account with the address ${email}. Register it first, or name another with --owner.`)
  return owner.node.id
}
