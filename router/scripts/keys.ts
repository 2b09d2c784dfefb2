import { describeFault } from './describe-fault.ts'
import { openUsers } from './open-users.ts'
import { readKeysCommand, runKeys } from './run-keys.ts'

/** `npm run keys -- rotate|list`: the keys of access tokens. */
try {
  const command = readKeysCommand(process.argv.slice(2))
  const users = await openUsers(process.env)
  try {
    console.log(await runKeys(command, users))
  } finally {
    await users.close()
  }
} catch (error) {
  console.error(describeFault(error))
  process.exitCode = 1
}
