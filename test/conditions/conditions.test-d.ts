import * as talkchart from 'talkchart'
import { type Condition, context, type KeywordCondition, keyword, llmClassifier, sentiment } from 'talkchart'

// Each type of condition has a factory of its name.
talkchart satisfies Record<Condition['type'], unknown>

keyword(['yes'], { match: 'word' }) satisfies KeywordCondition
// @ts-expect-error there is no such way to match
keyword(['yes'], { match: 'fuzzy' })

llmClassifier({ prompt: 'A refund?', targetClass: 'yes' })
llmClassifier({ prompt: 'About what?', classes: ['billing', 'bug'], targetClass: 'bug' })
// @ts-expect-error without classes the answer is yes or no
llmClassifier({ prompt: 'About what?', targetClass: 'bug' })
// @ts-expect-error the target has to be one of the classes
llmClassifier({ prompt: 'About what?', classes: ['billing', 'bug'], targetClass: 'bugs' })

sentiment('negative', { threshold: 0.6 })
// @ts-expect-error the model answers with a label, which has no threshold
sentiment('negative', { by: 'model', threshold: 0.6 })
// @ts-expect-error there is no such sentiment
sentiment('angry')

context('plan', { equals: 'pro' })
context((data) => data.plan === 'pro')
// @ts-expect-error a path needs a test
context('plan')
// @ts-expect-error the function has to answer at once
context(async () => true)
