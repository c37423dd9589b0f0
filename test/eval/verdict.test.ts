import { describe, expect, it } from 'vitest';
import { judge, type Verdict } from '../../eval/metrics/verdict.ts';
import { actionSchema, type Action } from '../../eval/case.ts';
import { OUTCOMES, type Outcome } from '../../src/conversation/answer.ts';
import { expectation, reply } from './samples.ts';

/** What each outcome is worth where the product did it well: right code, facet, facts and options. */
const AT_BEST: Record<Action, Record<Outcome, Verdict>> = {
  answer: {
    answered: 'right',
    clarify: 'asked',
    'handed-off': 'handed',
    'out-of-scope': 'handed',
    emergency: 'handed',
    smalltalk: 'handed',
    refused: 'handed',
  },
  clarify: {
    answered: 'partial',
    clarify: 'right',
    'handed-off': 'handed',
    'out-of-scope': 'handed',
    emergency: 'handed',
    smalltalk: 'handed',
    refused: 'handed',
  },
  handoff: {
    answered: 'wrong',
    clarify: 'missed',
    'handed-off': 'right',
    'out-of-scope': 'handed',
    emergency: 'handed',
    smalltalk: 'handed',
    refused: 'handed',
  },
  out_of_scope: {
    answered: 'wrong',
    clarify: 'wrong',
    'handed-off': 'handed',
    'out-of-scope': 'right',
    emergency: 'handed',
    smalltalk: 'handed',
    refused: 'handed',
  },
  emergency: {
    answered: 'wrong',
    clarify: 'wrong',
    'handed-off': 'wrong',
    'out-of-scope': 'wrong',
    emergency: 'right',
    smalltalk: 'wrong',
    refused: 'wrong',
  },
  smalltalk: {
    answered: 'wrong',
    clarify: 'missed',
    'handed-off': 'handed',
    'out-of-scope': 'handed',
    emergency: 'handed',
    smalltalk: 'right',
    refused: 'handed',
  },
  refused: {
    answered: 'wrong',
    clarify: 'wrong',
    'handed-off': 'handed',
    'out-of-scope': 'right',
    emergency: 'handed',
    smalltalk: 'handed',
    refused: 'right',
  },
};

/** The same with nothing right about it: wrong code, wrong options. */
const AT_WORST: Record<Action, Record<Outcome, Verdict>> = {
  ...AT_BEST,
  answer: { ...AT_BEST.answer, answered: 'wrong', clarify: 'missed' },
  clarify: { ...AT_BEST.clarify, answered: 'wrong', clarify: 'missed' },
};

const pairs = actionSchema.options.flatMap((action) =>
  OUTCOMES.map((kind) => [action, kind] as const),
);

describe('a reply is judged by what was expected', () => {
  it.each(pairs)('%s met by %s', (action, kind) => {
    const expected = expectation({ action });
    expect(judge(expected, reply({ kind }))).toBe(AT_BEST[action][kind]);
    const useless = reply({
      kind,
      answerCodes: ['9.000009'],
      options: [{ code: '9.000009', label: 'x' }],
    });
    expect(judge(expected, useless)).toBe(AT_WORST[action][kind]);
  });
});

describe('an answer with the right procedure', () => {
  it('is partial when the facet asked for is not among those answered', () => {
    expect(judge(expectation({ facet: 'fee' }), reply({ facets: ['time'] }))).toBe('partial');
  });

  it.each([null, 'overview'] as const)('may give any facet when %s is expected', (facet) => {
    expect(judge(expectation({ facet }), reply({ facets: ['time'] }))).toBe('right');
  });

  it('is partial when a fact is missing', () => {
    expect(judge(expectation({ must: ['50.000', 'một cửa'] }), reply({}))).toBe('partial');
  });

  it('is wrong when it states a forbidden fact', () => {
    expect(judge(expectation({ mustNot: ['50.000'] }), reply({}))).toBe('wrong');
  });

  it('is right when one of several answered procedures is right', () => {
    expect(judge(expectation({}), reply({ answerCodes: ['9.000009', '1.000001'] }))).toBe('right');
  });

  it('is partial when one of several needs is not met', () => {
    const needs = [['1.000001'], ['1.000002', '1.000003']];
    const expected = expectation({ codes: needs.flat(), needs });
    expect(judge(expected, reply({}))).toBe('partial');
    expect(judge(expected, reply({ answerCodes: ['1.000001', '1.000003'] }))).toBe('right');
  });
});

describe('a question back', () => {
  const others = ['a', 'b', 'c', 'd'].map((label, at) => ({ code: `9.00000${at}`, label }));

  it('counts only with the right choice among the first four', () => {
    const right = { code: '1.000001', label: 'đúng' };
    const fourth = reply({ kind: 'clarify', options: [...others.slice(0, 3), right] });
    const fifth = reply({ kind: 'clarify', options: [...others, right] });
    expect(judge(expectation({}), fourth)).toBe('asked');
    expect(judge(expectation({}), fifth)).toBe('missed');
    expect(judge(expectation({ action: 'clarify' }), fourth)).toBe('right');
    expect(judge(expectation({ action: 'clarify' }), fifth)).toBe('missed');
  });
});
