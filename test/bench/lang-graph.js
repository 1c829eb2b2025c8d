import { Annotation, END, MemorySaver, START, StateGraph } from '@langchain/langgraph'

/**
 * Returns one turn of the same two states as a LangGraph.js graph with MemorySaver.
 * Plain JavaScript, since the types are only there when test/bench is installed.
 */
export function langGraphTurn() {
  const conversation = Annotation.Root({
    place: Annotation(),
    messages: Annotation({ reducer: (kept, added) => [...kept, ...added].slice(-100), default: () => [] }),
  })
  const next = ({ place, messages }) => {
    if (!/\byes\b/i.test(messages.at(-1))) return END
    return place === 'pong' ? 'ping' : 'pong'
  }
  const graph = new StateGraph(conversation)
    .addNode('ping', () => ({ place: 'ping', messages: ['Well?'] }))
    .addNode('pong', () => ({ place: 'pong', messages: ['Well?'] }))
    .addConditionalEdges(START, next, ['ping', 'pong', END])
    .addEdge('ping', END)
    .addEdge('pong', END)
    .compile({ checkpointer: new MemorySaver() })
  return () => graph.invoke({ messages: ['yes'] }, { configurable: { thread_id: 'bench' } })
}
