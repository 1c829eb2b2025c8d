import { type ConversationFlow, parseFlow } from 'talkchart'

const fieldsFor = (reader: 'words' | 'model') => ({
  size: { ask: { say: 'Small or large?' }, from: { choices: { small: ['small'], large: ['large', 'big'] } } },
  type: {
    ask: { say: 'Cheese or veggie?' },
    ...(reader === 'words'
      ? { from: { choices: { cheese: ['cheese'], veggie: ['veggie', 'vegetarian'] } } }
      : { schema: { enum: ['cheese', 'veggie'] } }),
  },
  count: {
    ask: { say: 'How many rolls?' },
    schema: { type: 'integer', minimum: 1, maximum: 10 },
    ...(reader === 'words' ? { from: 'number' } : {}),
    invalid: { say: '{{value}} is not possible ({{reason}}). How many?' },
  },
})

/** Whether something is asked or said: by keywords, or by a class of the model's. */
const wants = (reader: 'words' | 'model', what: string, words: readonly string[]) =>
  reader === 'words' ? { type: 'keyword', words } : { type: 'llmClassifier', prompt: `${what} {{text}}`, targetClass: 'yes' }

/** Takes an order: two lists of fields, a price from outside, a revision that starts anew, a question that is answered in place. */
export function foodFlow(reader: 'words' | 'model'): ConversationFlow {
  return parseFlow({
    name: 'food',
    initialState: 'initial',
    fields: fieldsFor(reader),
    states: {
      initial: {
        prompt: { variants: [{ say: 'Pizza or sushi?' }, { say: 'So, pizza or sushi?' }] },
        reset: ['size', 'type', 'count', 'price'],
        transitions: { pizza: wants(reader, 'Is it pizza?', ['pizza']), sushi: wants(reader, 'Is it sushi?', ['sushi', 'rolls']) },
        nextStates: { pizza: 'pizza', sushi: 'sushi' },
      },
      pizza: { collect: ['size', 'type'], nextStates: { collected: 'confirm' } },
      sushi: { collect: ['count'], nextStates: { collected: 'confirm' } },
      confirm: {
        invoke: { src: 'price', saveAs: 'price' },
        prompt: { say: 'That is {{price}}. All right?' },
        transitions: { revise: wants(reader, 'Is it a change?', ['change', 'different']), complete: { type: 'affirm' } },
        nextStates: { revise: 'initial', complete: 'end' },
      },
      end: { prompt: { say: 'Thanks, bye!' } },
    },
    flows: {
      delivery: { states: { told: { invoke: { src: 'estimate', saveAs: 'estimate' }, prompt: { say: 'In {{estimate}} minutes.' } } } },
    },
    globalTransitions: { delivery: wants(reader, 'Is it about delivery?', ['delivery', 'arrive']) },
    globalNextStates: { delivery: { call: 'delivery' } },
  })
}
