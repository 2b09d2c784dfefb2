import { expect, it } from 'vitest'
import { foldText } from './fold-text.ts'

it('makes spellings with and without accents equal and leaves other scripts alone', () => {
  expect(foldText('Crème BRÛLÉE Łódź Øresund')).toBe('creme brulee lodz oresund')
  expect(foldText('हिन्दी')).toBe('हिन्दी')
})
