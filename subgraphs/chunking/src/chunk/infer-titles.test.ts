import { describe, expect, it } from 'vitest'
import { inferTitles } from './infer-titles.ts'

const page = `# Rent books

 * What is a rent book?
 * Does my landlord have to give me a rent book?
 * What if my landlord refuses?


A rent book is a booklet that records the rent.


Every landlord has to give the tenant one.

More about it.


A landlord who refuses breaks the law.
`

describe('inferTitles', () => {
  it('gives the entries of a table of contents back to the sections that lost their titles', () => {
    const titles = [...inferTitles(page)].map(([start, title]) => [page.slice(start, start + 10), title])
    expect(titles).toEqual([
      ['A rent boo', 'What is a rent book?'],
      ['Every land', 'Does my landlord have to give me a rent book?'],
      ['A landlord', 'What if my landlord refuses?'],
    ])
  })

  it('leaves sections alone that have headings, and texts without such a list', () => {
    const kept = page.replace('Every landlord', '## Does my landlord have to give me a rent book?\nEvery landlord')
    expect([...inferTitles(kept).values()]).toEqual(['What is a rent book?', 'What if my landlord refuses?'])
    expect(inferTitles('# A\n\nSome text.\n\n\n\nMore text.').size).toBe(0)
    expect(inferTitles('- milk.\n- bread.\n- tea.\n\n\n\nText.').size).toBe(0)
  })

  it('does nothing when the sections are far more than the entries', () => {
    expect(inferTitles(page + '\n\n\nA part.'.repeat(50)).size).toBe(0)
  })
})
