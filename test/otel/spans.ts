import { context, type HrTime, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { BasicTracerProvider, InMemorySpanExporter, type ReadableSpan, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base'
import { afterAll, beforeAll } from 'vitest'

/** A tracer of the real SDK, and the spans that ended. The context manager is the process's own, so it is taken away again. */
export function recordSpans() {
  const exporter = new InMemorySpanExporter()
  const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] })
  const manager = new AsyncLocalStorageContextManager()
  beforeAll(() => void context.setGlobalContextManager(manager.enable()))
  afterAll(() => context.disable())
  return {
    tracer: provider.getTracer('test'),
    /** Takes the spans that ended so far, in the order in which they began. */
    take(): readonly ReadableSpan[] {
      const spans = exporter.getFinishedSpans().toSorted((left, right) => nanoseconds(left.startTime) - nanoseconds(right.startTime))
      exporter.reset()
      return spans
    },
  }
}

/** Draws spans as a tree: each below its parent, with what is asked of its attributes. */
export function tree(spans: readonly ReadableSpan[], attributes: readonly string[] = []): readonly string[] {
  const lines = (parent: string | undefined, depth: number): string[] =>
    spans
      .filter((span) => parentOf(span, spans) === parent)
      .flatMap((span) => {
        const told = attributes.flatMap((name) => (span.attributes[name] === undefined ? [] : [`${name}=${span.attributes[name]}`]))
        return [`${'  '.repeat(depth)}${[span.name, ...told].join(' ')}`, ...lines(span.spanContext().spanId, depth + 1)]
      })
  return lines(undefined, 0)
}

function parentOf({ parentSpanContext }: ReadableSpan, spans: readonly ReadableSpan[]): string | undefined {
  return spans.some((span) => span.spanContext().spanId === parentSpanContext?.spanId) ? parentSpanContext?.spanId : undefined
}

function nanoseconds([seconds, rest]: HrTime): number {
  return seconds * 1e9 + rest
}

/** Returns the name of the span that is active where it is called. */
export function activeSpanId(): string | undefined {
  return trace.getActiveSpan()?.spanContext().spanId
}
