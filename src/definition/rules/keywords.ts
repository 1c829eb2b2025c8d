import type { KeywordCondition } from '../../conditions/condition.js'
import { hasWords } from '../../conditions/kinds/keyword/keyword-pattern.js'
import { isCatchAllWord } from '../../conditions/order/catch-all.js'
import type { Diagnostic, DiagnosticPath } from '../../diagnostics/diagnostic.js'
import { quote } from '../../diagnostics/quote.js'
import { fault } from '../fault.js'

/** A keyword condition has words, and each of them can occur. */
export function* keywordFaults({ words }: KeywordCondition, path: DiagnosticPath): Generator<Diagnostic> {
  if (words.length === 0) {
    yield fault('no-keywords', [...path, 'words'], 'The list of keywords is empty, so the condition could never hold.', {
      expected: 'at least one word',
    })
  }
  for (const [position, word] of words.entries()) {
    const wordPath = [...path, 'words', position]
    if (isCatchAllWord(word)) yield catchAll(wordPath)
    else if (!hasWords(word)) {
      yield fault('empty-keyword', wordPath, 'The keyword holds nothing that could occur in a message.', { found: quote(word) })
    }
  }
}

function catchAll(path: DiagnosticPath): Diagnostic {
  return fault('keyword-catch-all', path, 'The keyword ".*" is read as always(): the condition holds for every message.', {
    severity: 'info',
    suggestion: 'Write always() where that is meant.',
  })
}
