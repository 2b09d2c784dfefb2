import { describeFault } from './describe-fault.ts'
import { openUsers } from './open-users.ts'
import { readPassword } from './read-password.ts'
import { readAdminCommand, runAdmin } from './run-admin.ts'

/** `npm run admin -- create you@example.com`: makes the first administrator, lists them, lifts locks. */
try {
  const command = readAdminCommand(process.argv.slice(2))
  const users = await openUsers(process.env)
  try {
    console.log(await runAdmin(command, { ...users, readPassword }))
  } finally {
    await users.close()
  }
} catch (error) {
  console.error(describeFault(error))
  process.exitCode = 1
}
