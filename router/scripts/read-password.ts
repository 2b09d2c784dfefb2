import { createInterface } from 'node:readline'

/**
 * A password that somebody types twice without it being shown, or, where nobody sits at the terminal, the first line of
 * standard input. Rejects when both differ, or there is none.
 */
export async function readPassword(
  input: NodeJS.ReadStream = process.stdin,
  output: NodeJS.WriteStream = process.stdout,
): Promise<string> {
  const isTyped = input.isTTY === true
  // Without an output nothing that is typed is shown.
  const lines = createInterface({ input, terminal: isTyped })
  const answers = lines[Symbol.asyncIterator]()
  const ask = async (question: string) => {
    if (isTyped) output.write(question)
    const { value, done } = await answers.next()
    if (isTyped) output.write('\n')
    return done ? '' : String(value)
  }
  try {
    const password = await ask('Password: ')
    if (password === '') throw new Error('No password was given.')
    if (isTyped && (await ask('Once more: ')) !== password) throw new Error('The two passwords differ.')
    return password
  } finally {
    lines.close()
  }
}
