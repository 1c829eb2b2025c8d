import type { FieldRules } from './language-rules.js'
import { numbered, phrases } from './phrases.js'

/** How people say numbers and corrections in English; with what reads fields, as no other page needs them. */
export const ENGLISH_FIELDS: FieldRules = {
  numbers: {
    words: {
      zero: 0,
      ...numbered(
        'two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty',
        2,
      ),
    },
    articles: { one: 1 },
    notAfter: 'the that this no any every each which other another some large small big little'.split(' '),
    scales: 'hundred thousand million billion dozen point'.split(' '),
  },
  corrections: phrases('but|make it|make that|instead|rather|i meant|i mean|actually|change it to|change that to'),
}
