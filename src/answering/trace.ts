import type { TraceStep } from '../conversation/answer.ts';

/** Records what each stage did and how long it took; officers read it, citizens never do. */
export interface Trace {
  step<T>(stage: string, work: () => T): T;
  note(stage: string, detail: Readonly<Record<string, unknown>>): void;
  steps(): readonly TraceStep[];
}

export function createTrace(): Trace {
  const steps: { stage: string; ms: number; detail: Record<string, unknown> }[] = [];
  return {
    step(stage, work) {
      const started = performance.now();
      try {
        return work();
      } finally {
        steps.push({
          stage,
          ms: Math.round((performance.now() - started) * 100) / 100,
          detail: {},
        });
      }
    },
    note(stage, detail) {
      const step = steps.findLast((candidate) => candidate.stage === stage);
      if (step) Object.assign(step.detail, detail);
    },
    steps: () => steps,
  };
}
