import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { intentSlots } from './intent-slots.ts'

/**
 * Writes training/intents.ndjson from training/intent-templates.txt: each template filled in up to four ways, chosen by hash so that
 * running it again changes nothing. `family` is the template: examples of one family are never split between training and test.
 * The questions that the sample guides answer are CONSULTATION. Templates under AMBIGUOUS fit buying and renting alike; they are written once for each, as training only.
 */
const variantsMax = 4
const folder = new URL('../training/', import.meta.url)

type Row = { readonly text: string; readonly intent: string; readonly language: string; readonly family: string }

function fill(template: string, variant: number): string {
  return template.replace(/\{(\w+)\}/g, (_, slot: string) => {
    const choices = intentSlots[slot]
    if (choices === undefined) throw new Error(`no slot ${slot} in "${template}"`)
    const digest = createHash('sha256').update(`${template}|${slot}`).digest().readUInt32LE(0)
    return choices[(digest + variant * 7 + (variant >> 1)) % choices.length] as string
  })
}

const rows: Row[] = []
let intent = ''
let language = ''
for (const line of readFileSync(new URL('intent-templates.txt', folder), 'utf8').split('\n')) {
  if (line.startsWith('# ')) {
    ;[intent = '', language = ''] = line.slice(2).split(' ')
  } else if (line !== '') {
    const texts = new Set(Array.from({ length: variantsMax }, (_, variant) => fill(line, variant)))
    const intents = intent === 'AMBIGUOUS' ? ['SEARCH_BUY', 'SEARCH_RENT'] : [intent]
    for (const text of texts) {
      for (const label of intents)
        rows.push({ text, intent: label, language, family: intent === 'AMBIGUOUS' ? `ambiguous: ${line}` : line })
    }
  }
}
const questions = JSON.parse(
  readFileSync(new URL('../../../prisma/seed/questions.json', import.meta.url), 'utf8'),
) as readonly {
  readonly question: string
}[]
for (const { question } of questions)
  rows.push({ text: question, intent: 'CONSULTATION', language: 'en', family: question })
writeFileSync(new URL('intents.ndjson', folder), `${rows.map((row) => JSON.stringify(row)).join('\n')}\n`)
const counts = new Map<string, number>()
for (const row of rows) counts.set(row.intent, (counts.get(row.intent) ?? 0) + 1)
process.stdout.write(`${[...counts].map(([label, count]) => `${label} ${count}`).join('\n')}\n`)
