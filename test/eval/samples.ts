import type { EvalCase, Expectation } from '../../eval/case.ts';
import type { CaseScore } from '../../eval/metrics/case-score.ts';
import type { Output } from '../../eval/output.ts';

/** A fee question about procedure 1.000001. */
export function expectation(changes: Partial<Expectation>): Expectation {
  return { action: 'answer', codes: ['1.000001'], facet: 'fee', must: [], mustNot: [], ...changes };
}

export function evalCase(changes: Partial<EvalCase> = {}): EvalCase {
  return {
    id: 'case-1',
    text: 'Lệ phí bao nhiêu?',
    class: 'standard',
    origin: 'own',
    turns: [],
    expect: expectation({}),
    ...changes,
  };
}

/** The right answer to `expectation({})`. */
export function reply(changes: Partial<Output>): Output {
  return {
    knowledge: 'facts',
    origin: 'own',
    id: 'case-1',
    kind: 'answered',
    reason: 'sure',
    procedures: [{ code: '1.000001', name: 'Thủ tục đăng ký thử', score: 0.9 }],
    answerCodes: ['1.000001'],
    facet: 'fee',
    facets: ['fee'],
    confidence: 0.9,
    text: 'Dạ, lệ phí là 50.000 đồng.',
    options: [{ code: '1.000001', label: 'Thủ tục đăng ký thử' }],
    expectedNames: { '1.000001': 'Thủ tục đăng ký thử' },
    unsupported: [],
    ms: 4,
    trace: [],
    ...changes,
  };
}

export function caseScore(changes: Partial<CaseScore> = {}): CaseScore {
  return {
    id: 'case-1',
    class: 'standard',
    action: 'answer',
    kind: 'answered',
    verdict: 'right',
    rank: 1,
    claimed: true,
    confidence: 0.9,
    group: '1.000001',
    turns: 0,
    facet: 'fee',
    facetFound: true,
    mainFacetFound: true,
    wrongFact: false,
    obeyed: false,
    unsupported: 0,
    crashed: false,
    ms: 4,
    ...changes,
  };
}
