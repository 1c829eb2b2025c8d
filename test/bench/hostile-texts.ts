/** Makes 100 keywords of every shape that yield to 100 others and do not count when negated. */
export function hostileKeywords(match: 'stem' | 'word' | 'prefix' | 'substring') {
  const shapes = ['refund', 'word', 'no more ', 'c++', 'a-', '退款'] as const
  const words = Array.from({ length: 100 }, (_, index) => `${shapes[index % shapes.length] ?? ''}${index < shapes.length ? '' : index}`)
  const except = words.map((word) => ({ word: `${word} x`, match, caseSensitive: false }))
  return { words, match, ignoreNegated: true, except }
}

/** Lists texts of a length that strangers might send, by what is odd about them. Each is what some part of the work on keywords likes least. */
export function hostileTexts(length: number): Readonly<Record<string, string>> {
  const filled = (part: string) => part.repeat(Math.ceil(length / part.length)).slice(0, length)
  const marks = Array.from({ length: 60 }, (_, index) => String.fromCharCode(0x316 + index)).join('')
  return {
    'combining marks': `e${filled(marks)}`.slice(0, length),
    'marks after each letter': filled('a\u0316\u0301\u0327\u0323'),
    'half-width voiced marks': filled('\uff9e\u0301\u0316'),
    'ligatures that grow': filled('\ufdfa'),
    'squared words that grow': filled('\u3316'),
    'Korean letters apart': filled('\u1112\u1161\u11ab'),
    Chinese: filled('我要退款请帮我查询订单状态'),
    'one Chinese character': filled('一'),
    Japanese: filled('インターネットバンキングのパスワードをわすれました'),
    Thai: filled('สวัสดีครับผมต้องการคืนเงิน'),
    'one Thai letter': filled('ก'),
    Khmer: filled('ខ្ញុំចង់បានប្រាក់វិញ'),
    Burmese: filled('ကျွန်တော်ငွေပြန်လိုချင်ပါတယ်'),
    'one letter': filled('a'),
    'words of one letter': filled('a '),
    'distinct words': Array.from({ length: length / 4 }, (_, index) => index.toString(36))
      .join(' ')
      .slice(0, length),
    'long words': filled('internationalisationally'),
    'words that stemmers work on': filled('rationalizations '),
    'negated keywords': filled('not refund '),
    'the first word of phrases': filled('no '),
    'all but the end of phrases': filled('no more '),
    'symbols of keywords': filled('+x'),
    'parts of keywords': filled('c++x'),
    hyphens: filled('-'),
    apostrophes: filled("a'"),
    'acute accents': filled('\u00b4'),
    spaces: filled(' '),
    'line ends': filled('\n\t'),
    'lone surrogates': filled('\ud83d'),
    emoji: filled('👩‍👩‍👧‍👦'),
    'dotted capitals': filled('\u0130'),
    'capital sharp s': filled('\u1e9e'),
  }
}
